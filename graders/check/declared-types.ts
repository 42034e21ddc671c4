import { typeName, type Language, type ToolParameter, type Value } from '../../datasets/index.ts';
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

/** What a parameter is checked against. */
export type ExpectedType = {
  /** As the doc words it. */
  readonly declared: string;
  readonly type: RunTimeType;
  /** Of the items, for types whose items are checked too. */
  readonly itemType: RunTimeType | null;
};

/** Type of the first possible answer that is not the mark of an optional parameter. */
export function answerType(answers: readonly Value[]): string | undefined {
  for (const answer of answers) if (answer !== '') return typeName(answer);
  return undefined;
}

/** @throws {OfficialAbort} for a type the language does not have, and for one with items that names none */
export function expectedType({ type, itemType }: ToolParameter, language: Language): ExpectedType {
  return {
    declared: type,
    type: runTimeType(type, language),
    itemType: typesWithItems[language].has(type) ? runTimeType(itemType, language) : null,
  };
}

function runTimeType(declared: string | null, language: Language): RunTimeType {
  if (declared === null) throw new OfficialAbort("KeyError: 'items'");
  const type = runTimeTypes[language].get(declared);
  if (type === undefined) throw new OfficialAbort(`KeyError: '${declared}'`);
  return type;
}
