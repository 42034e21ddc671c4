import { intFromNumber, writeJson, type Value } from '../../datasets/index.ts';
import { dateTexts, timeTexts } from './date-texts.ts';
import type { Kind } from './feature-table.ts';
import type { Span } from './mentions.ts';
import type { Leaf } from './parameters.ts';
import { spanText, type Question } from './question.ts';
import { isStopWord, stemOf, wordsOfName } from './tokens.ts';

/** What an argument may be. */
export type Candidate = {
  readonly kind: Kind;
  /** undefined: the argument is left out (`omit`), or the user has to be asked for it (`ask`). */
  readonly value: Value | undefined;
  /** Where the question says it. */
  readonly spans: readonly Span[];
  /** Of dates: whether the text is as the question spells it, not as the tool asks for. */
  readonly isSpoken?: boolean;
};

const mostCandidates = 48;
const longestWords = 6;

/** The candidates for one leaf, the ones that the question names first; leaving it out comes last. */
export function candidatesFor(question: Question, leaf: Leaf): Candidate[] {
  const found = distinct(valuesFor(question, leaf)).slice(0, mostCandidates);
  return [...found, { kind: leaf.isRequired ? 'ask' : 'omit', value: undefined, spans: [] }];
}

function valuesFor(question: Question, leaf: Leaf): Candidate[] {
  switch (leaf.type) {
    case 'choice':
      return leaf.choices.map((choice) => choiceCandidate(question, choice));
    case 'flag':
      return [
        { kind: 'yes', value: true, spans: [] },
        { kind: 'no', value: false, spans: [] },
      ];
    case 'number':
      return [...numberCandidates(question, leaf), ...fallbackOf(leaf)];
    case 'list':
      return [...listCandidates(question, leaf), ...fallbackOf(leaf)];
    default:
      return [...textCandidates(question, leaf), ...fallbackOf(leaf)];
  }
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ value, spans }) => {
    const key = `${writeJson(value ?? null)}@${spans[0]?.from ?? -1}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The default, where a value is needed: a leaf that is left out has it anyway. */
function fallbackOf({ fallback, isRequired }: Leaf): Candidate[] {
  const isPlain =
    ['string', 'number', 'bigint', 'boolean'].includes(typeof fallback) || Array.isArray(fallback);
  return isRequired && isPlain && fallback !== '' ? [{ kind: 'fallback', value: fallback, spans: [] }] : [];
}

/** The first place where all words of a choice stand together. */
function choiceCandidate(question: Question, choice: string | number): Candidate {
  const value = typeof choice === 'number' ? intFromNumber(choice) : choice;
  const words = wordsOfName(String(choice)).map(stemOf);
  const { tokens } = question;
  const at = tokens.findIndex(
    (_, from) => words.length > 0 && words.every((word, index) => tokens[from + index]?.stem === word),
  );
  if (at >= 0) return { kind: 'choice', value, spans: [{ from: at, to: at + words.length }] };
  const joined = words.join('');
  const single = question.joined.indexOf(joined);
  return { kind: 'choice', value, spans: single < 0 ? [] : [{ from: single, to: single + 1 }] };
}

function numberCandidates(question: Question, { isInteger }: Leaf): Candidate[] {
  return question.numbers.flatMap(({ value, sign, from, to }): Candidate[] => {
    const plain: Candidate = { kind: 'number', value: numberValue(value), spans: [{ from, to }] };
    if (sign !== 'percent' || isInteger) return [plain];
    return [
      plain,
      { kind: 'number', value: Number((value / 100).toPrecision(12)), spans: [{ from, to }], isSpoken: true },
    ];
  });
}

function numberValue(value: number): Value {
  return Number.isInteger(value) ? intFromNumber(value) : value;
}

const dayNames = /\b(?:date|day|when|deadline|birth|departure|arrival|check.?in|check.?out|since|until)\b/i;

function textCandidates(question: Question, leaf: Leaf): Candidate[] {
  const found: Candidate[] = [];
  const at = (kind: Kind, span: Span, value: Value = spanText(question, span)): void => {
    found.push({ kind, value, spans: [span] });
  };
  for (const span of question.quotes) at('quote', span);
  const asksDay =
    leaf.format.startsWith('date') ||
    dayNames.test(`${wordsOfName(leaf.path.join(' ')).join(' ')} ${leaf.description}`);
  if (asksDay) {
    for (const date of question.dates) {
      for (const text of dateTexts(date, leaf, question.times))
        found.push({ kind: 'date', value: text, spans: [date] });
      found.push({ kind: 'date', value: spanText(question, date), spans: [date], isSpoken: true });
    }
  }
  for (const time of question.times) {
    for (const text of timeTexts(time, leaf)) found.push({ kind: 'time', value: text, spans: [time] });
    found.push({ kind: 'time', value: spanText(question, time), spans: [time], isSpoken: true });
  }
  question.tokens.forEach(({ text, kind }, from) => {
    const isCode =
      kind === 'word' &&
      (/[@/]|^https?:|\d.*\p{L}|\p{L}.*\d|\w[-_.]\w/u.test(text) || /^\p{Lu}{2,}$/u.test(text));
    if (isCode) at('code', { from, to: from + 1 });
  });
  for (const name of question.names) at('name', name);
  for (const example of leaf.examples) {
    const from = placeOf(question, example);
    if (from !== undefined) at('example', from, example);
  }
  for (const span of wordSpans(question)) at('words', span);
  for (const { from, to, sign } of question.numbers) if (sign !== 'word') at('number', { from, to });
  return found;
}

/** Where a text stands in the question word for word, whatever its case. */
function placeOf({ tokens }: Question, wanted: string): Span | undefined {
  const words = wanted.toLowerCase().split(/\s+/);
  const from = tokens.findIndex((_, start) =>
    words.every((word, index) => tokens[start + index]?.lower === word),
  );
  return from < 0 ? undefined : { from, to: from + words.length };
}

/** Runs of words that begin where something ends (after a sign, a small word, a capital run) and do not end in a small word. */
function wordSpans({ tokens }: Question): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < tokens.length; from++) {
    const [first, before] = [tokens[from], tokens[from - 1]];
    if (first === undefined || first.kind === 'sign' || isStopWord(first.lower)) continue;
    const opens = before === undefined || before.kind === 'sign' || isStopWord(before.lower);
    for (let to = from + 1; to <= Math.min(tokens.length, from + longestWords); to++) {
      const last = tokens[to - 1];
      if (last === undefined || last.kind === 'sign') break;
      const next = tokens[to];
      const closes = next === undefined || next.kind === 'sign' || isStopWord(next.lower);
      if (!isStopWord(last.lower) && (opens || to === from + 1) && (closes || to === from + 1))
        spans.push({ from, to });
    }
  }
  return spans;
}

function listCandidates(question: Question, leaf: Leaf): Candidate[] {
  const item = leaf.item;
  const found: Candidate[] = [];
  const ofNumbers = item?.type === 'number';
  const add = (spans: readonly Span[]): void => {
    const values = spans.flatMap((span) => itemValues(question, span, leaf));
    if (values.length === spans.length && values.length > 0)
      found.push({ kind: 'list', value: values, spans });
  };
  for (const { items } of question.coordinations) add(items);
  if (ofNumbers) {
    add(question.numbers);
    for (const number of question.numbers) add([number]);
  } else if (item?.type === 'choice') {
    const named = item.choices
      .map((choice) => choiceCandidate(question, choice))
      .filter(({ spans }) => spans.length > 0);
    add(named.flatMap(({ spans }) => spans).sort((a, b) => a.from - b.from));
    for (const { spans } of named) add(spans);
  } else {
    if (question.quotes.length > 1) add(question.quotes);
    const names = question.names.filter(({ form }) => form === 'run');
    if (names.length > 1) add(names);
    for (const span of [...question.quotes, ...question.names, ...wordSpans(question)]) add([span]);
  }
  return found;
}

function itemValues(question: Question, span: Span, { item }: Leaf): Value[] {
  if (item?.type === 'number') {
    const number =
      question.numbers.find(({ from, to }) => from >= span.from && to <= span.to) ??
      question.numbers.find(({ from, to }) => from <= span.from && to >= span.to);
    return number === undefined ? [] : [numberValue(number.value)];
  }
  const text = spanText(question, span).replaceAll(/^["'“‘]|["'”’]$/g, '');
  if (item?.type !== 'choice') return [text];
  const stems = wordsOfName(text).map(stemOf).join(' ');
  const choice = item.choices.find((one) => wordsOfName(String(one)).map(stemOf).join(' ') === stems);
  return choice === undefined ? [] : [typeof choice === 'number' ? intFromNumber(choice) : choice];
}
