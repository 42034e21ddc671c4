import { chanceAt, type Chance, type ValueSpec } from '../../datasets/index.ts';
import type { PlannedScenario, Wish } from '../scenarios/planned-scenario.ts';
import { ownOf } from '../values/own-of.ts';
import { grammarOf } from './grammar.ts';
import { severalCalls } from './several.ts';
import { singleCall } from './single.ts';
import { conceptOfTold, sentenceOf, valueText, type Told, type Voice } from './told.ts';
import { namingOf } from './parameter.ts';
import { fill, hurried, lowerCased, stopped, tidied, unmarked } from './text.ts';

/** How often people add what does not matter, and how often they type carelessly. */
const BEFORE = 0.22;
const AFTER = 0.18;
const LOWER_CASE = 0.08;
const UNSTOPPED = 0.05;

/**
 * The user's first message: everything that the scenario tells at once, nothing that it holds back. The same for the same
 * scenario.
 */
export function openingOf(planned: PlannedScenario): string {
  const { scenario, wishes } = planned;
  const voice = voiceOf(planned, 'opening');
  const [first, ...more] = wishes;
  if (first === undefined) return scenario.need;
  const heldBack = new Set(
    scenario.facts
      .filter(({ telling }) => telling !== 'at_once')
      .map(({ call, parameter }) => `${call} ${parameter}`),
  );
  const told = wishes.map((wish, call) => toldOf(wish, (name) => !heldBack.has(`${call} ${name}`)));
  const body =
    more.length === 0
      ? singleCall(first.tool, told[0] ?? [], voice)
      : severalCalls(
          wishes.map(({ tool }) => tool),
          told,
          voice,
        );
  return finished(withChatter(body, voice), voice.chance);
}

/**
 * What the user says when asked for something. What the scenario does not know is left open.
 * @param parameters names as the tool of the first call that has them has them
 */
export function answerOf(planned: PlannedScenario, parameters: readonly string[]): string {
  const voice = voiceOf(planned, 'answer', ...parameters);
  const { grammar, chance } = voice;
  const texts = parameters.map((parameter) => {
    const told = planned.wishes.flatMap((wish) => toldOf(wish, (name) => name === parameter))[0];
    if (told === undefined) {
      return fill(chance.pick(grammar.answers.unknown), {
        noun: namingOf(parameter, { type: 'string' }).noun,
      });
    }
    if (parameters.length > 1 || chance.with(0.5) || typeof told.values[0] === 'boolean')
      return sentenceOf(told, voice);
    const value = valueText(told, voice);
    const quoted = conceptOfTold(told) === 'text' ? `"${value}"` : value;
    return fill(chance.pick(grammar.answers.bare), { value: quoted, Value: quoted });
  });
  return finished([chance.pick(grammar.answers.opening), ...texts].join(' '), chance);
}

function voiceOf({ scenario }: PlannedScenario, ...coordinates: readonly string[]): Voice {
  return {
    grammar: grammarOf(scenario.phrasing),
    used: new Set(),
    styles: new Map(),
    chance: chanceAt('phrasing', scenario.phrasing, scenario.seed, ...coordinates),
  };
}

function toldOf({ tool, arguments: given }: Wish, isTold: (name: string) => boolean): Told[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const spec: ValueSpec | undefined = ownOf(tool.parameters.properties, name);
    return spec === undefined || !isTold(name) ? [] : [{ name, spec, values: [value] }];
  });
}

function withChatter(body: string, { grammar, chance, used }: Voice): string {
  const isClosed = grammar.statements.closing.some((closing) => closing !== '' && used.has(closing));
  const before = chance.with(BEFORE) ? `${chance.pick(grammar.chatter.before)} ` : '';
  const after = !isClosed && chance.with(AFTER) ? ` ${chance.pick(grammar.chatter.after)}` : '';
  if (after === '') return before + body;
  return before + (body.includes('\n') ? `${body}\n${after.trim()}` : stopped(body) + after);
}

function finished(text: string, chance: Chance): string {
  const whole = tidied(text);
  const cased = chance.with(LOWER_CASE) ? lowerCased(whole) : whole;
  return unmarked(chance.with(UNSTOPPED) ? hurried(cased) : cased);
}
