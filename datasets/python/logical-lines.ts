import { Code } from './character-codes.ts';

const { Backslash, CloseBrace, CloseBracket, CloseParenthesis, DoubleQuote, Hash, Newline } = Code;
const { OpenBrace, OpenBracket, OpenParenthesis, Quote, Space, Tab } = Code;

/**
 * Index of the first `wanted` character from `from` on that stands outside of brackets, strings and comments of Python
 * source; its length if there is none.
 */
export function indexOutside(source: string, wanted: number, from: number): number {
  let openBrackets = 0;
  let position = from;
  while (position < source.length) {
    const code = source.charCodeAt(position);
    if (code === wanted && openBrackets <= 0) return position;
    if (code === DoubleQuote || code === Quote) position = stringEnd(source, position);
    else if (code === Hash) position = lineEnd(source, position);
    else {
      if (code === OpenParenthesis || code === OpenBracket || code === OpenBrace) openBrackets++;
      else if (code === CloseParenthesis || code === CloseBracket || code === CloseBrace) openBrackets--;
      position += code === Backslash ? 2 : 1;
    }
  }
  return source.length;
}

function lineEnd(source: string, position: number): number {
  const end = source.indexOf('\n', position);
  return end < 0 ? source.length : end;
}

function stringEnd(source: string, opening: number): number {
  const quote = source.charAt(opening);
  const isTriple = source.startsWith(quote.repeat(3), opening);
  const closing = isTriple ? quote.repeat(3) : quote;
  let position = opening + closing.length;
  while (position < source.length && !source.startsWith(closing, position)) {
    const code = source.charCodeAt(position);
    if (code === Newline && !isTriple) return position;
    position += code === Backslash ? 2 : 1;
  }
  return position + closing.length;
}

/**
 * The statements of a Python file that begin at the left margin, each with all its physical lines but without
 * an indented block below it.
 * @param source with \n as line end
 */
export function* topLevelLines(source: string): Generator<string> {
  for (let start = 0; start < source.length;) {
    const end = indexOutside(source, Newline, start);
    const first = source.charCodeAt(start);
    if (first !== Space && first !== Tab && first !== Newline && first !== Hash)
      yield source.slice(start, end);
    start = end + 1;
  }
}
