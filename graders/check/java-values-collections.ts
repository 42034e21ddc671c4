import { strip } from '../../datasets/index.ts';
import { findOnLine, lineEnd, skipSpace, skipWord, trimSpaceBefore } from './source-scan.ts';

/**
 * The items of `new ArrayList<…>(Arrays.asList(…))`, of `new ArrayList<…>() {{ add(…); … }}` or of `new ArrayList<…>()`,
 * whichever of these, in this order, stands anywhere in the text; undefined where none does. The type argument is one
 * word or none. Items are trimmed; commas separate them even inside quotes.
 * @see bfcl-eval `parse_arraylist`
 */
export function arrayListItems(text: string): string[] | undefined {
  const list = asListContent(text);
  if (list !== undefined) return list.split(',').map((item) => strip(item));
  const block = addBlockContent(text);
  if (block !== undefined) return addedItems(block);
  for (const after of arrayListHeaders(text)) if (text.startsWith('()', after)) return [];
  return undefined;
}

/**
 * The items of the first `new word[] {…}`, without empty ones; undefined where there is none.
 * @see bfcl-eval `parse_array`
 */
export function arrayItems(text: string): string[] | undefined {
  let hopeless = 0;
  for (const after of afterNew(text, '')) {
    const word = skipWord(text, after);
    const brace = skipSpace(text, word + 2);
    if (word === after || !text.startsWith('[]', word) || text[brace] !== '{' || brace < hopeless) continue;
    const end = findOnLine(text, '}', brace + 1);
    if (end >= 0) return splitItems(text.slice(brace + 1, end));
    hopeless = lineEnd(text, brace + 1);
  }
  return undefined;
}

function splitItems(text: string): string[] {
  return text
    .split(',')
    .map((item) => strip(item))
    .filter((item) => item !== '');
}

/**
 * Every `put("key", value)` in `new HashMap<…>() {{ … }}` up to its first closing brace; undefined where there is neither
 * that nor a bare `new HashMap<…>()`. Values are not trimmed.
 * @see bfcl-eval `parse_hashmap`
 */
export function hashMapEntries(text: string): [key: string, value: string][] | undefined {
  const block = hashMapContent(text);
  if (block !== undefined) return putEntries(block);
  let hopeless = 0;
  for (const after of afterNew(text, 'HashMap<')) {
    if (after < hopeless) continue;
    const end = lineEnd(text, after);
    for (
      let close = text.indexOf('>', after);
      close >= 0 && close < end;
      close = text.indexOf('>', close + 1)
    ) {
      if (text.startsWith('()', skipSpace(text, close + 1))) return [];
    }
    hopeless = end;
  }
  return undefined;
}

/** Every index that follows `new`, white space and `name`, from left to right. */
function* afterNew(text: string, name: string): Generator<number> {
  for (let start = text.indexOf('new'); start >= 0; start = text.indexOf('new', start + 3)) {
    const word = skipSpace(text, start + 3);
    if (word > start + 3 && text.startsWith(name, word)) yield word + name.length;
  }
}

/** Every index that follows `new ArrayList<word>`. */
function* arrayListHeaders(text: string): Generator<number> {
  for (const after of afterNew(text, 'ArrayList<')) {
    const close = skipWord(text, after);
    if (text[close] === '>') yield close + 1;
  }
}

/** At least one character, up to the first `))` of the line. */
function asListContent(text: string): string | undefined {
  const opening = '(Arrays.asList(';
  let hopeless = 0;
  for (const after of arrayListHeaders(text)) {
    const start = after + opening.length;
    if (!text.startsWith(opening, after) || start < hopeless) continue;
    const end = endOfSome(text, '))', start);
    if (end >= 0) return text.slice(start, end);
    hopeless = lineEnd(text, start);
  }
  return undefined;
}

/** As `findOnLine`, with at least one character of the line before `wanted`. */
function endOfSome(text: string, wanted: string, start: number): number {
  return text[start] === '\n' ? -1 : findOnLine(text, wanted, start + 1);
}

/** At least one character between `{{` and `}}`, trimmed as far as that allows. */
function addBlockContent(text: string): string | undefined {
  for (const after of arrayListHeaders(text)) {
    const brace = skipSpace(text, after + 2);
    if (!text.startsWith('()', after) || !text.startsWith('{{', brace)) continue;
    const start = skipSpace(text, brace + 2);
    const end = text.indexOf('}}', start + 1);
    if (end >= 0) return text.slice(start, trimSpaceBefore(text, start + 1, end));
    if (text.startsWith('}}', start) && start > brace + 2) return text.slice(start - 1, start);
    return undefined;
  }
  return undefined;
}

/** The trimmed arguments of each `add(…)`: at least one character, up to the first `)` of the line. */
function addedItems(block: string): string[] {
  const items: string[] = [];
  for (let at = block.indexOf('add('); at >= 0; at = block.indexOf('add(', at)) {
    const start = at + 4;
    const end = endOfSome(block, ')', start);
    if (end < 0) {
      at = lineEnd(block, start);
    } else {
      items.push(strip(block.slice(start, end)));
      at = end + 1;
    }
  }
  return items;
}

/** What follows the first `>() {` after `new HashMap<`, and one more brace if there is one, up to the first `}`. */
function hashMapContent(text: string): string | undefined {
  for (const after of afterNew(text, 'HashMap<')) {
    const body = bodyAfter(text, after);
    if (body === undefined) return undefined;
    const inner = skipSpace(text, body);
    const start = text[inner] === '{' ? skipSpace(text, inner + 1) : inner;
    const end = text.indexOf('}', start);
    return end < 0 ? undefined : text.slice(start, trimSpaceBefore(text, start, end));
  }
  return undefined;
}

/** The index after the first `>`, `()` and `{`, white space between them. */
function bodyAfter(text: string, from: number): number | undefined {
  for (let close = text.indexOf('>', from); close >= 0; close = text.indexOf('>', close + 1)) {
    const parentheses = skipSpace(text, close + 1);
    if (!text.startsWith('()', parentheses)) continue;
    const brace = skipSpace(text, parentheses + 2);
    if (text[brace] === '{') return brace + 1;
  }
  return undefined;
}

/** Key and value each end as early on their line as a `put("key", value)` allows. */
function putEntries(block: string): [string, string][] {
  const entries: [string, string][] = [];
  for (let at = block.indexOf('put("'); at >= 0; at = block.indexOf('put("', at)) {
    const entry = readPut(block, at + 5);
    if (entry === undefined) {
      at = lineEnd(block, at);
    } else {
      entries.push([entry.key, entry.value]);
      at = entry.end;
    }
  }
  return entries;
}

type Put = { readonly key: string; readonly value: string; readonly end: number };

function readPut(block: string, start: number): Put | undefined {
  let hopeless = 0;
  for (let quote = findOnLine(block, '",', start); quote >= 0; quote = findOnLine(block, '",', quote + 1)) {
    const value = skipSpace(block, quote + 2);
    if (value < hopeless) continue;
    const end = findOnLine(block, ')', value);
    if (end >= 0) return { key: block.slice(start, quote), value: block.slice(value, end), end: end + 1 };
    hopeless = lineEnd(block, value);
  }
  return undefined;
}
