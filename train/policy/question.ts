import { isDict, isList, type Task, type Value } from '../../datasets/index.ts';
import { coordinationsIn, type Coordination } from './coordinations.ts';
import {
  datesIn,
  namesIn,
  numbersIn,
  quotesIn,
  timesIn,
  type DateMention,
  type NumberMention,
  type Span,
  type TimeMention,
} from './mentions.ts';
import { stemOf, tokensOf, wordsOfName, type Token } from './tokens.ts';

/** What a user asked, taken apart. */
export type Question = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
  readonly times: readonly TimeMention[];
  readonly quotes: readonly Span[];
  readonly names: readonly (Span & { readonly form: 'run' | 'joined' | 'comma' })[];
  readonly coordinations: readonly Coordination[];
  /** Of each token, its words' stems as one: "half-board" and "halfBoard" are "halfboard". */
  readonly joined: readonly string[];
  /** Whether the assistant has spoken before: the user answers. */
  readonly isAnswer: boolean;
};

/** All that the user said in a task's messages, in order. */
export function askedText(task: Task): string {
  return messagesOf(task)
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
}

function messagesOf(task: Task): { role: string; content: string }[] {
  const written = task.entry.get('question') ?? task.entry.get('messages') ?? [];
  const flat: readonly Value[] = isList(written)
    ? written.flatMap((part) => (isList(part) ? part : [part]))
    : [];
  return flat.filter(isDict).flatMap((message) => {
    const [role, content] = [message.get('role'), message.get('content')];
    return typeof role === 'string' && typeof content === 'string' ? [{ role, content }] : [];
  });
}

export function questionOf(task: Task): Question {
  const text = askedText(task);
  const tokens = tokensOf(text);
  const [dates, times, quotes] = [datesIn(tokens), timesIn(tokens), quotesIn(tokens, text)];
  const isAnswer = messagesOf(task).some(({ role }) => role === 'assistant');
  return {
    text,
    tokens,
    numbers: numbersIn(tokens),
    dates,
    times,
    quotes,
    names: namesIn(tokens),
    joined: tokens.map(({ lower }) => wordsOfName(lower).map(stemOf).join('')),
    coordinations: coordinationsIn(tokens, [...dates, ...times, ...quotes]),
    isAnswer,
  };
}

/** The text of a span as it stands in the question. */
export function spanText({ text, tokens }: Question, { from, to }: Span): string {
  return text.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0);
}
