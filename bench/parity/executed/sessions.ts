import {
  ascii,
  readJson,
  isDict,
  isList,
  ValueLimitError,
  writeJson,
  type Chance,
  type Dict,
  type Value,
} from '../../../datasets/index.ts';
import { executeCalls, openInstances, settingFor } from '../../../graders/index.ts';
import { strangeValues } from './argument-text.ts';
import { bendCall, callText, planCall, vocabularyOf, type PlannedCall } from './planned-call.ts';
import { lookAt, readResult } from './vocabulary.ts';
import type { Surroundings } from './path-case.ts';

/** As `TODAY` of `python/environments.py`. */
export const today = { year: 2026, month: 11, day: 29 } as const;

/** Calls of one environment, as made up, with what they came to with us. */
export type Session = {
  readonly environment: string;
  readonly configuration: Dict;
  readonly isLongContext: boolean;
  readonly calls: readonly SessionCall[];
  /** `ascii()` of each attribute at the end; undefined where it cannot be told. */
  readonly state: ReadonlyMap<string, string> | undefined;
  /** Why the configuration was refused. */
  readonly refused?: string;
};
type SessionCall = { readonly method: string; readonly text: string; readonly result: string };

type Instances = ReturnType<typeof openInstances>;

/** What makes a call text of the instances as they are. */
export type NextCall = (instances: Instances) => { readonly method: string; readonly text: string };

/** Plays calls that are made up as they go. */
export function playSession(
  {
    environment,
    configuration,
    isLongContext,
  }: Pick<Session, 'environment' | 'configuration' | 'isLongContext'>,
  next: readonly NextCall[],
  surroundings: Surroundings,
): Session {
  const begun = { environment, configuration, isLongContext };
  const task = {
    id: 'x_0',
    classes: [environment],
    configuration: new Map<Value, Value>([[environment, configuration]]),
    path: [],
    isLongContext,
  };
  let instances: Instances;
  try {
    instances = openInstances(task, 'm', settingFor(task, surroundings));
  } catch (error) {
    // What Python raises is thrown as no `Error`.
    if (error instanceof Error) throw error;
    const { message, deviation } = error as { readonly message: string; readonly deviation?: string };
    const refused = deviation === undefined ? message : `${message} [inftool:${deviation}]`;
    return { ...begun, calls: [], state: undefined, refused };
  }
  const calls = next.map((make): SessionCall => {
    const call = make(instances);
    return { ...call, result: executeCalls([call.text], instances)[0] ?? '' };
  });
  const [instance] = instances.values();
  return { ...begun, calls, state: instance === undefined ? undefined : stateTexts(() => instance.state()) };
}

/** Sets have their items in order, as the official side sorts them. */
function stateTexts(read: () => ReadonlyMap<string, Value>): ReadonlyMap<string, string> | undefined {
  try {
    return new Map(
      Array.from(read(), ([name, value]) => [name, ascii(name === 'generated_ids' ? sorted(value) : value)]),
    );
  } catch (error) {
    if (error instanceof ValueLimitError || !(error instanceof Error)) return undefined;
    throw error;
  }
}

function sorted(value: Value): Value {
  if (!isDict(value)) return value;
  return new Map([...value].sort(([a], [b]) => Number(a) - Number(b)));
}

/** A method drawn evenly, with arguments that mostly make sense. */
export function seededCall(environment: string, chance: Chance): NextCall {
  return (instances) => {
    const [instance] = instances.values();
    if (instance === undefined) throw new RangeError(`no instance of ${environment}`);
    const ask = (call: string) => readResult(executeCalls([call], instances)[0] ?? '');
    const look = lookAt(() => instance.state(), ask);
    const methods = [...instance.type.methods.keys()];
    const plan = (): PlannedCall => planCall(instance, chance.pick(methods), look, chance);
    const planned = plan();
    const call = chance.with(0.2) ? bendCall(planned, [plan()], chance) : planned;
    return { method: planned.method, text: callText(call) };
  };
}

/** Of our own making, or of tasks of the suite, each also changed. */
export function seededConfiguration(environment: string, ofSuite: readonly Dict[], chance: Chance): Dict {
  const { configurations } = vocabularyOf(environment);
  if (chance.with(0.1)) return new Map();
  const isSuites = configurations.length === 0 || (ofSuite.length > 0 && chance.with(0.3));
  const configuration = isSuites
    ? ofSuite.length > 0
      ? chance.pick(ofSuite)
      : new Map<Value, Value>()
    : chance.pick(configurations)(chance);
  const changed = chance.with(0.25) ? changedConfiguration(configuration, chance) : configuration;
  // As the other side reads it.
  return readDict(writeJson(changed));
}

function readDict(text: string): Dict {
  const value = readJson(text);
  if (isDict(value)) return value;
  throw new TypeError('expected a configuration');
}

/** One value somewhere in it changed, mostly for one of its type. */
function changedConfiguration(configuration: Dict, chance: Chance): Dict {
  const keys = [...configuration.keys()];
  if (keys.length === 0) return configuration;
  const key = chance.pick(keys);
  const changed: Dict = new Map(configuration);
  const value = configuration.get(key) ?? null;
  // Snapshots are configured in a way of our own; what stands in them is the official's.
  if (key === 'snapshot') changed.set(key, isDict(value) ? changedConfiguration(value, chance) : value);
  else if (chance.with(0.15)) changed.delete(key);
  // Any other seed is hashed, or is none: numbers differ from run to run.
  else if (key === 'random_seed') changed.set(key, chance.pick([7, 2.5, -3n, true]));
  else changed.set(key, changedValue(value, chance));
  return changed;
}

function changedValue(value: Value, chance: Chance): Value {
  if (chance.with(0.04)) return chance.pick(strangeValues);
  if (isDict(value)) return changedConfiguration(value, chance);
  if (isList(value) && value.length > 0) {
    const at = chance.below(value.length);
    return chance.with(0.3)
      ? value.slice(0, at)
      : value.map((item, index) => (index === at ? changedValue(item, chance) : item));
  }
  if (typeof value === 'bigint') return chance.pick([value + 1n, -value, 0n, Number(value)]);
  if (typeof value === 'number') return chance.pick([value * 2, -value, 0, value + 0.1]);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string' && /^(?:file|directory)$/.test(value)) return value;
  return typeof value === 'string'
    ? chance.pick([`${value}é`, value.toUpperCase(), '', value.slice(1)])
    : value;
}

/** As `execute_cases.py` reads it. */
export function sessionLine({ environment, configuration, isLongContext, calls }: Session): string {
  return writeJson(
    new Map<Value, Value>([
      ['kind', 'session'],
      ['environment', environment],
      ['configuration', configuration],
      ['calls', calls.map(({ text }) => text)],
      ['long_context', isLongContext],
    ]),
  );
}
