import {
  codePointsOf,
  isDict,
  isList,
  textOf,
  SplitString,
  Tuple,
  type Value,
} from '../../../../datasets/index.ts';
import { refuse } from './failure.ts';

/**
 * JavaScript takes a high and a low surrogate for one character wherever they meet, Python never does. While texts are
 * worked with, each surrogate therefore has a stand-in, a character of plane 16 for private use: it has no properties
 * either, and counts once.
 */
const SHIFT = 0x100000;
const FIRST = 0xd800;
const LAST = 0xdfff;
const SURROGATE_OR_STAND_IN = /[\p{Surrogate}\u{10d800}-\u{10dfff}]/u;
const STAND_IN = /[\u{10d800}-\u{10dfff}]/gu;
/** As JSON and `repr` write them. */
const WRITTEN = /\\udbf([67])\\u(d[c-f][0-9a-f]{2})|\\U0010(d[89a-f][0-9a-f]{2})/g;

/** The text with stand-ins for its surrogates. @throws {DecodeError} for one that holds the characters that stand in */
export function withStandIns(text: string | SplitString): string {
  if (typeof text === 'string' && !SURROGATE_OR_STAND_IN.test(text)) return text;
  const codePoints = codePointsOf(text).map((codePoint) => {
    if (codePoint >= FIRST + SHIFT && codePoint <= LAST + SHIFT) return refuse('a text for private use');
    return codePoint >= FIRST && codePoint <= LAST ? codePoint + SHIFT : codePoint;
  });
  return codePoints.map((codePoint) => String.fromCodePoint(codePoint)).join('');
}

/** The value with stand-ins in all of its texts. @throws {DecodeError} as `withStandIns` */
export function allWithStandIns(value: Value): Value {
  return mapTexts(value, withStandIns);
}

export function holdsStandIns(text: string): boolean {
  return text.search(STAND_IN) >= 0;
}

/** What Python says where it is to write a text with surrogates in UTF-8; undefined for other texts. */
export function surrogateRefusal(text: string): string | undefined {
  const characters = Array.from(text);
  const first = characters.findIndex(holdsStandIns);
  if (first < 0) return undefined;
  const after = characters.findIndex((character, index) => index > first && !holdsStandIns(character));
  const last = (after < 0 ? characters.length : after) - 1;
  const one = restoredText(characters[first] ?? '')
    .charCodeAt(0)
    .toString(16);
  const what =
    first === last ? `character '\\u${one}' in position ${first}` : `characters in position ${first}-${last}`;
  return `'utf-8' codec can't encode ${what}: surrogates not allowed`;
}

/** The value as Python has it. */
export function restored(value: Value): Value {
  return mapTexts(value, (text) =>
    typeof text === 'string' && holdsStandIns(text)
      ? textOf(
          codePointsOf(text).map((codePoint) => (codePoint >= FIRST + SHIFT ? codePoint - SHIFT : codePoint)),
        )
      : text,
  );
}

/** A text that was made of values with stand-ins, as Python makes it. */
export function restoredText(text: string): string {
  return text
    .replace(STAND_IN, (character) => String.fromCharCode((character.codePointAt(0) ?? SHIFT) - SHIFT))
    .replace(WRITTEN, (_, high: string | undefined, low = '', code = '') => {
      const unit = FIRST + (high === '7' ? 0x400 : 0) + (Number.parseInt(String(low), 16) & 0x3ff);
      return `\\u${high === undefined ? String(code) : unit.toString(16)}`;
    });
}

function mapTexts(value: Value, map: (text: string | SplitString) => Value): Value {
  if (typeof value === 'string' || value instanceof SplitString) return map(value);
  if (isList(value)) return value.map((item) => mapTexts(item, map));
  if (value instanceof Tuple) return new Tuple(value.items.map((item) => mapTexts(item, map)));
  if (!isDict(value)) return value;
  return new Map([...value].map(([key, item]) => [mapTexts(key, map), mapTexts(item, map)]));
}
