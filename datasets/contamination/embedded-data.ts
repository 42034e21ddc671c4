import { readJsonPrefix } from '../values/json-read.ts';
import { readPythonLiteral } from './path-calls.ts';
import { plainOf } from './plain.ts';

/** Places in one text that are tried in vain; text that is full of brackets costs no more than that. */
export const MOST_TRIES = 200;
/** Data in Python's spelling is looked for up to that length. */
const LONGEST_LITERAL = 20_000;

/** A value, and where its text stands. */
type Piece = { readonly value: unknown; readonly start: number; readonly end: number };

export type EmbeddedData = {
  readonly pieces: readonly Piece[];
  /** There is nothing else in the text. */
  readonly isWhole: boolean;
  /** It begins like data, and is none. */
  readonly isBroken: boolean;
};

/** Objects and lists that stand in a text, by themselves or amid words: JSON, or literals of Python. */
export function dataIn(text: string): EmbeddedData {
  const opening = /[[{]/.exec(text)?.index;
  if (opening === undefined) return { pieces: [], isWhole: false, isBroken: false };
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const value = opening === start ? parsedJson(text) : undefined;
  if (value !== undefined) return { pieces: [{ value, start, end }], isWhole: true, isBroken: false };
  const pieces = piecesOf(text);
  const [first] = pieces;
  return {
    pieces,
    isWhole: first?.start === start && first.end === end,
    isBroken: first === undefined && /^\s*(?:\{\s*["']|\[\s*[{"'])/.test(text),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where data may begin: a bracket and what follows it in data. */
const beginning = /\{(?=\s*["'}])|\[(?=\s*[{["'])/g;

function piecesOf(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  let failed = 0;
  for (const { index } of text.matchAll(beginning)) {
    if (index < end) continue;
    if (failed > MOST_TRIES) break;
    const piece = jsonAt(text, index) ?? literalAt(text, index);
    if (piece === undefined) {
      failed++;
      continue;
    }
    found.push(piece);
    end = piece.end;
  }
  return found;
}

function jsonAt(text: string, start: number): Piece | undefined {
  try {
    const { value, end } = readJsonPrefix(text, start);
    return { value: plainOf(value), start, end };
  } catch {
    return undefined; // no JSON, or deeper than any reader goes
  }
}

function literalAt(text: string, start: number): Piece | undefined {
  const end = closingOf(text, start);
  const value = end === undefined ? undefined : readPythonLiteral(text.slice(start, end));
  return value === undefined || end === undefined ? undefined : { value, start, end };
}

/** The place behind the bracket that closes the one at `start`, texts in quotes left aside. */
export function closingOf(text: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let place = start; place < Math.min(text.length, start + LONGEST_LITERAL); place++) {
    const character = text[place] ?? '';
    if (quote !== '') {
      if (character === '\\') place++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('{[('.includes(character)) depth++;
    else if ('}])'.includes(character)) {
      depth--;
      if (depth === 0) return place + 1;
    }
  }
  return undefined;
}
