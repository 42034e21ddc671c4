import type { Dict, Value } from '../../datasets/index.ts';
import { raise } from '../decode/python/evaluate/failure.ts';
import type { Arguments, Operand } from '../decode/python/evaluate/operand.ts';
import { bindParameters, type Parameter } from '../decode/python/evaluate/parameters.ts';
import type { Outside } from './outside.ts';
import { Python } from './python.ts';

/** What environments are told from outside; they look at no clock and no file. */
export type Setting = {
  /** The day on which a task is played. */
  readonly today: CalendarDay;
  /** The constants by which the long-context extension grows state and results, where a task has it. */
  readonly longContext?: ReadonlyMap<string, Value>;
  /**
   * A value that all instances of one task have in common, made on first use: the official keeps some in its modules.
   * @param name of the value
   */
  readonly shared: (name: string, make: () => Value) => Value;
  /** Answers to what is asked of the world outside. Without it nobody is there. */
  readonly outside?: Outside;
};

/** The shared values of one task, in the beginning none. */
export function sharedValues(): Setting['shared'] {
  const values = new Map<string, Value>();
  return (name, make) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const made = make();
    values.set(name, made);
    return made;
  };
}

/** Months and days count from 1. */
export type CalendarDay = { readonly year: number; readonly month: number; readonly day: number };

/** A stateful class that models call methods of, named as in the official suite. */
export type EnvironmentClass = {
  readonly name: string;
  /** Parameters of each method, in order. */
  readonly methods: ReadonlyMap<string, readonly Parameter[]>;
  /** @throws {DecodeError} for a configuration that does not fit, with what the official class raises */
  open(configuration: ReadonlyMap<Value, Value>, setting: Setting): Environment;
};

/** One instance; it belongs to one task. */
export type Environment = {
  readonly type: EnvironmentClass;
  /** @throws {DecodeError} where the official method raises */
  call(method: string, passed: Arguments, python?: Python): Operand;
  /** What two instances are compared by: attributes by name, as plain data. */
  state(): ReadonlyMap<string, Value>;
  clone(): Environment;
  /** Of those that remember from one conversation to the next. */
  readonly memory?: MemoryDoors;
};

/** Doors by which memories leave an instance. They come back as `snapshot` of the configuration. */
type MemoryDoors = {
  /** All that is remembered, as the official snapshot files hold it; a copy. */
  snapshot(): Dict;
  /** What of it a model is told at the beginning of a conversation. */
  context(): string;
};

/** @param operands one for each parameter; undefined where a parameter may be left out and was */
export type MethodBody<State> = (state: State, python: Python, ...operands: Operand[]) => Operand;

/** Parameters by name, `?` behind those that may be left out, and what the method does. */
type Method<State> = readonly [parameters: string, body: MethodBody<State>];

export type Definition<State> = {
  readonly name: string;
  readonly load: (configuration: ReadonlyMap<Value, Value>, setting: Setting, python: Python) => State;
  readonly methods: Readonly<Record<string, Method<State>>>;
  readonly state: (state: State) => ReadonlyMap<string, Value>;
  readonly clone: (state: State) => State;
  readonly memory?: (state: State) => MemoryDoors;
};

/** Makes an environment of its parts. Methods change the state that they are given. */
export function defineEnvironment<State>(definition: Definition<State>): EnvironmentClass {
  const { name, load, methods, state: stateOf, clone, memory } = definition;
  const parameters = new Map(
    Object.entries(methods).map(([method, [listed]]) => [method, parametersIn(listed)]),
  );
  const instance = (state: State): Environment => ({
    type,
    call: (method, passed, python = new Python()) => {
      const [, body] = Object.hasOwn(methods, method) ? (methods[method] ?? []) : [];
      if (body === undefined) return raise('AttributeError', `'${name}' object has no attribute '${method}'`);
      const bound = bindParameters(`${name}.${method}`, parameters.get(method) ?? [], passed, 1);
      // A body declares what may be left out with a default of its own.
      return body(state, python, ...(bound as Operand[]));
    },
    state: () => stateOf(state),
    clone: () => instance(clone(state)),
    ...(memory && { memory: memory(state) }),
  });
  const type: EnvironmentClass = {
    name,
    methods: parameters,
    open: (configuration, setting) => instance(load(configuration, setting, new Python())),
  };
  return type;
}

function parametersIn(listed: string): Parameter[] {
  if (listed === '') return [];
  return listed.split(' ').map((name) => ({ name: name.replace('?', ''), isOptional: name.endsWith('?') }));
}

/** A result by its fields, in their order. */
export function dict(fields: Readonly<Record<string, Value>>): Map<Value, Value> {
  return new Map(Object.entries(fields));
}

export function failed(message: string): Map<Value, Value> {
  return dict({ error: message });
}
