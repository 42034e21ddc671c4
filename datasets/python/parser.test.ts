import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bytes, Complex, SplitString, type Value } from '../values/value.ts';
import calls from './cases/calls.json' with { type: 'json' };
import comprehensions from './cases/comprehensions.json' with { type: 'json' };
import expressions from './cases/expressions.json' with { type: 'json' };
import formattedStrings from './cases/formatted-strings.json' with { type: 'json' };
import identifiers from './cases/identifiers.json' with { type: 'json' };
import lambdas from './cases/lambdas.json' with { type: 'json' };
import layout from './cases/layout.json' with { type: 'json' };
import limits from './cases/limits.json' with { type: 'json' };
import numbers from './cases/numbers.json' with { type: 'json' };
import strings from './cases/strings.json' with { type: 'json' };
import { PythonSyntaxError } from './errors.ts';
import { parseExpression } from './parser.ts';
import type { Comprehension, Expression } from './syntax.ts';

function floatText(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function valueText(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return `int:${value}`;
  if (typeof value === 'number') return `float:${floatText(value)}`;
  if (value instanceof Complex) return `complex:${floatText(value.imaginary)}`;
  if (value instanceof Bytes) return `bytes:${Buffer.from(value.bytes).toString('hex')}`;
  if (value instanceof SplitString) return `str:[${value.codePoints.map((c) => c.toString(16)).join(' ')}]`;
  if (typeof value !== 'string') throw new Error('a constant is no container');
  const codePoints = Array.from(value, (character) => character.codePointAt(0) ?? 0);
  const hasSurrogate = codePoints.some((c) => c >= 0xd800 && c <= 0xdfff);
  if (hasSurrogate) return `str:[${codePoints.map((c) => c.toString(16)).join(' ')}]`;
  return `str:'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function clauseText({ isAsync, target, iterable, conditions }: Comprehension): string {
  return `(${isAsync ? 'async' : 'for'} ${text(target)} ${text(iterable)} ${text(conditions)})`;
}

const nameText = (parameter: { readonly name: string } | null): string => parameter?.name ?? '-';

/** What a node consists of, in the notation of the golden cases. */
function parts(node: Expression): string[] {
  switch (node.kind) {
    case 'Constant':
      throw new Error('constants are written without parentheses');
    case 'Lambda': {
      const {
        positionalOnly,
        positional,
        variadic,
        keywordOnly,
        keywordDefaults,
        keywordVariadic,
        defaults,
      } = node.parameters;
      const [only, named, keywords] = [positionalOnly, positional, keywordOnly].map(
        (list) => `[${list.map(nameText).join(' ')}]`,
      );
      const stars = [nameText(variadic), nameText(keywordVariadic)];
      return [
        only ?? '',
        named ?? '',
        stars[0] ?? '',
        keywords ?? '',
        text(keywordDefaults),
        stars[1] ?? '',
      ].concat(text(defaults), text(node.body));
    }
    case 'Compare':
      return [text(node.left), `[${node.operators.join(' ')}]`, text(node.comparators)];
    case 'Call': {
      const keywords = node.keywords.map(({ argument, value }) => `${argument ?? '**'}=${text(value)}`);
      return [text(node.func), text(node.args), `[${keywords.join(' ')}]`];
    }
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return [text(node.element), ...node.generators.map(clauseText)];
    case 'DictComp':
      return [text(node.key), text(node.value), ...node.generators.map(clauseText)];
    case 'UnaryOp':
      return [node.operator, text(node.operand)];
    case 'BinOp':
      return [text(node.left), node.operator, text(node.right)];
    case 'BoolOp':
      return [node.operator, text(node.values)];
    case 'FormattedValue':
      return [text(node.value), String(node.conversion), text(node.formatSpec)];
    default:
      return Object.entries<Parameters<typeof text>[0]>(node)
        .filter(([field]) => field !== 'kind')
        .map(([, field]) => text(field));
  }
}

function text(node: Expression | string | null | readonly (Expression | null)[]): string {
  if (node === null) return '-';
  if (typeof node === 'string') return node;
  if ('map' in node) return `[${node.map(text).join(' ')}]`;
  if (node.kind !== 'Constant') return `(${[node.kind, ...parts(node)].join(' ')})`;
  if (node.ellipsis) return '...';
  return valueText(node.value) + (node.unicodePrefix ? '(u)' : '');
}

/** Tree of a text, null if it is refused. */
function treeOf(source: string): string | null {
  try {
    return text(parseExpression(source));
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null;
    throw error;
  }
}

const corpus = {
  calls,
  comprehensions,
  expressions,
  formattedStrings,
  identifiers,
  lambdas,
  layout,
  numbers,
  strings,
};

describe.each(Object.entries(corpus))('reads %s as CPython does', (_name, cases) => {
  test.each(cases)('$source: $text', ({ text: source, tree }) => {
    expect(treeOf(source)).toBe(tree);
  });
});

describe('stops at the limits of CPython', () => {
  test.each(limits)('$source: $pieces', ({ pieces, accepted }) => {
    const source = pieces.map(([piece, count]) => String(piece).repeat(Number(count))).join('');
    expect(isAccepted(source)).toBe(accepted);
  });
});

function isAccepted(source: string): boolean {
  try {
    parseExpression(source);
    return true;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return false;
    throw error;
  }
}

test('counts the levels of nested f-string fields together, up to a bound of ours', () => {
  const deep = (inner: string): string => 'lambda k='.repeat(700) + inner + ':b'.repeat(700);
  expect(isAccepted(deep(`f'{(${deep('a')})}'`))).toBe(false);
  expect(isAccepted(`f'{(${deep('a')})}'`)).toBe(true);
});

test('says where reading stopped', () => {
  const offsetOf = (source: string): number => {
    try {
      parseExpression(source);
    } catch (error) {
      if (error instanceof PythonSyntaxError) return error.offset;
    }
    return -1;
  };
  expect(offsetOf('f(a=1, 2)')).toBe(7);
  expect(offsetOf("'a' + '\\x4'")).toBe(9);
  expect(offsetOf("a + f'b{c d}'")).toBe(10);
  expect(offsetOf('[a, $]')).toBe(4);
});

test('keeps a lone surrogate made by an escape, and refuses one in the source', () => {
  expect(parseExpression("'\\ud800'")).toEqual({ kind: 'Constant', value: '\ud800' });
  expect(isAccepted("'\ud800'")).toBe(false);
  expect(isAccepted("'\ude00\ud83d'")).toBe(false);
  expect(isAccepted("'\ud83d\ude00'")).toBe(true);
});

test.each(
  '([{"\'\\ \n9.,-~#:=*'
    .split('')
    .concat('f(', 'a.', 'f"{', "f'{a}'", '{{', 'lambda x=', 'not ', "'\\x41", '\\N{SPACE}'),
)('64 KiB of %j are read or refused without overflow', (unit) => {
  const run = unit.repeat(Math.ceil(65536 / unit.length));
  for (const source of [
    run,
    `'${run}'`,
    `f'''${run}'''`,
    `[${run}]`,
    `f(${run})`,
    `f'{${run}}'`,
    `1${run}1`,
  ]) {
    expect(() => isAccepted(source)).not.toThrow();
  }
});

test('a name takes time in proportion to its length', () => {
  expect(isAccepted(`a${'\u0301\u0323'.repeat(100_000)}`)).toBe(true);
});

test('refuses or reads any text, and throws nothing else', () => {
  const units = [
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    'f',
    'b',
    '\\',
    '\n',
    ' ',
    'a',
    '1',
    '.',
    ',',
    ':',
    '=',
    '*',
  ];
  const more = [
    '#',
    '\r',
    '\t',
    '0x',
    'e',
    '_',
    ' if ',
    ' else ',
    ' for ',
    ' in ',
    'lambda ',
    '!',
    '\u00e9',
    '\ud83d',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...units, ...more), { maxLength: 40 }), (pieces) => {
      expect(() => isAccepted(pieces.join(''))).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});

test('an accepted expression stays the same in parentheses', () => {
  const accepted = Object.values(corpus)
    .flat()
    .filter(
      ({ tree, text: source }) =>
        tree !== null && !/^\(?\*|,\s*(#.*)?\n*$/.test(source) && !tree.startsWith('(Tuple'),
    );
  for (const { text: source, tree } of accepted) expect(treeOf(`(${source}\n)`)).toBe(tree);
});
