import { chanceAt, type Message } from '../../datasets/index.ts';
import { askedFor, questionsIn, toldBefore } from './asked-for.ts';
import { userPhrases } from './phrases/phrases.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import type { Role, Speech, UserTurn, View } from './role.ts';

/** Questions that the user does not understand before they give up. */
const PATIENCE = 2;

/**
 * Opens, tells what they held back when a question asks for it, does not understand other questions, and stops when the
 * assistant asks no more.
 */
export class ProceduralUser implements Role<UserTurn> {
  readonly name = 'procedural';

  constructor(private readonly speech: Speech) {}

  next({ planned, messages }: View, seed: number): Promise<UserTurn> {
    return Promise.resolve(this.#turn(planned, messages, seed));
  }

  #turn(planned: PlannedScenario, messages: readonly Message[], seed: number): UserTurn {
    const last = messages.at(-1);
    if (last === undefined) return { say: this.speech.opening(planned) };
    const asked = this.#open(planned, messages, last.content);
    if (asked.length > 0) return { say: this.speech.answer(planned, asked) };
    if (questionsIn(last.content).length === 0 || hasResult(messages)) return { stop: true };
    const phrases = userPhrases().not_understood;
    const puzzled = messages.filter(({ role, content }) => role === 'user' && phrases.includes(content));
    if (puzzled.length >= PATIENCE) return { stop: true };
    return { say: chanceAt(seed, 'user', messages.length).pick(phrases) };
  }

  /** What is asked for and to be told: once there are results, only what was not told yet. */
  #open(planned: PlannedScenario, messages: readonly Message[], text: string): string[] {
    const asked = askedFor(planned, text);
    if (asked.length === 0 || !hasResult(messages)) return asked;
    const told = toldBefore(planned, messages);
    return asked.filter((parameter) => !told.has(parameter));
  }
}

function hasResult(messages: readonly Message[]): boolean {
  return messages.some((message) => message.role === 'tool' && !message.is_error);
}
