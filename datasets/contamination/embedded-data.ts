import { readJsonPrefix } from '../values/json-read.ts';
import { readPythonLiteral } from './path-calls.ts';
import { plainOf } from './plain.ts';

/** Places in one text that are tried; text that is full of brackets costs no more than that. */
const MOST_TRIES = 200;
/** Data in Python's spelling is looked for up to that length. */
const LONGEST_LITERAL = 20_000;

export type EmbeddedData = {
  readonly values: readonly unknown[];
  /** There is nothing else in the text. */
  readonly isWhole: boolean;
  /** It begins like data, and is none. */
  readonly isBroken: boolean;
};

/** Objects and lists that stand in a text, by themselves or amid words: JSON, or literals of Python. */
export function dataIn(text: string): EmbeddedData {
  const start = /[[{]/.exec(text)?.index;
  if (start === undefined) return { values: [], isWhole: false, isBroken: false };
  const trimmed = text.trim();
  const whole = /^[[{]/.test(trimmed);
  if (whole) {
    const value = parsedJson(trimmed);
    if (value !== undefined) return { values: [value], isWhole: true, isBroken: false };
  }
  const values = piecesOf(trimmed);
  const isBroken = values.length === 0 && /^(?:\{\s*["']|\[\s*[{"'])/.test(trimmed);
  return {
    values: values.map(({ value }) => value),
    isWhole: values[0]?.end === trimmed.length && whole,
    isBroken,
  };
}

type Piece = { readonly value: unknown; readonly end: number };

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where data may begin: a bracket and what follows it in data. */
const beginning = /\{\s*["'}]|\[\s*[{["']/g;

function piecesOf(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  let tries = 0;
  for (const { index } of text.matchAll(beginning)) {
    if (index < end) continue;
    if (++tries > MOST_TRIES) break;
    const piece = jsonAt(text, index) ?? literalAt(text, index);
    if (piece === undefined) continue;
    found.push(piece);
    end = piece.end;
  }
  return found;
}

function jsonAt(text: string, start: number): Piece | undefined {
  try {
    const { value, end } = readJsonPrefix(text, start);
    return { value: plainOf(value), end };
  } catch {
    return undefined; // no JSON, or deeper than any reader goes
  }
}

function literalAt(text: string, start: number): Piece | undefined {
  const end = closingOf(text, start);
  const value = end === undefined ? undefined : readPythonLiteral(text.slice(start, end));
  return value === undefined || end === undefined ? undefined : { value, end };
}

/** The place behind the bracket that closes the one at `start`, texts in quotes left aside. */
function closingOf(text: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let place = start; place < Math.min(text.length, start + LONGEST_LITERAL); place++) {
    const character = text[place] ?? '';
    if (quote !== '') {
      if (character === '\\') place++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return place + 1;
    }
  }
  return undefined;
}
