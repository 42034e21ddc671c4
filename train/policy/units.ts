import { getMeasureKind } from 'convert';
import type { LeafWords } from './parameters.ts';
import { tokensOf, wordsOfName, type Token } from './tokens.ts';

/** What a number measures: a kind of the units library by its number, two of them with `/`, or a name of ours. */
type Measure = string;

const notUnits = new Set('a as at do in no to us am pm i c h min max second'.split(' '));
const more: Readonly<Record<string, Measure>> = {
  '%': 'share',
  percent: 'share',
  percentage: 'share',
  $: 'money',
  '€': 'money',
  '£': 'money',
  dollar: 'money',
  euro: 'money',
  usd: 'money',
  eur: 'money',
  mph: '7/14',
  kph: '7/14',
  knot: '7/14',
  mole: 'mol',
  mol: 'mol',
  volt: 'volt',
  ohm: 'ohm',
  amp: 'ampere',
  ampere: 'ampere',
  calorie: '3',
  kcal: '3',
};

/** Of one word. @param isTold whether a number stands before it: then letters count, too */
function measureOf(text: string, isTold: boolean): Measure | undefined {
  const lower = text.toLowerCase();
  if (notUnits.has(lower) || (!isTold && text.length < 3)) return undefined;
  const [above, below, ...rest] = text.split('/');
  if (above !== undefined && below !== undefined && rest.length === 0) {
    const parts = [above, below.replace(/[²2^]+$/u, '')].map((part) => measureOf(part, true));
    return parts.includes(undefined) ? undefined : parts.join('/');
  }
  const kind = getMeasureKind(text) ?? getMeasureKind(lower);
  return kind === undefined ? (more[lower] ?? more[lower.replace(/s$/, '')]) : String(kind);
}

/** The measure of a number that ends before `at`. */
export function measureAt(tokens: readonly Token[], from: number, at: number): Measure | undefined {
  const sign = more[tokens[from]?.text ?? ''] ?? more[tokens[at - 1]?.text ?? ''];
  const [next, after] = [tokens[at]?.text ?? '', tokens[at + 1]?.text ?? ''];
  if (sign !== undefined) return sign;
  if (/^(?:square|cubic)$/i.test(next))
    return measureOf(`${next.toLowerCase()} ${after.toLowerCase()}`, true);
  if (/^degrees?$/i.test(next)) return measureOf(after, false) ?? measureOf(next, true);
  return measureOf(next, true);
}

/** What a leaf's name and description say that it measures. */
export function measuresOf({ nameWords, description }: LeafWords): ReadonlySet<Measure> {
  const name = wordsOfName(nameWords.join(' '));
  const found = name.map((word, index) => measureOf(word, index > 0 && index === name.length - 1));
  const words = tokensOf(description);
  words.forEach(({ text, lower }, index) => {
    const isNamed = words[index - 1]?.lower === 'in' || words[index - 1]?.text === '(';
    if (/^(?:square|cubic)$/.test(lower))
      found.push(measureOf(`${lower} ${words[index + 1]?.lower ?? ''}`, true));
    else if (!/^(?:square|cubic)$/.test(words[index - 1]?.lower ?? '')) found.push(measureOf(text, isNamed));
  });
  return new Set(found.flatMap((measure) => measure ?? []));
}
