import { isPrintable } from './characters.ts';
import { ValueLimitError } from './errors.ts';
import { bareFloatText, floatRepr, intText } from './number-text.ts';
import { fromCodePoints } from './text.ts';
import {
  Bytes,
  Complex,
  Foreign,
  isList,
  SplitString,
  Tuple,
  type ReadonlyDict,
  type Value,
} from './value.ts';

/**
 * How deep below others `repr` of CPython 3.11 still writes a value when called twelve frames deep: its recursion
 * limit of 1000 counts frames and nested values alike.
 */
const MAX_DEPTH = 985;

/** `str(value)`. A `SplitString` comes back joined. @throws {ValueLimitError} as `repr` */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof SplitString) return fromCodePoints(value.codePoints);
  return repr(value);
}

/** `repr(value)`. @throws {ValueLimitError} for ints above 4300 digits and nesting that Python refuses */
export function repr(value: Value): string {
  return write(value, 0);
}

/** `ascii(value)`: `repr` with all but ASCII escaped. @throws {ValueLimitError} as `repr` */
export function ascii(value: Value): string {
  return repr(value).replace(/[^\x00-\x7f]/gu, (character) => escapeCodePoint(character.codePointAt(0) ?? 0));
}

function write(value: Value, depth: number): string {
  if (depth > MAX_DEPTH) throw new ValueLimitError('maximum recursion depth exceeded');
  switch (typeof value) {
    case 'string':
      return stringRepr(value);
    case 'bigint':
      return intText(value);
    case 'number':
      return floatRepr(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : writeObject(value, depth);
  }
}

function writeObject(value: Extract<Value, object>, depth: number): string {
  if (isList(value)) return `[${writeItems(value, depth)}]`;
  if (value instanceof Map) return writeDict(value, depth);
  if (value instanceof Tuple)
    return `(${writeItems(value.items, depth)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Bytes) return bytesRepr(value.bytes);
  if (value instanceof Foreign) return value.repr();
  if (value instanceof Complex) return complexRepr(value);
  return quote(Array.from(value.codePoints, (codePoint) => String.fromCodePoint(codePoint)));
}

function writeItems(items: readonly Value[], depth: number): string {
  const parts: string[] = [];
  for (const item of items) parts.push(write(item, depth + 1));
  return parts.join(', ');
}

function writeDict(dict: ReadonlyDict, depth: number): string {
  const entries: string[] = [];
  for (const [key, value] of dict) entries.push(`${write(key, depth + 1)}: ${write(value, depth + 1)}`);
  return `{${entries.join(', ')}}`;
}

function stringRepr(text: string): string {
  return /^[ !#-&(-[\]-~]*$/.test(text) ? `'${text}'` : quote(text);
}

function quote(characters: Iterable<string>): string {
  const all = Array.from(characters);
  const mark = all.includes("'") && !all.includes('"') ? '"' : "'";
  let body = '';
  for (const character of all) {
    if (character === mark || character === '\\') body += `\\${character}`;
    else if (isPrintable(character.codePointAt(0) ?? 0)) body += character;
    else body += escapeCodePoint(character.codePointAt(0) ?? 0);
  }
  return mark + body + mark;
}

function bytesRepr(bytes: Uint8Array): string {
  const mark = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  let body = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === mark || character === '\\') body += `\\${character}`;
    else body += byte >= 0x20 && byte < 0x7f ? character : escapeCodePoint(byte);
  }
  return `b${mark}${body}${mark}`;
}

function escapeCodePoint(codePoint: number): string {
  if (codePoint === 9) return '\\t';
  if (codePoint === 10) return '\\n';
  if (codePoint === 13) return '\\r';
  if (codePoint <= 0xff) return `\\x${hex(codePoint, 2)}`;
  return codePoint <= 0xffff ? `\\u${hex(codePoint, 4)}` : `\\U${hex(codePoint, 8)}`;
}

function hex(codePoint: number, width: number): string {
  return codePoint.toString(16).padStart(width, '0');
}

function complexRepr({ real, imaginary }: Complex): string {
  const imaginaryText = bareFloatText(imaginary);
  if (Object.is(real, 0)) return `${imaginaryText}j`;
  const sign = imaginaryText.startsWith('-') ? '' : '+';
  return `(${bareFloatText(real)}${sign}${imaginaryText}j)`;
}
