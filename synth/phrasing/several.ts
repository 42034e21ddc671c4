import type { ToolSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { words } from './grammar.ts';
import { clauseOf, inFrame, messageOf, slotsOf, type Clause } from './single.ts';
import { isPlural } from './parameter.ts';
import { fill, stopped } from './text.ts';
import { fresh, nounOfTold, phraseOf, sentenceOf, valueText, type Told, type Voice } from './told.ts';

/** Several calls: of one tool, told together where they share much, or of different ones, one after the other. */
export function severalCalls(
  tools: readonly ToolSpec[],
  told: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const [tool] = tools;
  if (tool === undefined) return '';
  return tools.every(({ name }) => name === tool.name)
    ? sameTool(tool, told, voice)
    : differentTools(tools, told, voice);
}

type Parts = {
  /** Told of every call with the same value. */
  readonly shared: readonly Told[];
  /** By call, what differs. */
  readonly own: readonly (readonly Told[])[];
};

function partsOf(told: readonly (readonly Told[])[]): Parts {
  const [first = []] = told;
  const isShared = ({ name, values }: Told) =>
    told.every((call) =>
      call.some((one) => one.name === name && JSON.stringify(one.values) === JSON.stringify(values)),
    );
  const shared = first.filter(isShared);
  const names = new Set(shared.map(({ name }) => name));
  return { shared, own: told.map((call) => call.filter(({ name }) => !names.has(name))) };
}

function sameTool(tool: ToolSpec, told: readonly (readonly Told[])[], voice: Voice): string {
  const { shared, own } = partsOf(told);
  const merged = mergedOf(own);
  const draw = voice.chance.below(100);
  if (merged !== undefined) {
    const grid = merged.length === 2 ? gridOf(merged) : undefined;
    if (grid !== undefined) return together(tool, shared, grid, voice.grammar.links.grid, voice);
    if (merged.length === 1 && draw < 60)
      return together(tool, shared, merged, voice.grammar.links.each, voice);
    if (merged.length > 1 && merged.length < 4 && draw < 40) {
      return together(tool, shared, merged, voice.grammar.links.respectively, voice);
    }
  }
  return draw < 75 ? repeated(tool, shared, own, voice) : itemised(tool, shared, own, voice);
}

/** What differs by parameter with the values of all calls; undefined where the calls do not say the same things. */
function mergedOf(own: readonly (readonly Told[])[]): Told[] | undefined {
  const [first = []] = own;
  const merged = first.map(({ name, spec }) => {
    const values = own.flatMap((call) => call.find((one) => one.name === name)?.values ?? []);
    return { name, spec, values };
  });
  const isWhole = own.every((call) => call.length === first.length);
  const isSayable = merged.every(
    ({ values }) =>
      values.length === own.length &&
      values.every((value) => typeof value === 'string' || typeof value === 'number'),
  );
  return isWhole && isSayable && merged.length > 0 ? merged : undefined;
}

/** Two parameters whose values are crossed, each with its own values; undefined where they are not. */
function gridOf(merged: readonly Told[]): Told[] | undefined {
  const distinct = merged.map((one) => ({ ...one, values: distinctOf(one.values) }));
  const [first, second] = distinct;
  if (first === undefined || second === undefined) return undefined;
  const calls = merged[0]?.values.length ?? 0;
  const combinations = new Set(
    merged[0]?.values.map((value, call) => JSON.stringify([value, merged[1]?.values[call]])),
  );
  const isCrossed = first.values.length > 1 && second.values.length > 1;
  return isCrossed && combinations.size === calls && first.values.length * second.values.length === calls
    ? distinct
    : undefined;
}

function distinctOf(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** One request for all calls: "for Bern, Basel and Chur", "… for 2 and 3 nights, respectively". */
function together(
  tool: ToolSpec,
  shared: readonly Told[],
  merged: readonly Told[],
  ways: readonly string[],
  voice: Voice,
): string {
  const several = merged.length > 1;
  if (!several) {
    // A single list may also take the place of the thing in the request.
    const { request, rest } = clauseOf(tool, merged, voice);
    const isPlaced = rest.length === 0;
    const slots = isPlaced ? '' : fill(voice.chance.pick(ways), { slots: slotsOf(rest, voice) });
    return withShared(inFrame(request, slots, voice), shared, voice);
  }
  const { request } = clauseOf(tool, [], voice);
  const slots = fill(voice.chance.pick(ways), { slots: slotsOf(merged, voice) });
  return withShared(inFrame(request, slots, voice), shared, voice);
}

/** What holds for every call, told once, before or after. */
function withShared(text: string, shared: readonly Told[], voice: Voice): string {
  const sentences = shared.map((one) => sharedSentence(one, voice));
  const isBefore = voice.chance.with(0.35);
  return isBefore ? [...sentences, text].join(' ') : [text, ...sentences].join(' ');
}

function sharedSentence(told: Told, voice: Voice): string {
  const { grammar } = voice;
  const [value] = told.values;
  if (typeof value === 'boolean' || (typeof value === 'object' && value !== null))
    return sentenceOf(told, voice);
  if (typeof value === 'string' && value.split(' ').length > 3) return sentenceOf(told, voice);
  const noun = nounOfTold(told);
  const is = isPlural(noun) ? 'are' : 'is';
  return fill(fresh(grammar.links.shared, voice), { noun, is, value: valueText(told, voice) });
}

/** The first call in full, the others by what is different: "Then do the same for Basel." */
function repeated(
  tool: ToolSpec,
  shared: readonly Told[],
  own: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const { grammar, chance } = voice;
  const [first = [], ...others] = own;
  const { request, rest } = clauseOf(tool, [...shared, ...first], voice);
  const ownNames = new Set(first.map(({ name }) => name));
  const followUps = others.map((call) => slotsOf(call, voice));
  if (rest.length <= 3 && chance.with(0.4)) {
    const chained = [
      slotsOf(rest, voice),
      ...followUps.map((slots) => fill(fresh(grammar.links.sameShort, voice), { slots })),
    ];
    return inFrame(request, chained.join(', '), voice);
  }
  const differing = rest.filter(({ name }) => ownNames.has(name));
  const constant = rest.filter(({ name }) => !ownNames.has(name));
  const text = messageOf({ request, rest: differing.length > 2 ? rest : [...constant, ...differing] }, voice);
  const separator = text.includes('\n') ? '\n' : ' ';
  return [closed(text), ...followUps.map((slots) => fill(fresh(grammar.links.same, voice), { slots }))].join(
    separator,
  );
}

/** What is common, then a line for every call. */
function itemised(
  tool: ToolSpec,
  shared: readonly Told[],
  own: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const { grammar, chance } = voice;
  const { request, rest } = clauseOf(tool, shared, voice);
  const item = chance.pick(grammar.links.items);
  const count = words().numbers[own.length] ?? String(own.length);
  const lines = own.map((call, index) =>
    fill(item, { number: String(index + 1), slots: slotsOf(call, voice) }),
  );
  const inline = rest.slice(0, 3);
  const opening = [
    inFrame(request, slotsOf(inline, voice), voice),
    ...rest.slice(3).map((one) => sentenceOf(one, voice)),
  ];
  const separator = chance.with(0.5) ? '\n' : '; ';
  return `${[...opening, fill(chance.pick(grammar.links.itemsOpening), { count })].join(' ')}${separator === '\n' ? '\n' : ' '}${lines.join(separator)}.`.replace(
    /\n([^\n]*)\.$/,
    separator === '\n' ? '\n$1' : '\n$1.',
  );
}

function differentTools(
  tools: readonly ToolSpec[],
  told: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const { shared } = partsOf(told);
  const names = new Set(shared.map(({ name }) => name));
  const clauses = tools.map((tool, index) =>
    clauseOf(
      tool,
      (told[index] ?? []).filter((one) => index === 0 || !names.has(one.name)),
      voice,
    ),
  );
  const remarks = shared.map((one) => sharedSentence(one, voice));
  const [one, other, ...more] = clauses;
  if (
    one !== undefined &&
    other !== undefined &&
    more.length === 0 &&
    canJoin(one, other) &&
    voice.chance.with(0.5)
  ) {
    return [joined(one, other, voice), ...remarks].join(' ');
  }
  const texts = clauses.map((clause, index) => linked(clause, index, clauses.length, voice));
  const [opening = '', ...rest] = texts;
  // What follows a list of lines is a line of its own.
  const separator = opening.includes('\n') ? '\n' : ' ';
  return [opening, [...rest, ...remarks].join(' ')].join(separator);
}

function canJoin(one: Clause, other: Clause): boolean {
  const isShort = ({ request, rest }: Clause) => request.form === 'do' && rest.length <= 3;
  return isShort(one) && isShort(other);
}

function joined(one: Clause, other: Clause, voice: Voice): string {
  const { grammar, chance } = voice;
  const texts = [one, other].map(({ request, rest }) => `${request.text} ${slotsOf(rest, voice)}`.trim());
  const text = fill(chance.pick(grammar.links.joined), { one: texts[0] ?? '', other: texts[1] ?? '' });
  return inFrame({ form: 'do', text }, '', voice);
}

/** A clause as a sentence, tied to the one before it. */
function linked({ request, rest }: Clause, index: number, count: number, voice: Voice): string {
  const { links } = voice.grammar;
  if (index === 0) return closed(messageOf({ request, rest }, voice));
  const inline = rest.slice(0, 3);
  const isLast = index === count - 1 && count > 2;
  const templates = {
    do: isLast ? links.last : links.next,
    wish: voice.grammar.frames.wish,
    topic: links.nextTopic,
    question: links.nextQuestion,
  }[request.form];
  const blank = request.form === 'wish' ? 'do' : request.form;
  const text = `${request.text} ${joinedSlots(inline, voice)}`.trim();
  return [
    fill(fresh(templates, voice), { [blank]: text }),
    ...rest.slice(3).map((one) => sentenceOf(one, voice)),
  ].join(' ');
}

function joinedSlots(told: readonly Told[], voice: Voice): string {
  return told.length === 1 && told[0] !== undefined ? phraseOf(told[0], voice) : slotsOf(told, voice);
}

function closed(text: string): string {
  return text.includes('\n') ? text : stopped(text);
}
