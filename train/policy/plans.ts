import { verbClassOf } from '../../synth/index.ts';
import { alikePartsIn, periodsIn } from './alike-parts.ts';
import type { Coordination } from './coordinations.ts';
import type { Span } from './mentions.ts';
import type { Question } from './question.ts';
import { isStopWord } from './tokens.ts';
import { valueMentionsIn } from './value-mentions.ts';

/** How a question may be shared out among calls. */
export type Plan = {
  readonly kind: 'none' | 'one' | 'sentences' | 'clauses' | 'items' | 'aligned';
  readonly calls: number;
  /** For every token the call that it belongs to; -1 = all of them. */
  readonly owners: Int8Array;
  /** Whether the items are alternatives. */
  readonly isOr?: boolean;
};

const mostCalls = 6;
const mostPlans = 80;

const everyone = -1;

/** The plans that a question allows: no call, one, and every way of several that its sentences, clauses and lists offer. */
export function plansOf(question: Question): Plan[] {
  const size = question.tokens.length;
  const plain = (kind: 'none' | 'one', calls: number): Plan => ({
    kind,
    calls,
    owners: new Int8Array(size).fill(everyone),
  });
  const sentences = sentencesOf(question);
  const cut = clausesOf(question);
  const lists = [...question.coordinations, ...alikePartsIn(question), ...periodsIn(question)];
  const found: Plan[] = [plain('none', 0), plain('one', 1), ...listPlans(question, lists)];
  found.push(...segmentPlans(question, 'sentences', sentences));
  if (cut.length !== sentences.length) found.push(...segmentPlans(question, 'clauses', cut));
  const seen = new Set<string>();
  const isTelling = question.tokens.map(({ kind, lower }) => kind !== 'sign' && !isStopWord(lower));
  return found
    .filter(({ calls, owners, kind }) => {
      // Whose small words and signs are makes no difference.
      const key = kind === 'none' ? 'none' : `${calls}:${owners.filter((_, at) => isTelling[at]).join()}`;
      if (calls > mostCalls || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, mostPlans);
}

function hasContent(question: Question, { from, to }: Span): boolean {
  return question.tokens.slice(from, to).some(({ kind, lower }) => kind !== 'sign' && !isStopWord(lower));
}

function sentencesOf(question: Question): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let at = 1; at <= question.tokens.length; at++) {
    if (at < question.tokens.length && question.tokens[at]?.sentence === question.tokens[at - 1]?.sentence)
      continue;
    spans.push({ from, to: at });
    from = at;
  }
  return spans.filter((span) => hasContent(question, span));
}

/** Sentences, taken apart where a new request may begin: at "and", "then", ";", numbered points and commas before them. */
function clausesOf(question: Question): Span[] {
  const { tokens } = question;
  const inList = new Set(
    question.coordinations.flatMap(({ items }) => items.slice(1).map(({ from }) => from)),
  );
  const isCut = (at: number): boolean => {
    const { lower = '', text = '', kind } = tokens[at] ?? {};
    const next = tokens[at + 1];
    if (text === ';' || text === ':') return true;
    if (kind === 'number' && /^[).]$/.test(next?.text ?? '') && Number(text) < 10) return true;
    if (text === ',' && /^(?:and|then|also|plus)$/.test(next?.lower ?? '')) return !inList.has(at + 2);
    const isJoint =
      /^(?:then|also|plus|secondly|next|finally|besides|additionally)$/.test(lower) ||
      (lower === 'and' && !inList.has(at + 1));
    return isJoint && next?.kind === 'word';
  };
  return sentencesOf(question).flatMap(({ from, to }) => {
    const cuts = [from];
    for (let at = from + 1; at < to - 1; at++) if (isCut(at)) cuts.push(at);
    return cuts
      .map((cut, index) => ({ from: cut, to: cuts[index + 1] ?? to }))
      .filter((span) => hasContent(question, span));
  });
}

/** A call for each segment that may be one: all of them, those with values, those from one request to the next. */
function segmentPlans(question: Question, kind: 'sentences' | 'clauses', segments: readonly Span[]): Plan[] {
  const size = question.tokens.length;
  const plans: Plan[] = [];
  const add = (own: readonly Span[]): void => {
    if (own.length < 2) return;
    const owners = new Int8Array(size).fill(everyone);
    own.forEach(({ from, to }, call) => owners.fill(call, from, to));
    plans.push({ kind, calls: own.length, owners });
  };
  const mentions = valueMentionsIn(question);
  const isTelling = ({ from, to }: Span) =>
    mentions.some((mention) => mention.from >= from && mention.to <= to);
  const telling = segments.filter(isTelling);
  for (const some of [segments, telling, requestsOf(question, segments)]) {
    add(some);
    add(some.slice(1));
    add(some.slice(0, -1));
    add(some.slice(1, -1));
    add(some.slice(2));
  }
  return plans;
}

/** Segments joined so that each begins with a request; what stands before the first one is everyone's. */
function requestsOf(question: Question, segments: readonly Span[]): Span[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of segments) {
    const words = question.tokens.slice(from, Math.min(to, from + 7)).map(({ lower }) => lower);
    const isRequest =
      verbClassOf(words.filter((word) => !isStopWord(word))) !== undefined ||
      words.some((word) => questionWords.has(word));
    const last = joined.at(-1);
    if (isRequest) joined.push({ from, to });
    else if (last !== undefined) last.to = to;
  }
  return joined;
}

const questionWords = new Set(['what', "what's", 'how', 'where', 'which', 'who', 'when', 'whether']);

/** A call for each item of a list; lists of equal length side by side. */
function listPlans(question: Question, all: readonly Coordination[]): Plan[] {
  const size = question.tokens.length;
  const lists = all.map(({ items }) => items);
  const plans: Plan[] = all.map(({ items, isOr }) => {
    const owners = new Int8Array(size).fill(everyone);
    own(owners, items);
    return { kind: 'items', calls: items.length, owners, isOr };
  });
  for (const [first, second] of lists.flatMap((list, index) =>
    lists.slice(index + 1).map((other) => [list, other] as const),
  )) {
    if (first.length === second.length) {
      const owners = new Int8Array(size).fill(everyone);
      own(owners, first);
      own(owners, second);
      plans.push({ kind: 'aligned', calls: first.length, owners });
    }
  }
  const even = lists.filter(({ length }) => length === lists[0]?.length);
  if (even.length > 2) {
    const owners = new Int8Array(size).fill(everyone);
    for (const list of even) own(owners, list);
    plans.push({ kind: 'aligned', calls: even[0]?.length ?? 0, owners });
  }
  return plans;
}

function own(owners: Int8Array, items: readonly Span[]): void {
  items.forEach(({ from, to }, call) => owners.fill(call, from, to));
}

/** Whether a token belongs to a call: to it alone, to all, or to another. */
export function ownership(owner: number, call: number): 'own' | 'shared' | 'other' {
  if (owner === call) return 'own';
  return owner === everyone ? 'shared' : 'other';
}
