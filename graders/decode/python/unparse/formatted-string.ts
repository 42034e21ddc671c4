import { repr, SplitString, type Expression } from '../../../../datasets/index.ts';
import { DecodeError } from '../../decode-error.ts';
import type { Node } from '../node.ts';
import { allQuotes, quotable, textAvoidingBackslashes } from './literals.ts';
import { checkDepth } from './recursion.ts';

/** Source text of the expression between an f-string's braces, unparsed by whoever calls. */
export type InnerText = (node: Expression, depth: number) => string;

/** Frames from the visitor of a formatted value to that of the expression in it. */
const TO_EXPRESSION = 5;

/**
 * An f-string inside the braces of another one.
 * @throws {DecodeError} where Python raises ValueError
 */
export function nestedFormattedStringText(
  node: Node<'JoinedStr'>,
  depth: number,
  innerText: InnerText,
): string {
  checkDepth(depth + 5);
  return `f${textAvoidingBackslashes(bodyText(node, depth + 1, innerText))}`;
}

/**
 * An f-string that stands in no other one: line feeds and tabs of its constant parts are escaped.
 * @throws {DecodeError} where Python raises ValueError
 * @see CPython `_Unparser.visit_JoinedStr`
 */
export function formattedStringText(node: Node<'JoinedStr'>, depth: number, innerText: InnerText): string {
  checkDepth(depth + (node.values.length === 0 ? 2 : 4));
  const parts = node.values.map((value) => ({
    text: bodyText(value, depth + 1, innerText),
    isConstant: value.kind === 'Constant',
  }));
  let quotes = allQuotes;
  let body = '';
  for (const part of parts) {
    const quoted = quotable(part.text, quotes, part.isConstant);
    if (!quoted.quotes.some((quote) => quotes.includes(quote))) {
      return `f'''${parts.map(({ text }) => repr(`"${text}`).slice(2, -1)).join('')}'''`;
    }
    body += quoted.body;
    quotes = quoted.quotes;
  }
  const quote = quotes[0] ?? '';
  return `f${quote}${body}${quote}`;
}

/** What stands between the quotes, before any escaping. */
function bodyText(node: Expression, depth: number, innerText: InnerText): string {
  if (node.kind === 'JoinedStr') {
    return node.values.map((value) => bodyText(value, depth + 1, innerText)).join('');
  }
  if (node.kind === 'FormattedValue') return fieldText(node, depth + 1, innerText);
  if (node.kind === 'Constant' && typeof node.value === 'string') {
    return node.value.replaceAll('{', '{{').replaceAll('}', '}}');
  }
  if (node.kind === 'Constant' && node.value instanceof SplitString) {
    throw new DecodeError('an f-string with split surrogates', 'split-surrogates');
  }
  throw new DecodeError('ValueError: Unexpected node inside JoinedStr');
}

/** A replacement field with its braces. @throws {DecodeError} where Python raises ValueError */
export function fieldText(node: Node<'FormattedValue'>, depth: number, innerText: InnerText): string {
  const expression = innerText(node.value, depth + TO_EXPRESSION);
  if (expression.includes('\\')) {
    throw new DecodeError('ValueError: Unable to avoid backslash in f-string expression part');
  }
  const space = expression.startsWith('{') ? ' ' : '';
  const conversion = node.conversion === -1 ? '' : `!${String.fromCharCode(node.conversion)}`;
  const format = node.formatSpec === null ? '' : `:${bodyText(node.formatSpec, depth + 1, innerText)}`;
  return `{${space}${expression}${conversion}${format}}`;
}
