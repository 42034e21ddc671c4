import { equals, type Dict, type Value } from '../../datasets/index.ts';
import { raise } from '../decode/python/evaluate/failure.ts';
import type { Arguments } from '../decode/python/evaluate/objects.ts';
import { bindParameters, type Parameter } from '../decode/python/evaluate/parameters.ts';
import type { Outside, OutsideRequest } from './outside.ts';
import { restored, restoredText } from '../decode/python/evaluate/stand-ins.ts';
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
  call(method: string, passed: Arguments, python?: Python): Value;
  /** What two instances are compared by: attributes by name, as plain data. */
  state(): ReadonlyMap<string, Value>;
  /** The same attributes as score files show them: what is no plain data there is Python's text of it. */
  attributes(): ReadonlyMap<string, Value>;
  /** Whether the states of two instances of one class are equal; none is made for that where the class knows better. */
  hasStateOf(other: Environment): boolean;
  clone(): Environment;
  /** Of those that remember from one conversation to the next. */
  readonly memory?: MemoryDoors;
  /** Whether calls have brought texts in which characters stand in for surrogates; set by whoever makes the calls. */
  holdsStandIns: boolean;
};

/** Doors by which memories leave an instance. They come back as `snapshot` of the configuration. */
type MemoryDoors = {
  /** All that is remembered, as the official snapshot files hold it; a copy. */
  snapshot(): Dict;
  /** What of it a model is told at the beginning of a conversation. */
  context(): string;
};

/** @param operands one for each parameter; undefined where a parameter may be left out and was */
export type MethodBody<State> = (state: State, python: Python, ...operands: Value[]) => Value;

/** Parameters by name, `?` behind those that may be left out, and what the method does. */
type Method<State> = readonly [parameters: string, body: MethodBody<State>];

export type Definition<State> = {
  readonly name: string;
  readonly load: (configuration: ReadonlyMap<Value, Value>, setting: Setting, python: Python) => State;
  readonly methods: Readonly<Record<string, Method<State>>>;
  readonly state: (state: State) => ReadonlyMap<string, Value>;
  /** Attributes that score files show otherwise than their state. */
  readonly shown?: Readonly<Record<string, (state: State) => Value>>;
  /** Whether what `state` gives for both is equal, where that can be told without. */
  readonly areEqual?: (one: State, other: State) => boolean;
  readonly clone: (state: State) => State;
  readonly memory?: (state: State) => MemoryDoors;
};

/** Makes an environment of its parts. Methods change the state that they are given. */
export function defineEnvironment<State>(definition: Definition<State>): EnvironmentClass {
  const { name, load } = definition;
  const methods = new Map(
    Object.entries(definition.methods).map(([method, [listed, body]]) => {
      const parameters = parametersIn(listed);
      return [method, { fullName: `${name}.${method}`, parameters, body }] as const;
    }),
  );
  const type: EnvironmentClass = {
    name,
    methods: new Map(Array.from(methods, ([method, { parameters }]) => [method, parameters])),
    open: (configuration, setting) =>
      new Instance(parts, load(configuration, withSurrogates(setting), new Python())),
  };
  const parts: Parts<State> = { ...definition, type, methods };
  return type;
}

function withoutStandIns(request: OutsideRequest): OutsideRequest {
  if (request.kind === 'search')
    return { ...request, keywords: restored(request.keywords), region: restored(request.region) };
  if (request.kind === 'encode') return { ...request, given: request.given.map(restored) };
  return request.kind === 'fetch' ? { ...request, url: restoredText(request.url) } : request;
}

/** The world outside is asked with surrogates, not with their stand-ins. */
function withSurrogates(setting: Setting): Setting {
  const { outside } = setting;
  if (outside === undefined) return setting;
  return {
    ...setting,
    outside: (request) => outside(withoutStandIns(request)),
  };
}

type Parts<State> = Pick<Definition<State>, 'state' | 'shown' | 'areEqual' | 'clone' | 'memory'> & {
  readonly type: EnvironmentClass;
  readonly methods: ReadonlyMap<
    string,
    {
      readonly fullName: string;
      readonly parameters: readonly Parameter[];
      readonly body: MethodBody<State>;
    }
  >;
};

class Instance<State> implements Environment {
  readonly memory?: MemoryDoors;
  holdsStandIns = false;
  readonly #parts: Parts<State>;
  readonly #state: State;

  constructor(parts: Parts<State>, state: State) {
    this.#parts = parts;
    this.#state = state;
    if (parts.memory !== undefined) this.memory = this.#doors(parts.memory(state));
  }

  get type(): EnvironmentClass {
    return this.#parts.type;
  }

  call(name: string, passed: Arguments, python = new Python()): Value {
    const method = this.#parts.methods.get(name);
    if (method === undefined)
      return raise('AttributeError', `'${this.type.name}' object has no attribute '${name}'`);
    const bound = bindParameters(method.fullName, method.parameters, passed, 1);
    // A body declares what may be left out with a default of its own.
    return method.body(this.#state, python, ...(bound as Value[]));
  }

  state(): ReadonlyMap<string, Value> {
    return this.#shown(this.#parts.state(this.#state));
  }

  attributes(): ReadonlyMap<string, Value> {
    const shown = Object.entries(this.#parts.shown ?? {}).map(
      ([name, valueOf]) => [name, valueOf(this.#state)] as const,
    );
    return new Map([...this.state(), ...this.#shown(new Map(shown))]);
  }

  #doors(doors: MemoryDoors): MemoryDoors {
    return {
      snapshot: () => (this.holdsStandIns ? (restored(doors.snapshot()) as Dict) : doors.snapshot()),
      context: () => (this.holdsStandIns ? restoredText(doors.context()) : doors.context()),
    };
  }

  #shown(attributes: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
    if (!this.holdsStandIns) return attributes;
    return new Map(Array.from(attributes, ([name, value]) => [name, restored(value)]));
  }

  hasStateOf(other: Environment): boolean {
    const { areEqual } = this.#parts;
    if (areEqual !== undefined && other instanceof Instance && other.type === this.type)
      return areEqual(this.#state, (other as Instance<State>).#state);
    return equals(new Map<Value, Value>(this.state()), new Map<Value, Value>(other.state()));
  }

  clone(): Environment {
    const clone = new Instance(this.#parts, this.#parts.clone(this.#state));
    clone.holdsStandIns = this.holdsStandIns;
    return clone;
  }
}

function parametersIn(listed: string): Parameter[] {
  if (listed === '') return [];
  return listed.split(' ').map((name) => ({ name: name.replace('?', ''), isOptional: name.endsWith('?') }));
}
