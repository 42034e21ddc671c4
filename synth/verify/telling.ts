import {
  textWords,
  type Fact,
  type Message,
  type ToolSpec,
  type Trajectory,
  type ValueSpec,
} from '../../datasets/index.ts';
import { questionsIn } from '../roles/asked-for.ts';
import type { Json } from '../values/generate.ts';

/** All ways in which a value may be spoken, by the words of its parameter's schema and name. None: it cannot be told. */
export type SpokenForms = (value: Json, spec: ValueSpec, name: string, tool?: ToolSpec) => readonly string[];

/** A fact with what it sounds like: forms as words. */
type Sound = {
  readonly fact: Fact;
  readonly forms: readonly (readonly string[])[];
  /** Of all choices that the parameter has. */
  readonly otherForms: readonly (readonly string[])[];
};

type Fault = { readonly reason: 'leak' | 'unspoken'; readonly detail: string };

/**
 * Who said what first: a value held back has to come from the user, after a question; everything told has to be heard.
 * Compared by words, without case. A question that names several choices of a parameter gives none away; values that have no
 * form are not looked at.
 * @param toolOf the tool that a fact is told for, if there is one
 */
export function tellingFault(
  { scenario, messages }: Trajectory,
  toolOf: (fact: Fact) => ToolSpec | undefined,
  spokenForms: SpokenForms,
): Fault | undefined {
  const sounds = scenario.facts.flatMap((fact) => soundOf(fact, toolOf(fact), spokenForms));
  const told = sounds.filter(({ fact }) => fact.telling === 'at_once');
  const heldBack = sounds.filter(({ fact }) => fact.telling === 'held_back');
  return leakIn(messages, told, heldBack) ?? unspokenIn(messages, [...told, ...heldBack]);
}

function soundOf(fact: Fact, tool: ToolSpec | undefined, spokenForms: SpokenForms): Sound[] {
  const spec = tool?.parameters.properties?.[fact.parameter];
  if (spec === undefined || fact.telling === 'implied') return [];
  const wordsOf = (value: Json) =>
    spokenForms(value, spec, fact.parameter, tool)
      .map(textWords)
      .filter(({ length }) => length > 0);
  const forms = wordsOf(fact.value);
  if (forms.length === 0) return [];
  const choices: readonly Json[] = spec.type === 'boolean' ? [true, false] : (spec.enum ?? []);
  return [{ fact, forms, otherForms: choices.filter((choice) => choice !== fact.value).flatMap(wordsOf) }];
}

function leakIn(
  messages: readonly Message[],
  told: readonly Sound[],
  heldBack: readonly Sound[],
): Fault | undefined {
  const asked = messages.findIndex(
    ({ role, content }) => role === 'assistant' && questionsIn(content).length > 0,
  );
  for (const sound of heldBack) {
    const { fact, forms, otherForms } = sound;
    const others = told.flatMap((other) => other.forms);
    for (const [index, { role, content }] of messages.entries()) {
      if (role === 'tool') continue;
      const words = textWords(content);
      const isHeard = forms.some((form) => isWithin(form, withoutTold(words, others)));
      if (!isHeard) continue;
      if (role === 'user' && asked >= 0 && index > asked) break;
      if (role === 'assistant' && otherForms.some((form) => isWithin(form, words))) continue;
      const detail = `the ${role} says "${fact.parameter}" = ${JSON.stringify(fact.value)} in message ${index}, before the user was asked for it and told it`;
      return { reason: 'leak', detail };
    }
  }
  return undefined;
}

function unspokenIn(messages: readonly Message[], told: readonly Sound[]): Fault | undefined {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => textWords(content));
  const missing = told.find(
    ({ forms }) => !said.some((words) => forms.some((form) => isWithin(form, words))),
  );
  if (missing === undefined) return undefined;
  const { fact, forms } = missing;
  const expected = forms.map((form) => `"${form.join(' ')}"`).slice(0, 3);
  const detail = `the user never says "${fact.parameter}" = ${JSON.stringify(fact.value)}: expected ${expected.join(' or ')}`;
  return { reason: 'unspoken', detail };
}

/** What is left when every value told at once is heard one time: that may sound like a value held back. */
function withoutTold(words: readonly string[], told: readonly (readonly string[])[]): readonly string[] {
  const longestFirst = told.toSorted((a, b) => b.length - a.length);
  let rest = words;
  for (const form of longestFirst) {
    const start = startOf(form, rest);
    // What stood around a value taken out must not read as one.
    if (start >= 0) rest = [...rest.slice(0, start), '', ...rest.slice(start + form.length)];
  }
  return rest;
}

function isWithin(form: readonly string[], words: readonly string[]): boolean {
  return startOf(form, words) >= 0;
}

function startOf(form: readonly string[], words: readonly string[]): number {
  return words.findIndex((_, start) => form.every((word, offset) => words[start + offset] === word));
}
