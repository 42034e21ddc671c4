/**
 * Python's data as values that keep apart what decides verdicts: int is `bigint`, float is `number`, str is
 * `string` (UTF-16, lone surrogates allowed), list is an array, dict is a `Map` in insertion order.
 */
export type Value =
  null | boolean | bigint | number | string | readonly Value[] | Tuple | Dict | Bytes | Complex | SplitString;

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

/** Python's `...`, of a type that no parameter can declare; kept as a number that equals nothing, told by identity. */
export const ELLIPSIS = new Complex(NaN, NaN);

/**
 * A str in which a high surrogate stands before a low one as two code points. JavaScript would read the pair as
 * one character, so these rare strings are kept as code points. They never equal any `string`.
 */
export class SplitString {
  constructor(readonly codePoints: readonly number[]) {}
}

export type TypeName =
  | 'NoneType'
  | 'bool'
  | 'int'
  | 'float'
  | 'str'
  | 'list'
  | 'tuple'
  | 'dict'
  | 'bytes'
  | 'complex'
  | 'ellipsis';

/** `type(value).__name__`. */
export function typeName(value: Value): TypeName {
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

function objectTypeName(value: Exclude<Value, string | bigint | number | boolean>): TypeName {
  if (value === null) return 'NoneType';
  if (isList(value)) return 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Bytes) return 'bytes';
  if (value === ELLIPSIS) return 'ellipsis';
  return value instanceof Complex ? 'complex' : 'str';
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isDict(value: Value | undefined): value is Dict {
  return value instanceof Map;
}
