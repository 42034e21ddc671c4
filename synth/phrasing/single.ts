import type { ToolSpec } from '../../datasets/index.ts';
import { requestOf, varied, type Request } from './requests.ts';
import { speaksByTemplate, wholeOwnWords } from './templates.ts';
import { fill, stopped } from './text.ts';
import {
  fresh,
  inSpokenOrder,
  joinedPhrases,
  pairOf,
  phraseOf,
  placedIn,
  sentenceOf,
  type Told,
  type Voice,
} from './told.ts';

/** How many arguments fit into one request before it becomes hard to read. */
const INLINE = 4;
/** How often a value takes the place of the thing that the request speaks of. */
const PLACED = 0.9;

/** How often people say that they are done. */
const CLOSED = 0.1;

/** A request with what it has taken in already, and the rest that is still to be said. */
export type Clause = { readonly request: Request; readonly rest: readonly Told[] };

export function clauseOf(tool: ToolSpec, told: readonly Told[], voice: Voice): Clause {
  let request = varied(requestOf(tool), voice.chance, voice.grammar);
  const rest: Told[] = [];
  for (const one of told) {
    const placed = voice.chance.with(PLACED) ? placedIn(request.text, one, voice) : undefined;
    if (placed === undefined) rest.push(one);
    else request = { form: request.form, text: placed };
  }
  return { request, rest: inSpokenOrder(rest, voice.chance) };
}

/** One request with all that is told about it. */
export function singleCall(tool: ToolSpec, told: readonly Told[], voice: Voice): string {
  const own = speaksByTemplate(voice) ? wholeOwnWords(tool, told, voice) : undefined;
  const text = own ?? messageOf(clauseOf(tool, told, voice), voice);
  if (text.includes('\n') || !voice.chance.with(CLOSED)) return text;
  return `${stopped(text)} ${fresh(voice.grammar.statements.closing, voice)}`.trim();
}

export function messageOf({ request, rest }: Clause, voice: Voice): string {
  const { chance } = voice;
  const draw = chance.below(100);
  if (rest.length >= 3 && draw < 12) return inLines(request, rest, voice);
  if (rest.length > 0 && request.form === 'do' && draw < 22) return terse(request, rest, voice);
  if (rest.length > 0 && draw < 34) return contextFirst(request, rest, voice);
  const most = 1 + chance.below(INLINE);
  const inline = rest.length <= most ? rest : rest.slice(0, most);
  const later = rest.slice(inline.length);
  return [inFrame(request, slotsOf(inline, voice), voice), ...statements(later, voice)].join(' ');
}

export function slotsOf(told: readonly Told[], voice: Voice): string {
  return joinedPhrases(told.map((one) => phraseOf(one, voice)));
}

/** People begin with a day, an hour or a place, not with how a thing is called. */
const leading = /^(?:on|at|in|from|as of|beginning|by|before|until|near|close|around|after)\b/;

/** People do not need, or ask to be given, "what it would cost": they want to know, see or be told it. */
export function suits(frame: string, { form, text }: Request): boolean {
  const isClause = form === 'topic' && /^(?:what|how)\b/.test(text);
  return !isClause || /\b(?:know|tell|look|show|see|idea|curious|check)\b/i.test(frame);
}

/** Nothing follows a request that is longer than so many characters. */
const LONG = 90;

/** @param slots phrases that go with the request, may be empty */
export function inFrame(request: Request, slots: string, { grammar, chance }: Voice): string {
  const mayLead = leading.test(slots) && slots.length < 60 && !/\uE000(?:and|but|making|it) |\(/.test(slots);
  const isLong = request.text.length + slots.length > LONG;
  const fits = (frame: string) => {
    if (!suits(frame, request)) return false;
    if (frame.includes('{Slots}')) return mayLead;
    if (slots !== '' && /\bfor (?:me|us)\b/.test(frame)) return false;
    return !isLong || /\{\w+\}[.?]$/.test(frame);
  };
  const frames = grammar.frames[request.form].filter((frame) => fits(frame));
  const frame = chance.pick(frames);
  const text = /\{slots\}/i.test(frame) ? request.text : `${request.text} ${slots}`.trim();
  return fill(frame, { [request.form === 'wish' ? 'do' : request.form]: text, slots });
}

function statements(told: readonly Told[], voice: Voice): string[] {
  return told.map((one) => sentenceOf(one, voice));
}

function contextFirst(request: Request, rest: readonly Told[], voice: Voice): string {
  const { grammar, chance } = voice;
  const kept = chance.below(Math.min(2, rest.length));
  const inline = rest.slice(0, kept);
  const before = statements(rest.slice(kept), voice);
  const opening = chance.pick(grammar.statements.opening);
  return [opening, ...before, inFrame(request, slotsOf(inline, voice), voice)]
    .filter((text) => text !== '')
    .join(' ');
}

function terse(request: Request, rest: readonly Told[], voice: Voice): string {
  const { grammar, chance } = voice;
  const template = chance.pick(grammar.named.pairs);
  const pairs = flagsLast(rest)
    .map((one) => pairOf(one, template, voice))
    .join(', ');
  return fill(chance.pick(grammar.frames.terse), { do: request.text, pairs });
}

function flagsLast(told: readonly Told[]): Told[] {
  const isFlag = ({ values }: Told) => typeof values[0] === 'boolean';
  return [...told.filter((one) => !isFlag(one)), ...told.filter(isFlag)];
}

function inLines(request: Request, rest: readonly Told[], voice: Voice): string {
  const { grammar, chance } = voice;
  const template = chance.pick(grammar.lines.line);
  const lines = flagsLast(rest).map((one) => pairOf(one, template, voice));
  const opening =
    request.form === 'do'
      ? fill(chance.pick(grammar.lines.opening), { do: request.text })
      : inFrame(request, '', voice);
  return [opening, ...lines].join('\n');
}
