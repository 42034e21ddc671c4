import type { Span } from './mentions.ts';
import { isStopWord, type Token } from './tokens.ts';

/** "A, B and C": its items, without what stands between them. */
export type Coordination = { readonly items: readonly Span[]; readonly isOr: boolean };

const longestItem = 6;

/**
 * Lists of two items and more. Items are as long as their neighbours' shape says: names, numbers, or single words.
 * @param units what is one item however many tokens it has: dates, times, quotes
 */
export function coordinationsIn(tokens: readonly Token[], units: readonly Span[]): Coordination[] {
  const found = runsOf(tokens, units);
  const isTaken = (at: number) =>
    found.some(({ items }) => at >= (items[0]?.from ?? 0) && at < (items.at(-1)?.to ?? 0)) ||
    units.some(({ from, to }) => at > from && at < to);
  for (let at = 0; at < tokens.length; at++) {
    if (jointAt(tokens, at) === at || isTaken(at)) continue;
    const coordination = coordinationAround(tokens, at);
    if (coordination === undefined) continue;
    found.push(coordination);
    at = Math.max(at, coordination.items.at(-1)?.to ?? at);
  }
  return found;
}

/** Units with nothing but joints between them. */
function runsOf(tokens: readonly Token[], units: readonly Span[]): Coordination[] {
  const found: Coordination[] = [];
  let run: Span[] = [];
  let isOr = false;
  const close = (): void => {
    if (run.length >= 2) found.push({ items: run, isOr });
    [run, isOr] = [[], false];
  };
  for (const unit of units.toSorted((a, b) => a.from - b.from)) {
    const last = run.at(-1);
    if (last !== undefined) {
      const joint = jointAt(tokens, last.to);
      if (joint > last.to && pastArticles(tokens, joint) === unit.from)
        isOr ||= tokens.slice(last.to, joint).some(({ lower }) => lower === 'or');
      else close();
    }
    run.push(unit);
  }
  close();
  return found;
}

function coordinationAround(tokens: readonly Token[], at: number): Coordination | undefined {
  const first = itemBefore(tokens, at);
  const items: Span[] = first === undefined ? [] : [first];
  let isOr = false;
  // A comma alone may stand anywhere.
  let isJoined = shapeOf(tokens[at - 1]) !== 'word';
  let end = at;
  for (let joint = jointAt(tokens, end); joint > end; joint = jointAt(tokens, end)) {
    const between = tokens.slice(end, joint);
    const like = items.at(-1);
    const item = like === undefined ? undefined : itemAfter(tokens, joint, like);
    if (item === undefined) break;
    isOr ||= between.some(({ lower }) => lower === 'or');
    isJoined ||= between.some(({ kind, text }) => kind !== 'sign' || text === '&');
    items.push(item);
    end = item.to;
  }
  if (items.length < 2 || (items.length === 2 && !isJoined)) return undefined;
  const [opening, ...others] = items;
  const size = Math.max(...others.map(({ from, to }) => to - from));
  return { items: opening === undefined ? others : [longer(tokens, opening, size), ...others], isOr };
}

/** A first item of plain words, as long as the others if there are words for it. */
function longer(tokens: readonly Token[], { from, to }: Span, size: number): Span {
  if (shapeOf(tokens[from]) !== 'word') return { from, to };
  let start = from;
  while (to - start < size && isPlainWord(tokens[start - 1])) start -= 1;
  return { from: start, to };
}

function isPlainWord(token: Token | undefined): boolean {
  return shapeOf(token) === 'word' && !isStopWord(token?.lower ?? '');
}

/** Words that join two items, longest first. */
const joiners: readonly (readonly string[])[] = [
  ['as', 'well', 'as'],
  ['along', 'with'],
  ['together', 'with'],
  ['followed', 'by'],
  ['and'],
  ['or'],
  ['&'],
  ['plus'],
];
const afterJoiner = new Set(['then', 'also', 'finally', 'lastly']);

/** Past the signs and words that join two items; the place itself where none stand there. */
function jointAt(tokens: readonly Token[], at: number): number {
  let end = at;
  if (/^[,;/]$/.test(tokens[end]?.text ?? '')) end += 1;
  const joiner = joiners.find((words) => words.every((word, index) => tokens[end + index]?.lower === word));
  end += joiner?.length ?? 0;
  return end > at && afterJoiner.has(tokens[end]?.lower ?? '') ? end + 1 : end;
}

/** Past up to two words that may stand before an item. */
function pastArticles(tokens: readonly Token[], at: number): number {
  let from = at;
  while (/^(?:the|a|an|for|in|at|to|of|on|with)$/.test(tokens[from]?.lower ?? '') && from < at + 2) from += 1;
  return from;
}

function shapeOf(token: Token | undefined): string {
  if (token === undefined) return '';
  if (token.kind === 'number' || /^\d/.test(token.text)) return 'number';
  if (/[@_]|\p{L}.*\d/u.test(token.text)) return 'code';
  if (token.isCapital) return 'capital';
  if (/^["'“‘]$/.test(token.text)) return 'quote';
  return token.kind;
}

function itemBefore(tokens: readonly Token[], at: number): Span | undefined {
  const last = tokens[at - 1];
  const shape = shapeOf(last);
  let from = at - 1;
  if (shape === 'quote') {
    while (from > 0 && shapeOf(tokens[from - 1]) !== 'quote' && at - from < 12) from -= 1;
    return from > 0 ? { from: from - 1, to: at } : undefined;
  }
  if (shape === 'capital') while (tokens[from - 1]?.isCapital === true && at - from < longestItem) from -= 1;
  if (shape === 'word' && /^\d/.test(tokens[from - 1]?.text ?? '')) from -= 1;
  return shape === '' || shape === 'sign' || isStopWord(last?.lower ?? '') ? undefined : { from, to: at };
}

function itemAfter(tokens: readonly Token[], at: number, like: Span): Span | undefined {
  const from = pastArticles(tokens, at);
  const shape = shapeOf(tokens[from]);
  const wanted =
    shapeOf(tokens[like.to - 1]) === 'word' && /^\d/.test(tokens[like.from]?.text ?? '')
      ? 'number'
      : shapeOf(tokens[like.from]);
  if (shape !== wanted || isStopWord(tokens[from]?.lower ?? '')) return undefined;
  let to = from + 1;
  if (shape === 'quote') {
    while (to < tokens.length && shapeOf(tokens[to]) !== 'quote' && to - from < 12) to += 1;
    return { from, to: to + 1 };
  }
  if (shape === 'capital') while (tokens[to]?.isCapital === true && to - from < longestItem) to += 1;
  if (shape === 'word' && isPlainWord(tokens[from]))
    while (isPlainWord(tokens[to]) && to - from < longestItem) to += 1;
  if (
    shape === 'number' &&
    like.to - like.from > 1 &&
    tokens[to]?.kind === 'word' &&
    !/^(?:and|or)$/.test(tokens[to]?.lower ?? '')
  )
    to += 1;
  return { from, to };
}
