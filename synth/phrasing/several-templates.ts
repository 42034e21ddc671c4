import type { ToolSpec } from '../../datasets/index.ts';
import { slotsOf } from './single.ts';
import { chainedOwnWords, closedRequest, ownWordsOf, wholeOwnWords } from './templates.ts';
import { fill } from './text.ts';
import { fresh, sentenceOf, valueText, type Told, type Voice } from './told.ts';

/** How often calls of one tool are told as one request, by how many things differ. */
const TOGETHER = [0, 0.65, 0.5, 0.35];
/** How often what differs alone is told of the calls after the first, where that can be. */
const SHORTENED = 0.4;
/** How often calls of one tool share one sentence, where one text says what each has for itself. */
const CHAINED = 0.5;
/** How often short requests become one sentence. */
const JOINED = 0.4;
/** Of a request that may become part of a sentence, in characters. */
const JOINED_LENGTH = 110;

/** Calls of one tool: what all share, and of each what is its own; `merged` where all say the same things. */
type SameCalls = {
  readonly shared: readonly Told[];
  readonly own: readonly (readonly Told[])[];
  readonly merged?: readonly Told[] | undefined;
};

export function sameInOwnWords(
  tool: ToolSpec,
  { shared, own, merged }: SameCalls,
  voice: Voice,
): string | undefined {
  if (merged !== undefined && voice.chance.with(TOGETHER[merged.length] ?? 0)) {
    const text = togetherInOwnWords(tool, shared, merged, voice);
    if (text !== undefined) return text;
  }
  if (voice.chance.with(CHAINED)) {
    const chain = chainedOwnWords(tool, shared, own, voice);
    if (chain !== undefined)
      return [closedRequest(chain.text), ...chain.rest.map((one) => sentenceOf(one, voice))].join(' ');
  }
  const [first = [], ...others] = own;
  if (voice.chance.with(SHORTENED) && others.every((call) => call.length > 0 && call.length < 4)) {
    const opening = wholeOwnWords(tool, [...shared, ...first], voice);
    if (opening === undefined) return undefined;
    const { same, sameAsked } = voice.grammar.links;
    const ways = /\?["”]?$/.test(opening) ? sameAsked : same;
    const slots = (call: readonly Told[]) => shortOf(call, ways === sameAsked, voice);
    return [opening, ...others.map((call) => fill(fresh(ways, voice), { slots: slots(call) }))].join(' ');
  }
  return inARow(
    own.map((call) => [tool, [...shared, ...call]] as const),
    voice,
  );
}

/** What another call differs in: a value alone is said as it is, "What about Basel?", "Do the same for Basel." */
function shortOf(call: readonly Told[], isAsked: boolean, voice: Voice): string {
  const [one] = call;
  const isBare = call.length === 1 && one?.values.length === 1 && typeof one.values[0] === 'string';
  if (!isBare || voice.chance.with(0.3)) return slotsOf(call, voice);
  return isAsked ? valueText(one, voice) : `for ${valueText(one, voice)}`;
}

export function differentInOwnWords(
  tools: readonly ToolSpec[],
  told: readonly (readonly Told[])[],
  voice: Voice,
): string | undefined {
  return inARow(
    tools.map((tool, call) => [tool, told[call] ?? []] as const),
    voice,
  );
}

/** One request that has the values of all calls in the places of one: "… in Bern, Basel and Chur". */
function togetherInOwnWords(
  tool: ToolSpec,
  shared: readonly Told[],
  merged: readonly Told[],
  voice: Voice,
): string | undefined {
  const own = ownWordsOf(tool, [...shared, ...merged], voice);
  const isOpen = (names: readonly Told[]) =>
    own?.rest.some(({ name }) => names.some((one) => one.name === name));
  if (own === undefined || isOpen(merged) === true) return undefined;
  const [, body = '', end = ''] = /^(.*?)([.?!]?)$/s.exec(own.text) ?? [];
  const { respectively, each } = voice.grammar.links;
  const slots = fill(voice.chance.pick(merged.length > 1 ? respectively : each), { slots: body });
  return [`${slots}${end === '' ? '.' : end}`, ...own.rest.map((one) => sentenceOf(one, voice))].join(' ');
}

/** Whole requests, one after another, two or three short ones in one sentence at times. */
function inARow(calls: readonly (readonly [ToolSpec, readonly Told[]])[], voice: Voice): string | undefined {
  const requests = calls.map(([tool, told]) => ownWordsOf(tool, told, voice));
  if (requests.some((request) => request === undefined)) return undefined;
  const known = requests.flatMap((request) => request ?? []);
  const isShort = known.every(
    ({ text, rest }) => rest.length === 0 && text.length < JOINED_LENGTH && !/[.?!]./.test(text),
  );
  const { then, thenJoined } = voice.grammar.links;
  if (isShort && known.length < 4 && voice.chance.with(JOINED)) {
    const texts = known.map(({ text }) => text.replace(/[.?!]$/, ''));
    const end = known.at(-1)?.text.match(/[.?!]$/)?.[0] ?? '.';
    const last = fill(fresh(thenJoined, voice), {
      one: texts
        .slice(0, -1)
        .map((text, at) => (at === 0 ? text : lowerStart(text)))
        .join(', '),
      other: lowerStart(texts.at(-1) ?? ''),
    });
    return last + end;
  }
  return known
    .map(({ text, rest }, at) => {
      const whole = closedRequest(text);
      const request = at === 0 ? whole : fill(fresh(then, voice), { text: lowerStart(whole) });
      return [request, ...rest.map((one) => sentenceOf(one, voice))].join(' ');
    })
    .join(' ');
}

/** Without the capital of a sentence's beginning; values, names of people and I keep theirs. */
function lowerStart(text: string): string {
  return /^(?:I\b|\p{Lu}{2}|\P{L})/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
