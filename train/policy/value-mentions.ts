import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import type { Question } from './question.ts';

/** What sort of value something said may be. */
export const mentionSorts = ['text', 'number', 'day', 'time'] as const;
export type MentionSort = (typeof mentionSorts)[number];

export type ValueMention = Span & { readonly sort: MentionSort };

/** Everything in a question that looks like a value, none within another, in order. */
export function valueMentionsIn(question: Question): ValueMention[] {
  const { tokens, quotes, dates, times, numbers, names } = question;
  const taken: boolean[] = [];
  const found: ValueMention[] = [];
  const add = (sort: MentionSort, spans: readonly Span[]): void => {
    for (const { from, to } of spans) {
      let isFree = true;
      for (let at = from; at < to; at++) isFree &&= taken[at] !== true;
      if (!isFree) continue;
      taken.fill(true, from, to);
      for (let at = from; at < to; at++) taken[at] = true;
      found.push({ from, to, sort });
    }
  };
  add('text', quotes);
  add('day', dates);
  add('time', times);
  const codes = tokens.flatMap(({ text, kind }, from) =>
    kind === 'word' && (/[@/]|\d.*\p{L}|\p{L}.*\d|\p{L}_\p{L}/u.test(text) || /^\p{Lu}{2,}$/u.test(text))
      ? [{ from, to: from + 1 }]
      : [],
  );
  add(
    'number',
    numbers.filter(({ sign }) => sign !== 'word' && sign !== 'ordinal'),
  );
  add('text', codes);
  add(
    'text',
    names.filter(({ from, form }) => form === 'run' && tokens[from]?.isProper === true),
  );
  add(
    'number',
    numbers.filter(({ sign, value }) => sign === 'word' && value > 1),
  );
  return found.sort((a, b) => a.from - b.from);
}

/** What sort of value a leaf takes; `list` takes any number of them. */
export function sortOfLeaf({
  type,
  format,
  nameWords,
  description,
}: Leaf): MentionSort | 'list' | 'flag' | 'choice' {
  if (type === 'list' || type === 'flag' || type === 'choice') return type;
  if (type === 'number') return 'number';
  if (
    format.startsWith('date') ||
    nameWords.some((word) => /^(?:date|day|until|since)$/.test(word)) ||
    /\bYYYY\b/.test(description)
  )
    return 'day';
  return format === 'time' || nameWords.includes('time') ? 'time' : 'text';
}
