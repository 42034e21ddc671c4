import type { ToolSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { words } from './grammar.ts';
import { clauseOf, inFrame, messageOf, slotsOf, suits, type Clause } from './single.ts';
import { sharedInline, sharedSentence, withShared } from './shared.ts';
import { ownTasks, taskText, tasksOf } from './tasks.ts';
import { differentInOwnWords, sameInOwnWords } from './several-templates.ts';
import { speaksByTemplate } from './templates.ts';
import { fill, stopped } from './text.ts';
import { fresh, phraseOf, sentenceOf, valueText, type Told, type Voice } from './told.ts';

/** Several calls: of one tool, told together where they share much, or of different ones, one after the other. */
export function severalCalls(
  tools: readonly ToolSpec[],
  told: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const [tool] = tools;
  if (tool === undefined) return '';
  return tools.every(({ name }) => name === tool.name)
    ? sameTool(tool, told, { ...voice, templates: new Map() })
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
  if (speaksByTemplate(voice)) {
    const isCrossed = merged?.length === 2 && gridOf(merged) !== undefined;
    const text = sameInOwnWords(tool, { shared, own, ...(!isCrossed && { merged }) }, voice);
    if (text !== undefined) return text;
  }
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
  if (draw >= 86) {
    const tasks = ownTasks(tool, shared, own, voice);
    if (tasks !== undefined) return tasks;
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
  // A list may also take the place of the thing in the request.
  const { request, rest } = clauseOf(tool, merged, voice);
  const slots = rest.length === 0 ? '' : fill(voice.chance.pick(ways), { slots: slotsOf(rest, voice) });
  const calls = Math.max(...merged.map(({ values }) => values.length));
  const isGrid = merged.length > 1 && ways === voice.grammar.links.grid;
  const inline = isGrid ? undefined : sharedInline(shared, calls, voice);
  if (inline === undefined) return withShared(inFrame(request, slots, voice), shared, voice);
  return inFrame(request, `${slots}, ${inline}`.replace(/^, /, ''), voice);
}

/** The first call in full, the others by what is different: "Then do the same for Basel." */
function repeated(
  tool: ToolSpec,
  shared: readonly Told[],
  own: readonly (readonly Told[])[],
  voice: Voice,
): string {
  const [first = [], ...others] = own;
  const { request, rest } = clauseOf(tool, [...shared, ...first], voice);
  const ownNames = new Set(first.map(({ name }) => name));
  const left = new Set(rest.map(({ name }) => name));
  const placed = new Set([...ownNames].filter((name) => !left.has(name)));
  // The value that has taken the place of the thing stands at the end, so that another can follow it.
  const isOpenEnded = placed.size === 0 || request.text.endsWith('\uE001');
  const differing = rest.filter(({ name }) => ownNames.has(name));
  const constant = rest.filter(({ name }) => !ownNames.has(name));
  const isPlain = own.flat().every(({ values: [value] }) => typeof value !== 'object');
  if (isOpenEnded && isPlain && differing.length <= 3 && constant.length <= 2 && voice.chance.with(0.45)) {
    return withShared(chained({ request, rest: differing }, others, placed, voice), constant, voice);
  }
  const text = messageOf({ request, rest: differing.length > 2 ? rest : [...constant, ...differing] }, voice);
  const { same, sameAsked } = voice.grammar.links;
  const templates = /^(?:topic|question)$/.test(request.form) ? sameAsked : same;
  const followUps = others.map((call) =>
    fill(fresh(templates, voice), { slots: followUp(call, placed, 'for ', voice) }),
  );
  return [closed(text), ...followUps].join(text.includes('\n') ? '\n' : ' ');
}

/** What another call differs in, the value first that has the place of the thing in the request. */
function followUp(call: readonly Told[], placed: ReadonlySet<string>, before: string, voice: Voice): string {
  const values = call
    .filter(({ name }) => placed.has(name))
    .map((one) => `${before}${valueText(one, voice)}`);
  const slots = slotsOf(
    call.filter(({ name }) => !placed.has(name)),
    voice,
  );
  return [...values, slots].join(' ').trim();
}

/** All calls in one sentence: "… A at 5 pm, B at 6 pm and C at 7 pm". */
function chained(
  { request, rest }: Clause,
  others: readonly (readonly Told[])[],
  placed: ReadonlySet<string>,
  voice: Voice,
): string {
  const first = slotsOf(rest, voice);
  const texts = others.map((call) => followUp(call, placed, '', voice));
  const last = fill(fresh(voice.grammar.links.sameShort, voice), { slots: texts.at(-1) ?? '' });
  const before = [first, ...texts.slice(0, -1)].join(', ');
  return inFrame(request, `${before}${texts.length > 1 ? ',' : ''} ${last}`.trim(), voice);
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
    fill(item, {
      number: String(index + 1),
      slots: slotsOf(call, voice).replace(/^\(([^()]*)\)$/, '$1'),
    }),
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
  const ownWords = speaksByTemplate(voice) ? differentInOwnWords(tools, told, voice) : undefined;
  if (ownWords !== undefined) return ownWords;
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
  if (clauses.every(({ request }) => request.form === 'do') && voice.chance.with(0.25)) {
    const tasks = tasksOf(
      clauses.map((clause) => taskText(clause, voice)),
      voice,
    );
    if (tasks !== undefined) return [tasks, ...remarks].join(' ');
  }
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
  const fitting = templates.filter((template) => suits(template, request));
  const blank = request.form === 'wish' ? 'do' : request.form;
  const text = `${request.text} ${joinedSlots(inline, voice)}`.trim();
  return [
    fill(fresh(fitting, voice), { [blank]: text }),
    ...rest.slice(3).map((one) => sentenceOf(one, voice)),
  ].join(' ');
}

function joinedSlots(told: readonly Told[], voice: Voice): string {
  return told.length === 1 && told[0] !== undefined ? phraseOf(told[0], voice) : slotsOf(told, voice);
}

function closed(text: string): string {
  return text.includes('\n') ? text : stopped(text);
}
