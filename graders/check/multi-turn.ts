import { equals, isDict, isList, repr, type Dict, type Task, type Value } from '../../datasets/index.ts';
import { holdsCycle } from '../environments/file-tree.ts';
import { environmentClass } from '../environments/classes.ts';
import {
  sharedValues,
  type CalendarDay,
  type Environment,
  type Setting,
} from '../environments/environment.ts';
import type { Outside } from '../environments/outside.ts';
import { executeCalls, type Instances } from '../execute/execute.ts';
import { OfficialAbort } from './official-abort.ts';

/** Call texts, by turn and step. */
export type DecodedTurns = readonly (readonly (readonly string[])[])[];

/** What a path through environments is checked against. */
export type PathTask = {
  readonly id: string;
  /** Classes that are involved, in order. */
  readonly classes: readonly string[];
  /** Configurations by class. */
  readonly configuration: Dict;
  /** Call texts by turn; an empty turn is not checked. */
  readonly path: readonly (readonly string[])[];
  /** Whether state and results are grown by the long-context extension. */
  readonly isLongContext: boolean;
};

/** A suite's task as a path. @throws {RangeError} for a task that is none */
export function pathTaskOf({ id, entry, expected }: Task): PathTask {
  const classes = entry.get('involved_classes') ?? null;
  const configuration = entry.get('initial_config');
  if (expected.kind !== 'path') throw new RangeError(`task ${id} expects no path`);
  return {
    id,
    classes: textsIn(classes, id),
    configuration: isDict(configuration) ? configuration : new Map<Value, Value>(),
    path: listIn(expected.source, id).map((turn) => textsIn(turn, id)),
    isLongContext: /long_context|composite/.test(id.replace(/_[^_]*$/, '')),
  };
}

function listIn(value: Value, id: string): readonly Value[] {
  if (isList(value)) return value;
  throw new RangeError(`task ${id}: expected a list, got ${repr(value)}`);
}

function textsIn(value: Value, id: string): string[] {
  return listIn(value, id).map((item) => {
    if (typeof item === 'string') return item;
    throw new RangeError(`task ${id}: expected a text, got ${repr(item)}`);
  });
}

/** What the instances of one task are told from outside. Values that they share are not shared with other tasks. */
export type Surroundings = {
  readonly today: CalendarDay;
  /** The constants of the long-context extension. */
  readonly longContext: ReadonlyMap<string, Value>;
  /** Answers to what is asked of the world outside. */
  readonly outside?: Outside;
};

/** @throws {RangeError} where a task needs the long-context constants and there are none */
export function settingFor(
  { id, isLongContext }: PathTask,
  { today, longContext, outside }: Surroundings,
): Setting {
  const setting = { today, shared: sharedValues(), ...(outside && { outside }) };
  if (!isLongContext) return setting;
  if (longContext.size === 0) throw new RangeError(`task ${id} needs the constants of the long context`);
  return { ...setting, longContext };
}

/** Results of calls of one turn: the model's by step, and those of the path. */
type TurnResults = {
  readonly model: readonly (readonly string[])[];
  readonly path: readonly string[];
};

export type PathFailure = {
  readonly errorType:
    | 'multi_turn:empty_turn_model_response'
    | 'multi_turn:instance_state_mismatch'
    | 'multi_turn:execution_response_mismatch';
  readonly message: string;
  readonly details: Dict;
  readonly results: readonly TurnResults[];
};

export type PathOptions = { readonly modelName: string; readonly surroundings: Surroundings };

/**
 * Whether a model's calls lead where the path leads: after every turn of the path that has calls, states are equal, and
 * whatever the path's calls of that turn answered the model's calls have answered so far.
 * @param modelName is part of the names of the model's instances, which texts that look like calls show
 * @returns undefined where they do
 * @see bfcl-eval `multi_turn_checker`
 */
export function checkPath(
  task: PathTask,
  decoded: DecodedTurns,
  { modelName, surroundings }: PathOptions,
): PathFailure | undefined {
  const setting = settingFor(task, surroundings);
  const own = openInstances(task, modelName, setting);
  const expected = openInstances(task, `${modelName}_ground_truth`, setting);
  const results: TurnResults[] = [];
  const answered: string[] = [];
  for (const [turn, path] of task.path.entries()) {
    const steps = decoded[turn] ?? [];
    const model = steps.map((step) => executeCalls(step, own));
    const wanted = executeCalls(path, expected);
    answered.push(...model.flat());
    results.push({ model, path: wanted });
    if (path.length === 0) continue;
    const found =
      emptyTurn(steps, turn, results) ??
      stateMismatch(own, expected, results) ??
      responseMismatch(answered, wanted, turn, results);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The instances of a task under the names by which the official executor knows them. @throws {OfficialAbort} */
export function openInstances(task: PathTask, modelName: string, setting: Setting): Instances {
  return new Map(
    task.classes.map((name) => {
      const type = environmentClass(name);
      if (type === undefined) throw new OfficialAbort(`there is no environment ${name}`);
      const configured = task.configuration.get(name);
      const instance = `${modelName}_eval_${task.id}_${name}_instance`.replaceAll(/[-./:]/g, '_');
      return [instance, type.open(isDict(configured) ? configured : new Map(), setting)];
    }),
  );
}

function emptyTurn(
  steps: DecodedTurns[number],
  turn: number,
  results: readonly TurnResults[],
): PathFailure | undefined {
  const isEmpty = steps.length === 0 || (steps.length === 1 && steps[0]?.length === 0);
  if (!isEmpty) return undefined;
  return {
    errorType: 'multi_turn:empty_turn_model_response',
    message: `Model response list is empty for turn ${turn}`,
    details: new Map(),
    results,
  };
}

function stateMismatch(
  own: Instances,
  expected: Instances,
  results: readonly TurnResults[],
): PathFailure | undefined {
  const instances = [...own.values()];
  for (const [index, other] of [...expected.values()].entries()) {
    const instance = instances[index];
    const differences = instance === undefined ? undefined : differencesOf(instance, other);
    if (differences === undefined) continue;
    return {
      errorType: 'multi_turn:instance_state_mismatch',
      message: `Model instance for ${other.type.name} does not match the state with ground truth instance.`,
      details: new Map<Value, Value>([['differences', differences]]),
      results,
    };
  }
  return undefined;
}

/** Attributes that differ, with both values; undefined where none does. */
function differencesOf(instance: Environment, expected: Environment): Dict | undefined {
  const state = instance.state();
  const differences: Dict = new Map();
  for (const [name, value] of expected.state()) {
    const own = state.get(name) ?? null;
    if (equals(own, value)) {
      if (holdsCycle(value)) throw new OfficialAbort('maximum recursion depth exceeded in comparison');
      continue;
    }
    differences.set(
      name,
      new Map<Value, Value>([
        ['model', own],
        ['ground_truth', value],
      ]),
    );
  }
  return differences.size === 0 ? undefined : differences;
}

function responseMismatch(
  answered: readonly string[],
  wanted: readonly string[],
  turn: number,
  results: readonly TurnResults[],
): PathFailure | undefined {
  const left = new Map<string, number>();
  for (const text of answered) left.set(text, (left.get(text) ?? 0) + 1);
  const missing = wanted.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
  if (missing.length === 0) return undefined;
  return {
    errorType: 'multi_turn:execution_response_mismatch',
    message: `Model response execution results so far does not contain all the ground truth response execution results for turn ${turn}.`,
    details: new Map<Value, Value>([
      ['missing_items', missing],
      ['model_response (including all previous turns)', answered],
      ['ground_truth_response (only the current turn)', wanted],
    ]),
    results,
  };
}
