import { strip, type Dict, type Value } from '../../datasets/index.ts';
import { withoutQuotes } from '../decode/without-ends.ts';
import { flatArrayItems, objectPairs, rowsOfItems } from './javascript-values-collections.ts';
import { OfficialAbort } from './official-abort.ts';
import { booleanOrText, floatOrText, intOrText, numberOrText } from './value-or-text.ts';

/** Python's `$` also stands before a final line feed. */
const INTEGER = /^(-?\p{Nd}+)\n?$/u;
const FLOAT = /^(-?\p{Nd}+(?:\.\p{Nd}+)?)\n?$/u;
const BIGINT = /^(-?\p{Nd}+)n$/u;

/**
 * JavaScript source text as a value of the declared type; text that does not look like that type stays text.
 * @param itemType of an array; null where the items declare none
 * @throws {OfficialAbort} for an unknown type, integers above Python's 4300 digits, and a Bigint before a line feed
 * @see bfcl-eval `js_type_converter`
 */
export function convertJavaScriptValue(text: string, type: string, itemType: string | null): Value {
  switch (type) {
    case 'String':
      return withoutQuotes(text);
    case 'integer':
      return intOrText(text, INTEGER);
    case 'float':
      return floatOrText(text, FLOAT);
    case 'Bigint':
      return convertBigint(text);
    case 'Boolean':
      return booleanOrText(text);
    case 'dict':
      return convertObject(strip(text));
    case 'array':
      return convertArray(strip(text), itemType);
    case 'any':
      return text;
    default:
      throw new OfficialAbort(`ValueError: Unsupported type: ${type}`);
  }
}

/** The official pattern lets a line feed follow the `n`, and then its conversion trips over the `n`. */
function convertBigint(text: string): Value {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  const value = intOrText(line, BIGINT);
  if (value === line) return text;
  if (line === text) return value;
  throw new OfficialAbort('ValueError: invalid literal for int() with base 10');
}

/** An item that cannot be converted leaves the whole array as text. */
function convertArray(text: string, itemType: string | null): Value {
  const rows = rowsOfItems(text);
  if (rows !== undefined) return rows.map((row) => row.map(convertUntyped));
  const items = flatArrayItems(text);
  if (items === undefined) return text;
  if (itemType === null || itemType === '') return items.map(convertUntyped);
  try {
    return items.map((item) => convertJavaScriptValue(item, itemType, null));
  } catch (error) {
    if (error instanceof OfficialAbort) return text;
    throw error;
  }
}

function convertObject(text: string): Value {
  const pairs = objectPairs(text);
  if (pairs === undefined) return text;
  const dict: Dict = new Map();
  for (const [key, value] of pairs) dict.set(strip(strip(key), '\'"'), convertProperty(strip(value)));
  return dict;
}

function convertProperty(text: string): Value {
  if (text.startsWith('[') && text.endsWith(']')) return convertArray(text, null);
  return convertUntyped(strip(text, '\'"'));
}

function convertUntyped(text: string): Value {
  const trimmed = strip(text);
  const boolean = booleanOrText(trimmed);
  if (boolean !== trimmed) return boolean;
  const inner = withoutQuotes(trimmed);
  return inner === trimmed ? numberOrText(trimmed) : inner;
}
