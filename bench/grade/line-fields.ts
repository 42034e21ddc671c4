import {
  ascii,
  JsonSyntaxError,
  readFields,
  readJson,
  ValueLimitError,
  type Value,
} from '../../datasets/index.ts';
import type { Surroundings } from '../../graders/index.ts';

/** What lines may leave out, and what holds for all of them. */
export type LineOptions = {
  readonly mode: 'prompt' | 'fc' | 'auto' | undefined;
  /** Whether every executed call's result is told. */
  readonly isTraced: boolean;
  /** The day on which executed tasks are played. */
  readonly today: Surroundings['today'];
};

/** A field of an answered line and its value. */
export type AnsweredField = readonly [name: string, value: Value | undefined];

/** The fields of a line, as text. */
export type Fields = ReadonlyMap<string, { readonly raw: string }>;

/** Why a line cannot be graded; the text says what was expected and what came. */
export class LineFault extends Error {
  override readonly name = 'LineFault';
}

export function expected(what: string, came: Value | undefined): string {
  const text = came === undefined ? 'nothing' : ascii(came);
  return `expected ${what}, got ${text.length > 80 ? `${text.slice(0, 77)}...` : text}`;
}

/** @throws {LineFault} for a line that is no JSON object */
export function readObject(line: string): Fields {
  try {
    return readFields(line);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError) {
      throw new LineFault(`expected one JSON object a line: ${error.message}`);
    }
    throw error;
  }
}

const answers: ReadonlySet<string> = new Set(['result', 'response']);

/** The value of a field, undefined where it is missing. Null counts as missing but for what a model answered. */
export function valueOf(fields: Fields, name: string): Value | undefined {
  const field = fields.get(name);
  if (field === undefined) return undefined;
  try {
    const value = readJson(field.raw);
    return value === null && !answers.has(name) ? undefined : value;
  } catch (error) {
    if (error instanceof ValueLimitError) throw new LineFault(`"${name}": ${error.message}`);
    throw error;
  }
}

/** @throws {LineFault} for a mode that is none */
export function modeIn(fields: Fields): 'prompt' | 'fc' | undefined {
  const mode = valueOf(fields, 'mode');
  if (mode === undefined || mode === 'prompt' || mode === 'fc') return mode;
  throw new LineFault(`${expected('"mode" to be "prompt" or "fc"', mode)}; --mode sets it for lines without`);
}
