import { SuiteError } from '../suite.ts';
import { isDict, isList, typeName, type Dict, type ReadonlyDict, type Value } from '../values/value.ts';

/** The list at `key`. @throws {SuiteError} naming `where` */
export function listAt(entry: ReadonlyDict, key: string, where: string): readonly Value[] {
  const value = entry.get(key);
  return value !== undefined && isList(value) ? value : fail(entry, key, 'a list', where);
}

/** The dict at `key`. @throws {SuiteError} naming `where` */
export function dictAt(entry: ReadonlyDict, key: string, where: string): Dict {
  const value = entry.get(key);
  return isDict(value) ? value : fail(entry, key, 'an object', where);
}

/** The text at `key`. @throws {SuiteError} naming `where` */
export function textAt(entry: ReadonlyDict, key: string, where: string): string {
  const value = entry.get(key);
  return typeof value === 'string' ? value : fail(entry, key, 'a text', where);
}

/** Every item as a dict. @throws {SuiteError} naming `where` */
export function dictsIn(items: readonly Value[], where: string): readonly Dict[] {
  return items.map((item) => {
    if (isDict(item)) return item;
    throw new SuiteError(`${where}: expected a list of objects, found an item of type ${typeName(item)}.`);
  });
}

/** Every item as a text. @throws {SuiteError} naming `where` */
export function textsIn(items: readonly Value[], where: string): readonly string[] {
  return items.map((item) => {
    if (typeof item === 'string') return item;
    throw new SuiteError(`${where}: expected a list of texts, found an item of type ${typeName(item)}.`);
  });
}

/** A copy of `entry` in which `changes` replace what stands at their keys, or follow it. */
export function withFields(entry: ReadonlyDict, changes: Readonly<Record<string, Value>>): Dict {
  return new Map([...entry, ...Object.entries(changes)]);
}

function fail(entry: ReadonlyDict, key: string, expected: string, where: string): never {
  const value = entry.get(key);
  const found = value === undefined ? 'nothing' : `a value of type ${typeName(value)}`;
  throw new SuiteError(`${where}: expected "${key}" to be ${expected}, found ${found}.`);
}
