import type { Language } from '../../datasets/index.ts';
import { OfficialAbort } from './official-abort.ts';

/** What a declared type must be at run time, in Python's type names. */
export type RunTimeType = 'str' | 'int' | 'float' | 'bool' | 'list' | 'dict' | 'set';

const runTimeTypes: Readonly<Record<Language, ReadonlyMap<string, RunTimeType>>> = {
  python: new Map([
    ['string', 'str'],
    ['integer', 'int'],
    ['float', 'float'],
    ['boolean', 'bool'],
    ['array', 'list'],
    ['tuple', 'list'],
    ['dict', 'dict'],
    ['any', 'str'],
  ]),
  java: new Map([
    ['byte', 'int'],
    ['short', 'int'],
    ['integer', 'int'],
    ['float', 'float'],
    ['double', 'float'],
    ['long', 'int'],
    ['boolean', 'bool'],
    ['char', 'str'],
    ['Array', 'list'],
    ['ArrayList', 'list'],
    ['Set', 'set'],
    ['HashMap', 'dict'],
    ['Hashtable', 'dict'],
    ['Queue', 'list'],
    ['Stack', 'list'],
    ['String', 'str'],
    ['any', 'str'],
  ]),
  javascript: new Map([
    ['String', 'str'],
    ['integer', 'int'],
    ['float', 'float'],
    ['Bigint', 'int'],
    ['Boolean', 'bool'],
    ['dict', 'dict'],
    ['array', 'list'],
    ['any', 'str'],
  ]),
};

const typesWithItems: Readonly<Record<Language, ReadonlySet<string>>> = {
  python: new Set(['array', 'tuple']),
  java: new Set(['Array', 'ArrayList', 'array']),
  javascript: new Set(['Array', 'ArrayList', 'array']),
};

/** @throws {OfficialAbort} for a type the language does not have */
export function runTimeType(declared: string, language: Language): RunTimeType {
  const type = runTimeTypes[language].get(declared);
  if (type === undefined) throw new OfficialAbort(`KeyError: '${declared}'`);
  return type;
}

/** Whether the items of a parameter of this type are checked too. */
export function hasItems(declared: string, language: Language): boolean {
  return typesWithItems[language].has(declared);
}
