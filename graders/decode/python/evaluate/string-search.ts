import { codePointLength, Tuple, typeName } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import type { StringMethod } from './context.ts';
import { raise } from './failure.ts';
import type { Arguments } from './objects.ts';
import { argumentTypeName } from './operand.ts';
import { positionalArguments } from './passed.ts';
import { sliceIndex, sliceText } from './slices.ts';
import { characters } from './text.ts';

/** Methods of str that look for a part, in all of it or between two positions. */
export const searchMethods: Readonly<Record<string, StringMethod>> = {
  find: (text, passed, budget) => locate(text, passed, budget, false),
  rfind: (text, passed, budget) => locate(text, passed, budget, true),
  index: (text, passed, budget) => found(locate(text, passed, budget, false)),
  rindex: (text, passed, budget) => found(locate(text, passed, budget, true)),
  count,
  startswith: (text, passed, budget) =>
    hasAffix(text, passed, budget, ['startswith', (part, affix) => part.startsWith(affix)]),
  endswith: (text, passed, budget) =>
    hasAffix(text, passed, budget, ['endswith', (part, affix) => part.endsWith(affix)]),
  removeprefix: (text, passed) => {
    const prefix = onlyText(passed, 'removeprefix');
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, passed) => {
    const suffix = onlyText(passed, 'removesuffix');
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
};

function onlyText(passed: Arguments, name: string): string {
  const [text = null] = positionalArguments(passed, 1, 1);
  return typeof text === 'string'
    ? text
    : raise('TypeError', `${name}() argument must be str, not ${argumentTypeName(text)}`);
}

/** The part to search, and where it starts in characters. */
type Window = { readonly part: string; readonly start: number };

/** Undefined where the part would end before it starts. */
function windowOf(text: string, passed: Arguments, budget: Budget): Window | undefined {
  const [, lower = null, upper = null] = positionalArguments(passed, 1, 3);
  if (lower === null && upper === null) return { part: text, start: 0 };
  const { length } = characters(text);
  const start = lower === null ? 0 : positionOf(sliceIndex(lower), length);
  const end = upper === null ? length : Math.min(positionOf(sliceIndex(upper), length), length);
  if (end < start) return undefined;
  const part = sliceText(text, { lower: BigInt(start), upper: BigInt(end), step: null }, budget);
  return { part, start };
}

/** A negative index counts from the end, at most to the start. */
function positionOf(index: bigint, length: number): number {
  return index < 0n ? Math.max(0, Number(index) + length) : Number(index);
}

function needle(passed: Arguments): string {
  const [text = null] = passed.positional;
  return typeof text === 'string' ? text : raise('TypeError', `must be str, not ${typeName(text)}`);
}

function locate(text: string, passed: Arguments, budget: Budget, isLast: boolean): bigint {
  const window = windowOf(text, passed, budget);
  const sought = needle(passed);
  if (window === undefined) return -1n;
  const { part, start } = window;
  const position = isLast ? part.lastIndexOf(sought) : part.indexOf(sought);
  if (position < 0) return -1n;
  return BigInt(start + codePointLength(part.slice(0, position)));
}

function found(position: bigint): bigint {
  return position < 0n ? raise('ValueError', 'substring not found') : position;
}

function count(text: string, passed: Arguments, budget: Budget): bigint {
  const part = windowOf(text, passed, budget)?.part;
  const sought = needle(passed);
  if (part === undefined) return 0n;
  return BigInt(sought === '' ? codePointLength(part) + 1 : part.split(sought).length - 1);
}

function hasAffix(
  text: string,
  passed: Arguments,
  budget: Budget,
  [name, matches]: readonly [name: string, matches: (part: string, affix: string) => boolean],
): boolean {
  const part = windowOf(text, passed, budget)?.part;
  const [affix = null] = passed.positional;
  const affixes = affix instanceof Tuple ? affix.items : [affix];
  for (const candidate of affixes) {
    if (typeof candidate !== 'string') {
      const type = typeName(candidate);
      return raise(
        'TypeError',
        affix instanceof Tuple
          ? `tuple for ${name} must only contain str, not ${type}`
          : `${name} first arg must be str or a tuple of str, not ${type}`,
      );
    }
    budget.spend(1 + candidate.length / 64);
    if (part !== undefined && matches(part, candidate)) return true;
  }
  return false;
}
