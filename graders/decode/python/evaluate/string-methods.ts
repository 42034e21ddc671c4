import {
  codePointLength,
  isPrintable,
  lower,
  lstrip,
  rstrip,
  strip,
  typeName,
  type Value,
} from '../../../../datasets/index.ts';
import { formatBraces } from './brace-format.ts';
import type { Budget } from './budget.ts';
import { everyCharacter, isOfCase } from './character-tests.ts';
import type { StringMethod } from './context.ts';
import { raise, refuse } from './failure.ts';
import type { Arguments } from './objects.ts';
import { searchMethods } from './string-search.ts';
import { splitMethods } from './string-split.ts';
import { argumentTypeName } from './operand.ts';
import { onlyArgument, positionalArguments } from './passed.ts';
import { isIterable, iterate, toSize } from './sequences.ts';
import { isAscii } from './text.ts';

/** The methods of str that are evaluated. */
export const stringMethods: Readonly<Record<string, StringMethod>> = {
  ...searchMethods,
  ...splitMethods,
  upper: withoutArguments(upper),
  lower: withoutArguments(lower),
  capitalize: withoutArguments(capitalize),
  title: withoutArguments(title),
  swapcase: withoutArguments(swapCase),
  strip: (text, passed) => strip(text, stripCharacters(passed, 'strip')),
  lstrip: (text, passed) => lstrip(text, stripCharacters(passed, 'lstrip')),
  rstrip: (text, passed) => rstrip(text, stripCharacters(passed, 'rstrip')),
  join,
  replace,
  format: formatBraces,
  zfill,
  center: (text, passed, budget) => justify(text, passed, budget, 'center'),
  ljust: (text, passed, budget) => justify(text, passed, budget, 'left'),
  rjust: (text, passed, budget) => justify(text, passed, budget, 'right'),
  isascii: withoutArguments(isAscii),
  ...Object.fromEntries(
    Object.entries(everyCharacter).map(([name, holds]) => [
      name,
      withoutArguments((text) => isEvery(text, holds)),
    ]),
  ),
  isupper: withoutArguments((text) => isOfCase(text, 'upper')),
  islower: withoutArguments((text) => isOfCase(text, 'lower')),
};

function withoutArguments(method: (text: string) => Value): StringMethod {
  return (text, passed) => {
    positionalArguments(passed, 0, 0);
    return method(text);
  };
}

function isEvery(text: string, holds: (codePoint: number) => boolean): boolean {
  for (const character of text) if (!holds(character.codePointAt(0) ?? 0)) return false;
  return text !== '';
}

/** Letters that newer versions of Unicode give a capital to would show as characters unknown to Unicode 14. */
function upper(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  return Array.from(text, (character) => {
    const capital = character.toUpperCase();
    const isKnown = capital === character || isPrintable(capital.codePointAt(0) ?? 0);
    return isKnown ? capital : refuse('the case of unknown characters');
  }).join('');
}

function capitalize(text: string): string {
  if (!isAscii(text.slice(0, 1))) return refuse('the title case of characters beyond ASCII');
  return text.slice(0, 1).toUpperCase() + lower(text).slice(1);
}

function title(text: string): string {
  if (!isAscii(text)) return refuse('the title case of characters beyond ASCII');
  return text.replace(/[A-Za-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase());
}

function swapCase(text: string): string {
  if (!isAscii(text)) return refuse('the case of characters beyond ASCII');
  return text.replace(/[A-Za-z]/g, (letter) => (letter > 'Z' ? letter.toUpperCase() : letter.toLowerCase()));
}

function stripCharacters(passed: Arguments, name: string): string | undefined {
  const [characters = null] = positionalArguments(passed, 0, 1);
  if (characters === null) return undefined;
  return typeof characters === 'string' ? characters : raise('TypeError', `${name} arg must be None or str`);
}

function join(text: string, passed: Arguments, budget: Budget): string {
  const parts: string[] = [];
  let length = 0;
  const source = onlyArgument(passed);
  if (!isIterable(source)) return raise('TypeError', 'can only join an iterable');
  for (const item of iterate(source, budget)) {
    if (typeof item !== 'string') {
      const type = typeName(item);
      return raise('TypeError', `sequence item ${parts.length}: expected str instance, ${type} found`);
    }
    length += item.length + text.length;
    parts.push(item);
  }
  budget.spendText(length);
  return parts.join(text);
}

function replace(text: string, passed: Arguments, budget: Budget): string {
  const [before, after, count = -1n] = positionalArguments(passed, 2, 3);
  if (typeof before !== 'string') return notText(before, 1);
  if (typeof after !== 'string') return notText(after, 2);
  const times = toSize(count);
  const limit = times < 0 ? Infinity : times;
  if (limit === 0) return text;
  const pieces = before === '' ? Array.from(text) : text.split(before);
  if (before === '') return insert(pieces, after, limit, budget);
  const replaced = Math.min(limit, pieces.length - 1);
  budget.spendText(text.length + replaced * after.length);
  return [pieces.slice(0, replaced + 1).join(after), ...pieces.slice(replaced + 1)].join(before);
}

function notText(operand: Value | undefined, position: number): never {
  const type = argumentTypeName(operand ?? null);
  return raise('TypeError', `replace() argument ${position} must be str, not ${type}`);
}

/** What `text.replace('', inserted)` does: before every character and at the end. */
function insert(pieces: readonly string[], inserted: string, limit: number, budget: Budget): string {
  budget.spendText(pieces.length * 2 + Math.min(limit, pieces.length + 1) * inserted.length);
  const head = pieces.slice(0, limit).map((piece) => inserted + piece);
  return head.join('') + pieces.slice(limit).join('') + (limit > pieces.length ? inserted : '');
}

function zfill(text: string, passed: Arguments, budget: Budget): string {
  const width = toSize(onlyArgument(passed));
  const missing = Math.max(0, width - codePointLength(text));
  budget.spendText(text.length + missing);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function justify(text: string, passed: Arguments, budget: Budget, side: 'left' | 'right' | 'center'): string {
  const [width = null, fill = ' '] = positionalArguments(passed, 1, 2);
  const total = toSize(width);
  if (typeof fill !== 'string')
    return raise('TypeError', `The fill character must be a unicode character, not ${typeName(fill)}`);
  if (codePointLength(fill) !== 1)
    return raise('TypeError', 'The fill character must be exactly one character long');
  const missing = Math.max(0, total - codePointLength(text));
  budget.spendText(text.length + 2 * missing);
  if (side === 'left') return text + fill.repeat(missing);
  if (side === 'right') return fill.repeat(missing) + text;
  const before = Math.floor(missing / 2) + (missing % 2 === 1 && total % 2 === 1 ? 1 : 0);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}
