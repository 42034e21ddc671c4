import { JsonTypeError } from './errors.ts';
import { checkJsonDepth } from './json-scan.ts';
import { floatRepr, intText } from './number-text.ts';
import { str } from './repr.ts';
import {
  isList,
  NEGATIVE_ZERO,
  SplitString,
  Tuple,
  typeName,
  type ReadonlyDict,
  type Value,
} from './value.ts';

export type JsonWriteOptions = {
  /** Escape all but ASCII, as `json.dumps` does unless told otherwise. Default true. */
  readonly ensureAscii?: boolean;
  /** Spaces by which each level stands further in, on lines of its own. Default: all on one line. */
  readonly indent?: number;
  /** The text of a list or dict that is known already. */
  readonly known?: (value: Value) => string | undefined;
};

/**
 * `json.dumps(value)` with Python's default separators; floats by `repr`, NaN and Infinity bare, tuples as arrays.
 * Without `ensureAscii` a `SplitString` comes out joined.
 * @throws {JsonTypeError} for bytes, complex numbers and keys that are no str, int, float, bool or None
 * @throws {ValueLimitError} for ints above 4300 digits and nesting that Python refuses
 */
export function writeJson(value: Value, options?: JsonWriteOptions): string {
  return new Writer(options, false).write(value, 0);
}

/**
 * `writeJson` for any value: below lists and dicts, what JSON cannot take is written as the text `str(value)`.
 * A tuple is written whole or, if a part of it cannot be, as its text.
 * @throws {JsonTypeError} for dict keys that are no str, int, float, bool or None
 * @throws {ValueLimitError} as `writeJson`
 * @see make_json_serializable in the official bfcl_eval/utils.py
 */
export function writeJsonWithFallback(value: Value, options?: JsonWriteOptions): string {
  return new Writer(options, true).write(value, 0);
}

class Writer {
  private readonly ensureAscii: boolean;
  private readonly known: JsonWriteOptions['known'];
  private readonly isIndented: boolean;

  constructor(
    private readonly options: JsonWriteOptions | undefined,
    private readonly fallback: boolean,
  ) {
    this.ensureAscii = options?.ensureAscii ?? true;
    this.known = options?.known;
    this.isIndented = options?.indent !== undefined;
  }

  write(value: Value, depth: number): string {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'bigint':
        return intText(value);
      case 'number':
        return floatText(value);
      case 'boolean':
        return value ? 'true' : 'false';
      default:
        return value === null ? 'null' : this.object(value, depth);
    }
  }

  private object(value: Extract<Value, object>, depth: number): string {
    checkJsonDepth(depth + 1);
    const known = this.known?.(value);
    if (known !== undefined) return known;
    if (isList(value)) return this.list(value, depth);
    if (value instanceof Map) return this.dict(value, depth);
    if (value instanceof SplitString) return this.splitString(value);
    if (value instanceof Tuple)
      return this.fallback ? this.wholeTuple(value, depth) : this.list(value.items, depth);
    if (this.fallback) return this.string(str(value));
    throw new JsonTypeError(`Object of type ${typeName(value)} is not JSON serializable`);
  }

  private list(items: readonly Value[], depth: number): string {
    const parts: string[] = [];
    for (const item of items) parts.push(this.write(item, depth + 1));
    return this.enclosed('[', parts, ']', depth);
  }

  private dict(dict: ReadonlyDict, depth: number): string {
    if (this.isIndented) {
      const entries = Array.from(dict, ([key, value]) => `${this.key(key)}: ${this.write(value, depth + 1)}`);
      return this.enclosed('{', entries, '}', depth);
    }
    let text = '';
    for (const [key, value] of dict)
      text += `${text === '' ? '{' : ', '}${this.key(key)}: ${this.write(value, depth + 1)}`;
    return text === '' ? '{}' : `${text}}`;
  }

  private enclosed(opening: string, parts: readonly string[], closing: string, depth: number): string {
    const indent = this.options?.indent;
    if (indent === undefined || parts.length === 0) return `${opening}${parts.join(', ')}${closing}`;
    const line = `\n${' '.repeat(indent * depth)}`;
    const inner = line + ' '.repeat(indent);
    return `${opening}${inner}${parts.join(`,${inner}`)}${line}${closing}`;
  }

  private key(key: Value): string {
    if (typeof key === 'string') return this.string(key);
    if (key instanceof SplitString) return this.splitString(key);
    if (key === null || typeof key !== 'object') return `"${this.write(key, 0)}"`;
    if (key === NEGATIVE_ZERO) return '"-0.0"';
    throw new JsonTypeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
  }

  private wholeTuple(tuple: Tuple, depth: number): string {
    try {
      return new Writer(this.options, false).list(tuple.items, depth);
    } catch (error) {
      if (!(error instanceof JsonTypeError)) throw error;
      return this.string(str(tuple));
    }
  }

  private string(text: string): string {
    if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
    if (/^[\x00-~]*$/.test(text)) return JSON.stringify(text);
    if (this.ensureAscii) return asciiLiteral(text);
    return HAS_SURROGATE.test(text)
      ? `"${text.replace(/[\x00-\x1f"\\]/g, shortEscape)}"`
      : JSON.stringify(text);
  }

  private splitString(value: SplitString): string {
    return `"${value.codePoints.map((codePoint) => this.string(String.fromCodePoint(codePoint)).slice(1, -1)).join('')}"`;
  }
}

/** `JSON.stringify` escapes lone surrogates, Python does not. */
const HAS_SURROGATE = /[\ud800-\udfff]/;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function shortEscape(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}

function asciiLiteral(text: string): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, asciiEscape)}"`;
}

function asciiEscape(character: string): string {
  const unit = character.charCodeAt(0);
  return unit < 0x7f ? shortEscape(character) : `\\u${HEX[unit >> 8] ?? ''}${HEX[unit & 0xff] ?? ''}`;
}

function floatText(x: number): string {
  if (Number.isFinite(x)) return floatRepr(x);
  if (Number.isNaN(x)) return 'NaN';
  return x > 0 ? 'Infinity' : '-Infinity';
}
