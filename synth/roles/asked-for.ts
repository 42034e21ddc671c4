import type { Message } from '../../datasets/index.ts';
import { stemsOf, wordsOf } from '../tree/terms.ts';
import { userPhrases } from './phrases/phrases.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import { heldBack } from './role.ts';

/** The sentences of a text that ask for something. */
export function questionsIn(text: string): string[] {
  const sentences = text.split(/(?<=[.!?])\s+|\n+/u);
  return sentences.filter((sentence) => sentence.trimEnd().endsWith('?') || asks(sentence));
}

function asks(sentence: string): boolean {
  const words = ` ${wordsOf(sentence).join(' ')} `;
  return userPhrases().asking.some((phrase) => words.includes(` ${phrase} `));
}

/**
 * The held-back arguments that a text asks for: a question in it has the argument's name in quotes, the words of its
 * name, or more than half of those of its description's first clause.
 */
export function askedFor(planned: PlannedScenario, text: string): string[] {
  const questions = questionsIn(text);
  if (questions.length === 0) return [];
  const stems = new Set(questions.flatMap(stemsOf));
  const quoted = new Set(
    [...questions.join(' ').matchAll(/["'`“‘]([^"'`”’]+)["'`”’]/g)].map(([, name]) => name),
  );
  return heldBack(planned).filter((parameter) => {
    const name = stemsOf(parameter);
    if (quoted.has(parameter) || (name.length > 0 && name.every((stem) => stems.has(stem)))) return true;
    const description = stemsOf(firstClause(descriptionOf(planned, parameter)));
    const found = description.filter((stem) => stems.has(stem)).length;
    return found > description.length / 2;
  });
}

/** What the schemas of the path's tools say about an argument. */
export function descriptionOf({ scenario, tools }: PlannedScenario, parameter: string): string {
  const names = new Set(
    scenario.facts
      .filter((fact) => fact.parameter === parameter)
      .map(({ call }) => scenario.calls[call]?.name),
  );
  for (const { name, parameters } of tools) {
    const description = parameters.properties?.[parameter]?.description;
    if (names.has(name) && description !== undefined) return description;
  }
  return '';
}

export function firstClause(text: string): string {
  return text.split(/[.,;:(]/, 1)[0]?.trim() ?? '';
}

/** The held-back arguments that were asked for and answered before the last message. */
export function toldBefore(planned: PlannedScenario, messages: readonly Message[]): Set<string> {
  const told = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant' || messages[index + 1]?.role !== 'user') continue;
    for (const parameter of askedFor(planned, message.content)) told.add(parameter);
  }
  return told;
}
