import { Complex, intText, repr, ValueLimitError, type Value } from '../../../../datasets/index.ts';
import { DecodeError } from '../../decode-error.ts';

export const allQuotes: readonly string[] = ["'", '"', '"""', "'''"];
/** What Python prints for an infinite float, so that it reads back as one. */
const INFINITY_TEXT = '1e309';

/**
 * The source text of a constant outside f-strings.
 * @throws {DecodeError} for an int above 4300 digits
 */
export function constantText(value: Value): string {
  if (typeof value === 'string') return repr(value);
  if (typeof value === 'bigint') return integerText(value);
  const text = repr(value);
  if (typeof value !== 'number' && !(value instanceof Complex)) return text;
  return text.replaceAll('inf', INFINITY_TEXT).replaceAll('nan', `(${INFINITY_TEXT}-${INFINITY_TEXT})`);
}

function integerText(value: bigint): string {
  try {
    return intText(value);
  } catch (error) {
    if (error instanceof ValueLimitError) throw new DecodeError(`ValueError: ${error.message}`);
    throw error;
  }
}

/** A string constant inside the braces of an f-string, where Python 3.11 allows no backslash. */
export function textAvoidingBackslashes(text: string): string {
  const { body, quotes } = quotable(text, allQuotes, false);
  const quote = quotes[0] ?? '';
  return quote + body + quote;
}

/**
 * The body of a literal for `text` and the quotes that can stand around it, the preferred one first.
 * @param quotes those to choose from
 * @param escapesSpace whether line feeds and tabs are escaped
 * @see CPython `_Unparser._str_literal_helper`
 */
export function quotable(
  text: string,
  quotes: readonly string[],
  escapesSpace: boolean,
): { body: string; quotes: readonly string[] } {
  const body = escapeUnquoted(text, escapesSpace);
  const spansLines = body.includes('\n');
  const possible = quotes.filter((quote) => !(spansLines && quote.length === 1) && !body.includes(quote));
  if (possible.length === 0) {
    const literal = repr(text);
    const mark = literal.charAt(0);
    return { body: literal.slice(1, -1), quotes: [quotes.find((quote) => quote.includes(mark)) ?? mark] };
  }
  if (body === '') return { body, quotes: possible };
  const last = body.slice(-1);
  const sorted = [
    ...possible.filter((quote) => !quote.startsWith(last)),
    ...possible.filter((quote) => quote.startsWith(last)),
  ];
  if (sorted[0]?.startsWith(last) === true) return { body: `${body.slice(0, -1)}\\${last}`, quotes: sorted };
  return { body, quotes: sorted };
}

/** Backslashes and what does not print as escapes; quotes stay as they are. */
function escapeUnquoted(text: string, escapesSpace: boolean): string {
  if (/^[ -[\]-~]*$/.test(text)) return text;
  let body = '';
  for (const character of text) {
    const isPlainSpace = !escapesSpace && (character === '\n' || character === '\t');
    body += isPlainSpace ? character : repr(character).slice(1, -1);
  }
  return body;
}
