import { isDict, isList, Tuple, type Value } from '../../datasets/index.ts';
import { floatHash } from '../decode/python/evaluate/hashes.ts';
import { defineEnvironment, type Definition, type EnvironmentClass, type Setting } from './environment.ts';
import { PythonRandom } from './python-random.ts';
import type { Python } from './python.ts';

/** What an instance has, by name; names that begin with `_` are its own business. */
export type Attributes<Name extends string> = Record<Name, Value>;

/** The state of environments that are their attributes. */
export type AttributeState<Name extends string> = {
  readonly attributes: Attributes<Name>;
  readonly random: PythonRandom;
  readonly setting: Setting;
};

type AttributeDefinition<Name extends string> = Pick<Definition<AttributeState<Name>>, 'name' | 'methods'> & {
  readonly defaults: Readonly<Attributes<Name>>;
  /** What configurations call attributes that have another name there; `''` for those that they do not set. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Of random numbers, where the configuration has no `random_seed`. */
  readonly seed?: bigint;
  /** Attributes that are made of what was configured, or of the setting. */
  readonly prepare?: (attributes: Attributes<Name>, setting: Setting, python: Python) => void;
};

/** An environment that is its attributes: what does not begin with `_` is compared. */
export function attributeEnvironment<Name extends string>({
  name,
  methods,
  defaults,
  keys,
  seed = 0n,
  prepare,
}: AttributeDefinition<Name>): EnvironmentClass {
  return defineEnvironment<AttributeState<Name>>({
    name,
    methods,
    load: (configuration, setting, python) => {
      const attributes = attributesFrom(configuration, defaults, keys);
      prepare?.(attributes, setting, python);
      return { attributes, random: randomFrom(configuration, seed), setting };
    },
    state: ({ attributes }) =>
      new Map(Object.entries<Value>(attributes).filter(([attribute]) => !attribute.startsWith('_'))),
    clone: cloneAttributes,
  });
}

/** Attributes as a configuration has them, with defaults. */
function attributesFrom<Name extends string>(
  configuration: ReadonlyMap<Value, Value>,
  defaults: Readonly<Attributes<Name>>,
  keys: Readonly<Record<string, string>> = {},
): Attributes<Name> {
  const names = Object.keys(defaults) as Name[];
  const attributes = names.map((name) => {
    const configured = configuration.get(keys[name] ?? name);
    return [name, deepCopy(configured === undefined ? defaults[name] : configured)] as const;
  });
  return Object.fromEntries(attributes) as Attributes<Name>;
}

/** The generator of a configuration's `random_seed`. */
function randomFrom(configuration: ReadonlyMap<Value, Value>, seed: bigint): PythonRandom {
  const configured = configuration.get('random_seed');
  if (typeof configured === 'boolean') return new PythonRandom(configured ? 1n : 0n);
  if (typeof configured === 'number') return new PythonRandom(floatHash(configured));
  return new PythonRandom(typeof configured === 'bigint' ? configured : seed);
}

function cloneAttributes<Name extends string>({
  attributes,
  random,
  setting,
}: AttributeState<Name>): AttributeState<Name> {
  const copies = new Map<Value, Value>();
  const names = Object.keys(attributes) as Name[];
  const copied = names.map((name) => [name, deepCopy(attributes[name], copies)] as const);
  return { attributes: Object.fromEntries(copied) as Attributes<Name>, random: random.clone(), setting };
}

/** `copy.deepcopy(value)`: what stands in it twice stands twice in the copy. @param copies by original */
export function deepCopy(value: Value, copies = new Map<Value, Value>()): Value {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (isList(value)) {
    const list: Value[] = [];
    copies.set(value, list);
    for (const item of value) list.push(deepCopy(item, copies));
    return list;
  }
  if (isDict(value)) {
    const dict = new Map<Value, Value>();
    copies.set(value, dict);
    for (const [key, item] of value) dict.set(key, deepCopy(item, copies));
    return dict;
  }
  return value instanceof Tuple ? new Tuple(value.items.map((item) => deepCopy(item, copies))) : value;
}
