import { codePointLength, Tuple } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise } from './failure.ts';
import type { Arguments, Operand } from './operand.ts';
import { positionalArguments } from './passed.ts';
import { slice, toIndex } from './sequences.ts';
import { characters } from './text.ts';

type StringMethod = (text: string, passed: Arguments, budget: Budget) => Operand;

/** Methods of str that look for a part, in all of it or between two positions. */
export const searchMethods: Readonly<Record<string, StringMethod>> = {
  find: (text, passed, budget) => locate(text, passed, budget, false),
  rfind: (text, passed, budget) => locate(text, passed, budget, true),
  index: (text, passed, budget) => found(locate(text, passed, budget, false)),
  rindex: (text, passed, budget) => found(locate(text, passed, budget, true)),
  count,
  startswith: (text, passed, budget) =>
    hasAffix(text, passed, budget, (part, affix) => part.startsWith(affix)),
  endswith: (text, passed, budget) => hasAffix(text, passed, budget, (part, affix) => part.endsWith(affix)),
  removeprefix: (text, passed) => {
    const prefix = onlyText(passed);
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, passed) => {
    const suffix = onlyText(passed);
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
};

function onlyText(passed: Arguments): string {
  const [text] = positionalArguments(passed, 1, 1);
  return typeof text === 'string' ? text : raise('TypeError: argument must be str');
}

/** The part to search, where it starts, and whether the start lies beyond the text. */
type Window = { readonly part: string; readonly start: number; readonly isBeyond: boolean };

function windowOf(text: string, passed: Arguments, budget: Budget): Window {
  const [, lower = null, upper = null] = positionalArguments(passed, 1, 3);
  const length = characters(text).length;
  const start = lower === null ? 0n : toIndex(lower);
  const shifted = start < 0n ? start + BigInt(length) : start;
  const from = shifted < 0n ? 0n : shifted;
  if (from > BigInt(length)) return { part: '', start: length, isBeyond: true };
  const part = slice(
    text,
    { lower: from, upper: upper === null ? null : toIndex(upper), step: null },
    budget,
  );
  const end = upper === null ? BigInt(length) : toIndex(upper);
  const isBeyond = (end < 0n ? end + BigInt(length) : end) < from;
  return { part: typeof part === 'string' ? part : '', start: Number(from), isBeyond };
}

function needle(passed: Arguments): string {
  const [text] = passed.positional;
  return typeof text === 'string' ? text : raise('TypeError: must be str');
}

function locate(text: string, passed: Arguments, budget: Budget, isLast: boolean): bigint {
  const { part, start, isBeyond } = windowOf(text, passed, budget);
  const sought = needle(passed);
  const position = isLast ? part.lastIndexOf(sought) : part.indexOf(sought);
  if (position < 0 || isBeyond) return -1n;
  return BigInt(start + codePointLength(part.slice(0, position)));
}

function found(position: bigint): bigint {
  return position < 0n ? raise('ValueError: substring not found') : position;
}

function count(text: string, passed: Arguments, budget: Budget): bigint {
  const { part, isBeyond } = windowOf(text, passed, budget);
  const sought = needle(passed);
  if (isBeyond) return 0n;
  return BigInt(sought === '' ? codePointLength(part) + 1 : part.split(sought).length - 1);
}

function hasAffix(
  text: string,
  passed: Arguments,
  budget: Budget,
  matches: (part: string, affix: string) => boolean,
): boolean {
  const { part, isBeyond } = windowOf(text, passed, budget);
  const [affix] = passed.positional;
  const affixes = affix instanceof Tuple ? affix.items : [affix];
  for (const candidate of affixes) {
    if (typeof candidate !== 'string') return raise('TypeError: first arg must be str or a tuple of str');
    budget.spend(1 + candidate.length / 64);
    if (!isBeyond && matches(part, candidate)) return true;
  }
  return false;
}
