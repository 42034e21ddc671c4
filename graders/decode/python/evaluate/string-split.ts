import { isWhitespace, Tuple, typeName } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import type { StringMethod } from './context.ts';
import { raise, refuse } from './failure.ts';
import type { Arguments } from './objects.ts';
import { argumentOf, onlyArgument } from './passed.ts';
import { toFlag, toSize } from './sequences.ts';

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** Methods of str that cut it into parts. */
export const splitMethods: Readonly<Record<string, StringMethod>> = {
  split: (text, passed, budget) => split(text, passed, budget, false),
  rsplit: (text, passed, budget) => split(text, passed, budget, true),
  splitlines,
  partition: (text, passed) => partition(text, passed, text.indexOf(separator(passed))),
  rpartition: rightPartition,
};

function split(text: string, passed: Arguments, budget: Budget, isFromRight: boolean): readonly string[] {
  const by = argumentOf(passed, 0, 'sep') ?? null;
  const most = argumentOf(passed, 1, 'maxsplit');
  const limit = most === undefined ? -1 : toSize(most);
  if (limit >= 0 && isFromRight) return refuse('rsplit() with a limit');
  const parts = limit < 0 ? Infinity : limit;
  if (by === null) return splitOnSpace(text, parts);
  if (typeof by !== 'string') return raise('TypeError', `must be str or None, not ${typeName(by)}`);
  if (by === '') return raise('ValueError', 'empty separator');
  const pieces = text.split(by);
  budget.spendItems(pieces.length);
  if (isFromRight && by.length > 1) return splitFromRight(text, by);
  if (parts >= pieces.length) return pieces;
  return [...pieces.slice(0, parts), pieces.slice(parts).join(by)];
}

/** A separator that overlaps itself is found from the right. */
function splitFromRight(text: string, by: string): readonly string[] {
  const pieces: string[] = [];
  let end = text.length;
  while (end >= by.length) {
    const position = text.lastIndexOf(by, end - by.length);
    if (position < 0) break;
    pieces.push(text.slice(position + by.length, end));
    end = position;
  }
  pieces.push(text.slice(0, end));
  return pieces.reverse();
}

function splitOnSpace(text: string, most: number): readonly string[] {
  const words: string[] = [];
  let position = 0;
  const skip = (isSpace: boolean): void => {
    while (position < text.length && isWhitespace(text.charCodeAt(position)) === isSpace) position++;
  };
  for (;;) {
    skip(true);
    if (position >= text.length) return words;
    const start = position;
    if (words.length >= most) return [...words, text.slice(start)];
    skip(false);
    words.push(text.slice(start, position));
  }
}

function splitlines(text: string, passed: Arguments): readonly string[] {
  const keepsEnds = toFlag(argumentOf(passed, 0, 'keepends'));
  const lines: string[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(LINE_END)) {
    lines.push(text.slice(start, keepsEnds ? index + end.length : index));
    start = index + end.length;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function separator(passed: Arguments): string {
  const text = onlyArgument(passed);
  if (typeof text !== 'string') return raise('TypeError', `must be str, not ${typeName(text)}`);
  return text === '' ? raise('ValueError', 'empty separator') : text;
}

function partition(text: string, passed: Arguments, position: number): Tuple {
  const by = separator(passed);
  if (position < 0) return new Tuple([text, '', '']);
  return new Tuple([text.slice(0, position), by, text.slice(position + by.length)]);
}

function rightPartition(text: string, passed: Arguments): Tuple {
  const position = text.lastIndexOf(separator(passed));
  return position < 0 ? new Tuple(['', '', text]) : partition(text, passed, position);
}
