import { equals, isDict, isList, Tuple, type Value } from '../../datasets/index.ts';
import { raise, refuse } from '../decode/python/evaluate/failure.ts';
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

type AttributeDefinition<Name extends string> = Pick<
  Definition<AttributeState<Name>>,
  'name' | 'methods' | 'shown'
> & {
  readonly defaults: Readonly<Attributes<Name>>;
  /** What configurations call attributes that have another name there; `''` for those that they do not set. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Attributes that no method changes, nor any part of them: instances have them in common with their configuration. */
  readonly unchanged?: readonly Name[];
  /** Of random numbers, where the configuration has no `random_seed`. */
  readonly seed?: bigint;
  /** Attributes that are made of what was configured, or of the setting. */
  readonly prepare?: (attributes: Attributes<Name>, setting: Setting, python: Python) => void;
};

/** An environment that is its attributes: what does not begin with `_` is compared. */
export function attributeEnvironment<Name extends string>({
  name,
  methods,
  shown,
  defaults,
  keys = {},
  unchanged = [],
  seed,
  prepare,
}: AttributeDefinition<Name>): EnvironmentClass {
  const names = Object.keys(defaults) as Name[];
  const fields = names.map((attribute) => ({
    attribute,
    key: keys[attribute] ?? attribute,
    isUnchanged: unchanged.includes(attribute),
    isPlain: typeof defaults[attribute] !== 'object',
  }));
  const compared = names.filter((attribute) => !attribute.startsWith('_'));
  return defineEnvironment<AttributeState<Name>>({
    name,
    methods,
    ...(shown === undefined ? {} : { shown }),
    load: (configuration, setting, python) => {
      const attributes: Attributes<Name> = { ...defaults };
      for (const { attribute, key, isUnchanged, isPlain } of fields) {
        const configured = configuration.get(key);
        if (configured === undefined && isPlain) continue;
        const value = configured === undefined ? defaults[attribute] : configured;
        attributes[attribute] = isUnchanged ? value : deepCopy(value);
      }
      prepare?.(attributes, setting, python);
      return { attributes, random: randomFrom(configuration, seed), setting };
    },
    state: ({ attributes }) => new Map(compared.map((attribute) => [attribute, attributes[attribute]])),
    areEqual: (one, other) =>
      compared.every((attribute) => equals(one.attributes[attribute], other.attributes[attribute])),
    clone: cloneAttributes,
  });
}

/**
 * The generator of a configuration's `random_seed`; 0 where the environment asks for none.
 * @throws {DecodeError} for lists and dicts, as Python, and for seeds that Python takes the clock or a hash of
 */
function randomFrom(configuration: ReadonlyMap<Value, Value>, seed: bigint | undefined): PythonRandom {
  if (seed === undefined) return new PythonRandom(0n);
  const configured = configuration.get('random_seed');
  if (configured === undefined) return new PythonRandom(seed);
  if (typeof configured === 'bigint' || typeof configured === 'boolean')
    return new PythonRandom(BigInt(configured));
  if (typeof configured === 'number') return new PythonRandom(floatHash(configured));
  if (isList(configured) || isDict(configured))
    raise('TypeError', 'The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
  return refuse('a random_seed that is no number');
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
export function deepCopy(value: Value, copies?: Map<Value, Value>): Value {
  return typeof value === 'object' && value !== null
    ? copyOf(value, copies ?? new Map<Value, Value>())
    : value;
}

function copyOf(value: Extract<Value, object>, copies: Map<Value, Value>): Value {
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
