import { isDict, isList, repr, type Chance, type Value } from '../../../datasets/index.ts';
import { pythonText } from '../render-values.ts';

/** Values that no method expects. */
export const strangeValues: readonly Value[] = [
  null,
  true,
  false,
  0n,
  -1n,
  3n,
  1.5,
  -0,
  1e300,
  2n ** 70n,
  '',
  'x',
  "it's",
  '"',
  'back\\slash',
  'new\nline',
  'é😀\u2028',
  'n'.repeat(3000),
  [],
  ['a', 1n, null],
  [[]],
  new Map<Value, Value>(),
  new Map<Value, Value>([['k', 1n]]),
  new Map<Value, Value>([[1n, 'v']]),
];

/** Expressions that are no literals, as models write them, and worse. */
const expressions: readonly string[] = [
  '1 + 2',
  '10 / 4',
  '7 // 2',
  '2 ** 10',
  '-3 % 5',
  '0.1 + 0.2',
  '100 * 1.15',
  '1e3',
  "'a' + 'b'",
  "'ab' * 3",
  '[1] * 3',
  'str(5)',
  "int('12')",
  "float('3.5')",
  "float('inf')",
  "float('nan')",
  'round(3.14159, 2)',
  "len('abc')",
  'max(1, 5, 3)',
  'sum([1, 2.5])',
  'abs(-4)',
  "sorted(['b', 'a'])",
  'list(range(4))',
  'range(3)',
  "b'bytes'",
  "'%d items' % 4",
  "'{}-{}'.format(1, 'x')",
  "f'{1 + 1} tides'",
  "'A,B'.split(',')",
  "' pad '.strip()",
  "'tide'.upper()",
  '(1, 2)',
  '(5)',
  '{1, 2}',
  "{'a'}",
  'set()',
  '1j',
  '1 if True else 2',
  'not 1',
  '3 > 2',
  '[x for x in (1, 2)]',
  "{'k': [1, (2, 3)]}",
  'None',
  'true',
  'null',
  'undefined_name',
  'print',
  "print('x')",
  "json.dumps({'a': 1})",
  '0x1F',
  '1_000',
  '0.1e-7',
  '1e22',
  '...',
  'lambda: 1',
  "int('x')",
  '1 / 0',
  '[][0]',
  "{}['k']",
  "'a' + 1",
  '-5',
  '--5',
  '~5',
  '1 == 1.0',
];

/** A value as Python source: mostly as `repr` has it. */
export function argumentText(value: Value, chance: Chance): string {
  if (chance.with(0.06)) return pythonText(value, chance);
  return literalText(value);
}

/** As `repr`, floats without a literal as calls. */
function literalText(value: Value): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    return `float('${value}')`.replace('Infinity', 'inf');
  if (isList(value)) return `[${value.map(literalText).join(', ')}]`;
  if (isDict(value))
    return `{${[...value].map(([key, item]) => `${literalText(key)}: ${literalText(item)}`).join(', ')}}`;
  return repr(value);
}

export function strangeText(chance: Chance): string {
  return chance.with(0.5) ? literalText(chance.pick(strangeValues)) : chance.pick(expressions);
}
