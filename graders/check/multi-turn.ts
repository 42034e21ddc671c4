import { equals, isDict, isList, repr, type Dict, type Task, type Value } from '../../datasets/index.ts';
import { DecodeError } from '../decode/decode-error.ts';
import { environmentClass } from '../environments/classes.ts';
import { declareConstant } from '../environments/constants.ts';
import {
  sharedValues,
  type CalendarDay,
  type Environment,
  type Setting,
} from '../environments/environment.ts';
import { dict } from '../environments/result.ts';
import type { Outside } from '../environments/outside.ts';
import { executeCalls, type Instances } from '../execute/execute.ts';
import type { Finding } from './finding.ts';
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
  declareConstant(longContext);
  return { ...setting, longContext };
}

/** Results of calls of one turn: the model's by step, and those of the path. */
type TurnResults = {
  readonly model: readonly (readonly string[])[];
  readonly path: readonly string[];
};

/** Where a model's calls part from the path. */
export type PathFailure = Finding<
  | 'multi_turn:empty_turn_model_response'
  | 'multi_turn:instance_state_mismatch'
  | 'multi_turn:execution_response_mismatch'
> & {
  /** Names of the attributes in which the first class that differs does so. */
  readonly differing: readonly string[];
  /** Of the turns up to the one that failed. */
  readonly results: readonly TurnResults[];
};

export type PathOptions = {
  /** Part of the names of the model's instances, which texts that look like calls show. */
  readonly modelName: string;
  readonly surroundings: Surroundings;
};

/**
 * Whether a model's calls lead where the path leads: after every turn of the path that has calls, states are equal, and
 * whatever the path's calls of that turn answered the model's calls have answered so far.
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
  const pairs = pairsOf(own, expected);
  const results: TurnResults[] = [];
  const answered: string[] = [];
  for (const [turn, path] of task.path.entries()) {
    const steps = decoded[turn] ?? [];
    const model = steps.map((step) => executeCalls(step, own));
    const wanted = executeCalls(path, expected);
    for (const texts of model) answered.push(...texts);
    results.push({ model, path: wanted });
    if (path.length === 0) continue;
    const found =
      emptyTurn(steps, turn, results) ??
      stateMismatch(pairs, results) ??
      responseMismatch(answered, wanted, turn, results);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The instances of a task under the names by which the official executor knows them.
 * @param stage what it adds to the model's name: `_eval` where results are graded, nothing where the model is run
 * @throws {OfficialAbort} for a class that there is not
 */
export function openInstances(
  task: Pick<PathTask, 'id' | 'classes' | 'configuration'>,
  modelName: string,
  setting: Setting,
  stage: '_eval' | '' = '_eval',
): Instances {
  const instances = new Map<string, Environment>();
  const owner = identifierOf(`${modelName}${stage}_${task.id}`);
  for (const name of task.classes) {
    const type = environmentClass(name);
    if (type === undefined) throw new OfficialAbort(`there is no environment ${name}`);
    const configured = task.configuration.get(name);
    const environment = type.open(isDict(configured) ? configured : new Map(), setting);
    instances.set(`${owner}_${identifierOf(name)}_instance`, environment);
  }
  return instances;
}

function identifierOf(name: string): string {
  return name.replace(/[-./:]/g, '_');
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
    differing: [],
    results,
    fields: () => dict({ details: dict({ execution_result: resultsValue(results) }) }),
  };
}

type Pair = readonly [own: Environment, expected: Environment];

/** The instances of each class on both sides. */
function pairsOf(own: Instances, expected: Instances): Pair[] {
  const others = [...expected.values()];
  return Array.from(own.values(), (instance, index) => [instance, others[index] ?? instance]);
}

function stateMismatch(pairs: readonly Pair[], results: readonly TurnResults[]): PathFailure | undefined {
  for (const [instance, other] of pairs) {
    if (compared(() => instance.hasStateOf(other))) continue;
    const differing = compared(() => differingAttributes(instance, other));
    return {
      errorType: 'multi_turn:instance_state_mismatch',
      message: `Model instance for ${other.type.name} does not match the state with ground truth instance.`,
      differing,
      results,
      fields: () =>
        dict({ details: stateDetails(instance, other, differing), execution_result: resultsValue(results) }),
    };
  }
  return undefined;
}

function differingAttributes(instance: Environment, expected: Environment): string[] {
  const state = instance.state();
  const differing: string[] = [];
  for (const [name, value] of expected.state())
    if (!equals(state.get(name) ?? null, value)) differing.push(name);
  return differing;
}

function stateDetails(instance: Environment, expected: Environment, differing: readonly string[]): Dict {
  const [own, other] = [shownAttributes(instance), shownAttributes(expected)];
  const differences = differing.map((name): [Value, Value] => [
    name,
    dict({ model: own.get(name) ?? null, ground_truth: other.get(name) ?? null }),
  ]);
  return dict({
    differences: new Map(differences),
    model_instance_state: new Map<Value, Value>(own),
    ground_truth_instance_state: new Map<Value, Value>(other),
  });
}

/** Plain data where Python cannot print what holds itself. */
function shownAttributes(instance: Environment): ReadonlyMap<string, Value> {
  try {
    return instance.attributes();
  } catch (error) {
    if (error instanceof DecodeError) return instance.state();
    throw error;
  }
}

/** @throws {OfficialAbort} for a state that holds itself: comparing it raises in Python */
function compared<Result>(compare: () => Result): Result {
  try {
    return compare();
  } catch (error) {
    if (error instanceof DecodeError) throw new OfficialAbort(error.message);
    throw error;
  }
}

function responseMismatch(
  answered: readonly string[],
  wanted: readonly string[],
  turn: number,
  results: readonly TurnResults[],
): PathFailure | undefined {
  const left = [...answered];
  const missing = wanted.filter((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  if (missing.length === 0) return undefined;
  return {
    errorType: 'multi_turn:execution_response_mismatch',
    message: `Model response execution results so far does not contain all the ground truth response execution results for turn ${turn}.`,
    differing: [],
    results,
    fields: () =>
      dict({
        details: dict({
          missing_items: missing,
          'model_response (including all previous turns)': [...answered],
          'ground_truth_response (only the current turn)': wanted,
        }),
      }),
  };
}

function resultsValue(results: readonly TurnResults[]): Value {
  return results.map(({ model, path }) => dict({ model, ground_truth: path }));
}
