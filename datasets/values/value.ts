/**
 * Python's data as values that keep apart what decides verdicts: int is `bigint`, float is `number`, str is
 * `string` (UTF-16, lone surrogates allowed), list is an array, dict is a `Map` in insertion order.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | Tuple
  | Dict
  | Bytes
  | Complex
  | SplitString
  | Foreign;

/** A dict. Read and write it through `dictGet`, `dictHas` and `dictSet` wherever a key may be no string. */
export type Dict = Map<Value, Value>;
export type ReadonlyDict = ReadonlyMap<Value, Value>;

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

export class Bytes {
  constructor(readonly bytes: Uint8Array) {}
}

export class Complex {
  constructor(
    readonly real: number,
    readonly imaginary: number,
  ) {}
}

/** An object of Python that is no data, such as a set, a range or a function. It may stand wherever a value may. */
export abstract class Foreign {
  static #made = 0;
  #identity: string | undefined;

  /** `type(object).__name__`. */
  abstract readonly typeName: string;
  /** `repr(object)`. @throws {unknown} whatever the class throws for an object that has no text of its own */
  abstract repr(): string;

  /** `object == other`. */
  equals(other: Value): boolean {
    return this === other;
  }

  /** A text that equal objects have and nothing else has; undefined for what cannot be hashed. */
  keyText(): string | undefined {
    return (this.#identity ??= `object${Foreign.#made++}`);
  }
}

class Ellipsis extends Foreign {
  readonly typeName = 'ellipsis';
  repr(): string {
    return 'Ellipsis';
  }
}

/** Python's `...`. */
export const ELLIPSIS: Foreign = new Ellipsis();

/** -0.0 as a key of a dict: a `Map` takes the number for 0. `dictKeys` gives it as the number that it is. */
class NegativeZero extends Foreign {
  readonly typeName = 'float';
  repr(): string {
    return '-0.0';
  }
}
export const NEGATIVE_ZERO: Foreign = new NegativeZero();

/**
 * A str in which a high surrogate stands before a low one as two code points. JavaScript would read the pair as
 * one character, so these rare strings are kept as code points. They never equal any `string`.
 */
export class SplitString {
  constructor(readonly codePoints: readonly number[]) {}
}

/** `type(value).__name__`. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, string | bigint | number | boolean>): string {
  if (value === null) return 'NoneType';
  if (isList(value)) return 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Bytes) return 'bytes';
  if (value instanceof Foreign) return value.typeName;
  return value instanceof Complex ? 'complex' : 'str';
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isDict(value: Value | undefined): value is Dict {
  return value instanceof Map;
}
