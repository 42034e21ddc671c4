import type { Coordination } from './coordinations.ts';
import type { Span } from './mentions.ts';
import type { Question } from './question.ts';
import { valueMentionsIn, type ValueMention } from './value-mentions.ts';

const joints = new Set([',', ';', 'and', 'or', 'then', 'plus', '&']);
const longestGap = 5;

/**
 * Lists whose items are more than one value, or a value with words of its own: "2 cups for Ann and 3 for Bob", "iron 4, zinc 7 and
 * copper 9". Between two joints stand the same sorts of values, in the same order.
 */
export function alikePartsIn(question: Question): Coordination[] {
  const mentions = valueMentionsIn(question);
  const parts = partsOf(question, mentions);
  const found: Coordination[] = [];
  for (let at = 1; at < parts.length; at++) {
    const sample = parts[at];
    if (sample === undefined || sample.mentions.length === 0) continue;
    let end = at;
    while (end + 1 < parts.length && isAlike(parts[end + 1], sample) && isNext(parts[end], parts[end + 1]))
      end += 1;
    const first = openingOf(question, parts[at - 1], sample);
    const items = [
      ...(first === undefined ? [] : [first]),
      ...parts.slice(at, end + 1).map((part) => itemOf(part, sample)),
    ];
    if (items.length > 1 && isWorthIt(sample, items)) found.push({ items, isOr: saysOr(question, items) });
    at = end;
  }
  return found;
}

/** Values whose sorts repeat: "sides 3 and 4 and one with sides 5 and 12". Up to two values before them belong to all. */
export function periodsIn(question: Question): Coordination[] {
  const mentions = valueMentionsIn(question);
  const found: Coordination[] = [];
  for (let shared = 0; shared <= 2; shared++) {
    const rest = mentions.slice(shared);
    for (let count = 2; count <= mostPeriods; count++) {
      const size = rest.length / count;
      if (!Number.isInteger(size) || size < 2) continue;
      const groups = Array.from({ length: count }, (_, index) =>
        rest.slice(index * size, (index + 1) * size),
      );
      if (!groups.every((group) => group.every(({ sort }, index) => sort === groups[0]?.[index]?.sort)))
        continue;
      const items = groups.map((group, index) =>
        groupSpan(question, group, groups[index - 1], groups[1] ?? [], groups[0] ?? []),
      );
      if (items.every((item) => item !== undefined)) found.push({ items, isOr: saysOr(question, items) });
    }
  }
  return found;
}

const mostPeriods = 4;

/** From the joint behind the group before to the group's last value; undefined where no joint stands there. */
function groupSpan(
  { tokens }: Question,
  group: readonly ValueMention[],
  before: readonly ValueMention[] | undefined,
  second: readonly ValueMention[],
  first: readonly ValueMention[],
): Span | undefined {
  const [start, end] = [group[0]?.from ?? 0, group.at(-1)?.to ?? 0];
  const isJoint = (at: number) =>
    joints.has(tokens[at]?.lower ?? '') || /^[.?!]$/.test(tokens[at]?.text ?? '');
  if (before === undefined) {
    // As many words before its first value as the second group has.
    const joint = range(first.at(-1)?.to ?? 0, second[0]?.from ?? 0).findLast(isJoint);
    const lead = joint === undefined ? 0 : (second[0]?.from ?? 0) - joint - 1;
    const from = range(Math.max(0, start - lead), start).findLast(isJoint);
    return { from: from === undefined ? Math.max(0, start - lead) : from + 1, to: end };
  }
  const joint = range(before.at(-1)?.to ?? 0, start).findLast(isJoint);
  return joint === undefined ? undefined : { from: joint + 1, to: end };
}

type Part = Span & { readonly mentions: readonly ValueMention[] };

/** What stands between two joints of a sentence, joints within values aside. */
function partsOf({ tokens }: Question, mentions: readonly ValueMention[]): Part[] {
  const inside = new Set(mentions.flatMap(({ from, to }) => range(from + 1, to)));
  const parts: Part[] = [];
  let from = 0;
  const close = (to: number): void => {
    const own = mentions.filter((mention) => mention.from >= from && mention.to <= to);
    if (to > from) parts.push({ from, to, mentions: own });
  };
  tokens.forEach(({ lower, sentence }, at) => {
    if (at > 0 && tokens[at - 1]?.sentence !== sentence) {
      close(at);
      from = at;
    }
    if (!joints.has(lower) || inside.has(at)) return;
    close(at);
    from = at + 1;
  });
  close(tokens.length);
  return parts;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function isAlike(part: Part | undefined, { mentions }: Part): boolean {
  return (
    part !== undefined &&
    part.mentions.length >= mentions.length &&
    mentions.every(({ sort }, index) => part.mentions[index]?.sort === sort)
  );
}

/** Nothing but joints between them. */
function isNext(one: Part | undefined, other: Part | undefined): boolean {
  return one !== undefined && other !== undefined && other.from - one.to <= 2;
}

/** From the part's beginning to the last value that the sample has, and no more words behind it than the sample has. */
function itemOf({ from, to, mentions }: Part, sample: Part): Span {
  const last = mentions[sample.mentions.length - 1]?.to ?? to;
  const tail = sample.to - (sample.mentions.at(-1)?.to ?? sample.to);
  return { from, to: Math.min(to, last + Math.min(tail, longestGap)) };
}

/** The end of the part before, from as many words before its values as the sample has before its own. */
function openingOf({ tokens }: Question, part: Part | undefined, sample: Part): Span | undefined {
  if (part === undefined || !isNext(part, sample)) return undefined;
  const values = part.mentions.slice(-sample.mentions.length);
  if (!isAlike({ ...part, mentions: values }, sample)) return undefined;
  const lead = (sample.mentions[0]?.from ?? sample.from) - sample.from;
  const [first] = values;
  if (first === undefined) return undefined;
  let from = Math.max(part.from, first.from - lead);
  while (from < first.from && tokens[from]?.kind === 'sign') from += 1;
  return { from, to: part.to };
}

/** Lists of bare values are found without this. */
function isWorthIt(sample: Part, items: readonly Span[]): boolean {
  return sample.mentions.length > 1 || items.every(({ from, to }) => to - from > 1);
}

function saysOr({ tokens }: Question, items: readonly Span[]): boolean {
  return items.some(({ from }) => tokens[from - 1]?.lower === 'or');
}
