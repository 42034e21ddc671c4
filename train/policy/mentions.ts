import type { Token } from './tokens.ts';

/** Tokens from `from` up to `to`. */
export type Span = { readonly from: number; readonly to: number };

/** A number as it stands in a text. */
export type NumberMention = Span & {
  readonly value: number;
  /** What stands with it. */
  readonly sign: 'percent' | 'money' | 'ordinal' | 'word' | 'none';
};

/** A day; `year` is 0 where none is told. */
export type DateMention = Span & { readonly year: number; readonly month: number; readonly day: number };

/** A time of day. */
export type TimeMention = Span & { readonly hour: number; readonly minute: number };

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';
const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth';
const numberWords = new Map<string, number>([
  ...units.split(' ').map((word, value): [string, number] => [word, value]),
  ...tens.split(' ').map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['dozen', 12],
  ['half', 0.5],
]);
const ordinalWords = new Map(ordinals.split(' ').map((word, index): [string, number] => [word, index + 1]));
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['k', 1000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const monthNames =
  'january february march april may june july august september october november december'.split(' ');

function plainNumber(token: Token): NumberMention['sign'] | undefined {
  if (token.kind === 'number') return 'none';
  return undefined;
}

/** Numbers in digits and words, with the scale and the sign beside them. */
export function numbersIn(tokens: readonly Token[]): NumberMention[] {
  const mentions: NumberMention[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const mention = numberAt(tokens, at);
    if (mention === undefined) continue;
    mentions.push(mention);
    at = mention.to - 1;
  }
  return mentions;
}

function numberAt(tokens: readonly Token[], from: number): NumberMention | undefined {
  const token = tokens[from];
  if (token === undefined) return undefined;
  let value: number | undefined;
  let sign: NumberMention['sign'] = plainNumber(token) ?? 'word';
  let to = from + 1;
  if (token.kind === 'number') value = Number(token.text.replaceAll(',', ''));
  else {
    const attached = /^([\d,]*\.?\d+)(k|m|st|nd|rd|th|%|[a-z]{1,3})$/i.exec(token.text);
    const suffix = attached?.[2]?.toLowerCase() ?? '';
    if (attached !== null) {
      value =
        Number((attached[1] ?? '').replaceAll(',', '')) *
        (suffix === 'k' ? 1000 : suffix === 'm' ? 1_000_000 : 1);
      sign = /^(?:st|nd|rd|th)$/.test(suffix) ? 'ordinal' : 'none';
    } else if (ordinalWords.has(token.lower)) {
      value = ordinalWords.get(token.lower);
      sign = 'ordinal';
    } else [value, to] = wordNumber(tokens, from);
  }
  if (value === undefined || Number.isNaN(value)) return undefined;
  const scale = scales.get(tokens[to]?.lower ?? '');
  if (scale !== undefined && sign !== 'ordinal') {
    value *= scale;
    to += 1;
  }
  const before = tokens[from - 1];
  const after = tokens[to]?.lower ?? '';
  if (after === '%' || /^per-?cent(?:age)?$/.test(after)) return { from, to: to + 1, value, sign: 'percent' };
  if (/^[$€£¥]$/.test(before?.text ?? '')) return { from: from - 1, to, value, sign: 'money' };
  if (
    before?.text === '-' &&
    before.end === token.start &&
    !/[\p{L}\d]/u.test(charBefore(tokens, from - 1))
  ) {
    return { from: from - 1, to, value: -value, sign };
  }
  return { from, to, value, sign };
}

/** The end of what stands directly before a token, empty where there is a gap. */
function charBefore(tokens: readonly Token[], at: number): string {
  const before = tokens[at - 1];
  return before?.end === tokens[at]?.start ? (before?.text.at(-1) ?? '') : '';
}

/** "twenty-five", "twenty five", "three". */
function wordNumber(tokens: readonly Token[], from: number): [number | undefined, number] {
  const lower = tokens[from]?.lower ?? '';
  const [first = '', second] = lower.split('-');
  const base = numberWords.get(first);
  if (base === undefined) return [undefined, from + 1];
  if (second !== undefined) {
    const rest = numberWords.get(second);
    return rest === undefined ? [undefined, from + 1] : [base + rest, from + 1];
  }
  const next = numberWords.get(tokens[from + 1]?.lower ?? '');
  if (base >= 20 && next !== undefined && next > 0 && next < 10) return [base + next, from + 2];
  return [base, from + 1];
}

function monthOf(word: string): number {
  if (word.length < 3) return 0;
  return (
    monthNames.findIndex(
      (name) =>
        name === word || (word.length <= 4 && name.startsWith(word.slice(0, 3)) && word.slice(0, 3) === word),
    ) + 1
  );
}

/** Days in the usual ways of writing them. */
export function datesIn(tokens: readonly Token[]): DateMention[] {
  const mentions: DateMention[] = [];
  for (let from = 0; from < tokens.length; from++) {
    const mention = dateAt(tokens, from);
    if (mention === undefined) continue;
    mentions.push(mention);
    from = mention.to - 1;
  }
  return mentions;
}

function dateAt(tokens: readonly Token[], from: number): DateMention | undefined {
  const text = tokens[from]?.text ?? '';
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T.*)?$/.exec(text);
  if (iso !== null) return dateOf(from, from + 1, Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const slashed = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (slashed !== null) {
    const [first, second] = [Number(slashed[1]), Number(slashed[2])];
    return first > 12
      ? dateOf(from, from + 1, Number(slashed[3]), second, first)
      : dateOf(from, from + 1, Number(slashed[3]), first, second);
  }
  const month = monthOf(tokens[from]?.lower ?? '');
  if (month > 0) {
    const day = dayOf(tokens[from + 1]);
    if (day > 0) return withYear(tokens, from, from + 2, month, day);
  }
  const day = dayOf(tokens[from]);
  if (day > 0) {
    const skipped = tokens[from + 1]?.lower === 'of' ? 2 : 1;
    const named = monthOf(tokens[from + skipped]?.lower ?? '');
    if (named > 0) return withYear(tokens, from, from + skipped + 1, named, day);
  }
  return undefined;
}

function dayOf(token: Token | undefined): number {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(token?.lower ?? '')?.[1] ?? 0);
  return day <= 31 ? day : 0;
}

function withYear(
  tokens: readonly Token[],
  from: number,
  to: number,
  month: number,
  day: number,
): DateMention | undefined {
  const at = tokens[to]?.text === ',' ? to + 1 : to;
  const year = /^(?:19|20)\d\d$/.exec(tokens[at]?.text ?? '');
  return year === null ? dateOf(from, to, 0, month, day) : dateOf(from, at + 1, Number(year[0]), month, day);
}

function dateOf(from: number, to: number, year: number, month: number, day: number): DateMention | undefined {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { from, to, year, month, day } : undefined;
}

/** Times of day: 14:30, 2 pm, 2:30pm, noon, midnight. */
export function timesIn(tokens: readonly Token[]): TimeMention[] {
  return tokens.flatMap((token, from) => {
    if (token.lower === 'noon') return [{ from, to: from + 1, hour: 12, minute: 0 }];
    if (token.lower === 'midnight') return [{ from, to: from + 1, hour: 0, minute: 0 }];
    const match = /^(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?(am|pm)?$/.exec(token.lower);
    if (match === null) return [];
    const apart = /^[ap]\.?m\.?$/.exec(tokens[from + 1]?.lower ?? '')?.[0].replaceAll('.', '');
    const half = match[3] ?? apart;
    if (half === undefined && !token.text.includes(':')) return [];
    const hour = (Number(match[1]) % (half === undefined ? 24 : 12)) + (half === 'pm' ? 12 : 0);
    return [
      {
        from,
        to: from + (match[3] === undefined && apart !== undefined ? 2 : 1),
        hour,
        minute: Number(match[2] ?? 0),
      },
    ];
  });
}

/** Spans in quotes, without the quotes. */
export function quotesIn(tokens: readonly Token[], text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(
    /"([^"\n]+)"|“([^”\n]+)”|(?<![\p{L}\d])['‘]([^'‘’\n]+(?:[’'][\p{L}][^'‘’\n]*)*)['’](?![\p{L}\d])/gu,
  )) {
    const start = match.index + 1;
    const end = match.index + match[0].length - 1;
    const from = tokens.findIndex((token) => token.end > start);
    const to = tokens.findIndex((token) => token.end > end);
    if (from >= 0 && (to > from || to < 0)) spans.push({ from, to: to < 0 ? tokens.length : to });
  }
  return spans;
}

const joiners = new Set([
  'of',
  'the',
  'de',
  'da',
  'la',
  'le',
  'van',
  'von',
  'and',
  '&',
  'del',
  'du',
  'di',
  'for',
  'in',
  'to',
]);

/** Names: runs of capitals, also over small words and commas between them ("Museum of Tides", "Springfield, IL"). */
export function namesIn(tokens: readonly Token[]): (Span & { readonly form: 'run' | 'joined' | 'comma' })[] {
  const spans: (Span & { readonly form: 'run' | 'joined' | 'comma' })[] = [];
  for (let from = 0; from < tokens.length; from++) {
    if (tokens[from]?.isCapital !== true) continue;
    let to = from + 1;
    while (
      tokens[to]?.isCapital === true ||
      (tokens[to]?.kind === 'number' &&
        tokens[to - 1]?.isCapital === true &&
        tokens[to + 1]?.isCapital === true)
    )
      to += 1;
    spans.push({ from, to, form: 'run' });
    if (joiners.has(tokens[to]?.lower ?? '')) {
      const next = tokens[to + 1]?.lower === 'the' ? to + 2 : to + 1;
      if (tokens[next]?.isCapital === true) {
        let end = next + 1;
        while (tokens[end]?.isCapital === true) end += 1;
        spans.push({ from, to: end, form: 'joined' });
      }
    }
    if (tokens[to]?.text === ',' && tokens[to + 1]?.isCapital === true) {
      let end = to + 2;
      while (tokens[end]?.isCapital === true) end += 1;
      spans.push({ from, to: end, form: 'comma' });
    }
    from = to - 1;
  }
  return spans;
}
