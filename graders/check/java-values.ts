import { strip, type Dict, type Value } from '../../datasets/index.ts';
import { withoutEnds } from '../decode/without-ends.ts';
import { arrayItems, arrayListItems, hashMapEntries } from './java-values-collections.ts';
import { OfficialAbort } from './official-abort.ts';
import { booleanOrText, floatOrText, intOrText, numberOrText } from './value-or-text.ts';

/** Python's `$` also stands before a final line feed. */
const INTEGER = /^(-?\p{Nd}+)\n?$/u;
const LONG = /^(-?\p{Nd}+)[lL]\n?$/u;
const FLOAT = /^(-?\p{Nd}+(?:\.\p{Nd}+)?(?:[eE][+-]?\p{Nd}+)?)[fF]\n?$/u;
const DOUBLE = /^(-?\p{Nd}+(?:\.\p{Nd}+)?(?:[eE][+-]?\p{Nd}+)?)\n?$/u;

/**
 * Java source text as a value of the declared type; text that does not look like that type stays text.
 * @param itemType of a collection; null where the items declare none
 * @throws {OfficialAbort} for an unknown type, a type that the official converter does not implement, and integers above
 *   Python's 4300 digits
 * @see bfcl-eval `java_type_converter`
 */
export function convertJavaValue(text: string, type: string, itemType: string | null): Value {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
      return intOrText(text, INTEGER);
    case 'float':
      return floatOrText(text, FLOAT);
    case 'double':
      return floatOrText(text, DOUBLE);
    case 'long':
      return intOrText(text, LONG);
    case 'boolean':
      return booleanOrText(text);
    case 'char':
    case 'String':
    case 'any':
      return text;
    case 'Array':
      return arrayItems(text)?.map((item) => convertItem(item, itemType)) ?? text;
    case 'ArrayList':
      return arrayListItems(text)?.map((item) => convertListItem(item, itemType)) ?? text;
    case 'HashMap':
      return convertHashMap(text);
    default:
      return abort(type);
  }
}

function abort(type: string): never {
  if (['Set', 'Hashtable', 'Queue', 'Stack'].includes(type)) {
    throw new OfficialAbort(`NotImplementedError: ${type} conversion is not implemented`);
  }
  throw new OfficialAbort(`ValueError: Unsupported type: ${type}`);
}

function convertItem(text: string, itemType: string | null): Value {
  return itemType === null || itemType === '' ? convertUntyped(text) : convertJavaValue(text, itemType, null);
}

/** In a list, unlike an array, characters and strings lose their quotes, whatever stands in their place. */
function convertListItem(text: string, itemType: string | null): Value {
  return itemType === 'char' || itemType === 'String' ? withoutEnds(text) : convertItem(text, itemType);
}

function convertHashMap(text: string): Value {
  const entries = hashMapEntries(text);
  if (entries === undefined) return text;
  const dict: Dict = new Map();
  for (const [key, value] of entries) dict.set(key, convertUntyped(strip(value)));
  return dict;
}

/** @throws {OfficialAbort} for a long above Python's 4300 digits */
function convertUntyped(text: string): Value {
  const boolean = booleanOrText(text);
  if (boolean !== text) return boolean;
  if (text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1);
  const long = intOrText(text, LONG);
  if (long !== text) return long;
  const float = floatOrText(text, FLOAT);
  return float === text ? numberOrText(text) : float;
}
