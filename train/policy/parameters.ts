import { isDict, isList, type Dict, type Tool, type Value } from '../../datasets/index.ts';
import type { roles } from './feature-table.ts';
import { roleOf } from './roles.ts';
import {
  contentStems,
  hasDigit,
  lengthOf,
  remembered,
  shapeOf,
  startsHigh,
  stemOf,
  wordsOfName,
} from './tokens.ts';
import { measuresOf } from './units.ts';

type LeafType = 'text' | 'choice' | 'number' | 'flag' | 'list' | 'any';

/** What a leaf says of itself. */
export type LeafWords = {
  readonly description: string;
  /** Of the innermost name. */
  readonly nameWords: readonly string[];
  /** Stems of the innermost name; of the description. */
  readonly nameStems: readonly string[];
  readonly textStems: ReadonlySet<string>;
};

/** One value that a call may hold: a parameter, or a field within parameters that are objects. */
export type Leaf = LeafWords & {
  /** Names from the parameter inwards. */
  readonly path: readonly string[];
  readonly type: LeafType;
  readonly isInteger: boolean;
  /** It, and all that it stands in, has to be there. */
  readonly isRequired: boolean;
  readonly choices: readonly (string | number)[];
  readonly fallback: Value | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** `date`, `time`, `date-time`, `email` …, as declared. */
  readonly format: string;
  /** Texts that the description or the schema shows. */
  readonly examples: readonly string[];
  /** Of a list: what its items are. */
  readonly item: Leaf | undefined;
  readonly exampleLook: ExampleLook;
  /** Stems of the innermost name, but for single letters. */
  readonly longNames: ReadonlySet<string>;
  /** Which end of a way or a span of time it asks for. */
  readonly role: (typeof roles)[number] | undefined;
  /** What it measures, as far as its words say so. */
  readonly measures: ReadonlySet<string>;
};

/** What all examples together look like. */
type ExampleLook = {
  readonly shapes: ReadonlySet<string>;
  /** In words. */
  readonly lengths: ReadonlySet<number>;
  readonly lowers: ReadonlySet<string>;
  /** Whether they begin with a capital; whether they hold a digit. */
  readonly capitals: ReadonlySet<boolean>;
  readonly digits: ReadonlySet<boolean>;
};

function lookOf(examples: readonly string[]): ExampleLook {
  return {
    shapes: new Set(examples.map(shapeOf)),
    lengths: new Set(examples.map(lengthOf)),
    lowers: new Set(examples.map((text) => text.toLowerCase())),
    capitals: new Set(examples.map(startsHigh)),
    digits: new Set(examples.map(hasDigit)),
  };
}

const unseen = lookOf([]);

const deepest = 3;
const none: ReadonlySet<string> = new Set();

/** The leaves of a tool's parameters in the doc's order. */
export function leavesOf(tool: Tool): Leaf[] {
  const schema = tool.doc.get('parameters');
  return isDict(schema) ? leavesIn(schema, [], true) : [];
}

function leavesIn(schema: Dict, path: readonly string[], isRequired: boolean): Leaf[] {
  const properties = schema.get('properties');
  if (properties === undefined || !isDict(properties)) return [];
  const required = schema.get('required');
  const names = new Set(required !== undefined && isList(required) ? required : []);
  return [...properties].flatMap(([key, spec]) => {
    if (typeof key !== 'string' || !isDict(spec)) return [];
    const inner = [...path, key];
    const isNeeded = isRequired && names.has(key);
    const isOpen = isDict(spec.get('properties')) && path.length + 1 < deepest;
    return isOpen ? leavesIn(spec, inner, isNeeded) : [leafOf(spec, inner, isNeeded)];
  });
}

const typeNames = new Map<string, LeafType>(
  Object.entries({
    string: 'text',
    char: 'text',
    integer: 'number',
    number: 'number',
    float: 'number',
    double: 'number',
    long: 'number',
    short: 'number',
    byte: 'number',
    bigint: 'number',
    boolean: 'flag',
    array: 'list',
    arraylist: 'list',
    tuple: 'list',
  } as const),
);

/** What a description gives, whichever parameter has it. */
const toldBy = remembered((description) => ({
  textStems: new Set(contentStems(description)),
  examples: examplesIn(description),
}));

function leafOf(spec: Dict, path: readonly string[], isRequired: boolean): Leaf {
  const written = textOf(spec.get('type')).toLowerCase();
  const description = textOf(spec.get('description'));
  const listed = spec.get('enum');
  const choices = listed !== undefined && isList(listed) ? listed.flatMap(choiceOf) : [];
  const type = choices.length > 0 ? 'choice' : (typeNames.get(written) ?? 'any');
  const items = spec.get('items');
  const name = path.at(-1) ?? '';
  const shown = spec.get('examples');
  const told = toldBy(description);
  const nameWords = wordsOfName(name);
  const nameStems = nameWords.map(stemOf);
  const { textStems } = told;
  const words: LeafWords = { description, nameWords, nameStems, textStems };
  const examples = [
    ...(shown !== undefined && isList(shown) ? shown.filter((value) => typeof value === 'string') : []),
    ...told.examples,
  ];
  // Spread, `words` would make this several times slower, and leaves are many.
  return {
    description,
    nameWords,
    nameStems,
    textStems,
    path,
    type,
    isInteger: /^(?:integer|long|short|byte|bigint)$/.test(written),
    isRequired,
    choices,
    fallback: spec.get('default'),
    minimum: numberOf(spec.get('minimum')),
    maximum: numberOf(spec.get('maximum')),
    format: textOf(spec.get('format')),
    examples,
    exampleLook: examples.length === 0 ? unseen : lookOf(examples),
    longNames: new Set(nameStems.filter((stem) => stem.length > 1)),
    role: roleOf(words),
    measures: type === 'number' ? measuresOf(words) : none,
    item:
      type === 'list' && items !== undefined && isDict(items)
        ? leafOf(items, [...path, ''], isRequired)
        : undefined,
  };
}

function choiceOf(value: Value): (string | number)[] {
  if (typeof value === 'bigint') return [Number(value)];
  return typeof value === 'string' || typeof value === 'number' ? [value] : [];
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

/** What stands in quotes, or after "e.g." and the like. */
function examplesIn(description: string): string[] {
  const quoted = [...description.matchAll(/["'‘“`]([^"'’”`]{1,60})["'’”`]/g)].map((match) => match[1] ?? '');
  const named = /(?:e\.g\.|for example|such as|like)[,:]?\s+([^.;()]+)/i.exec(description)?.[1] ?? '';
  return [...quoted, ...named.split(/,| or | and /).map((part) => part.trim())].filter((part) => part !== '');
}
