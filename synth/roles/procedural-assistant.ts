import { chanceAt, type Chance, type Message, type ToolCall, type TruthCall } from '../../datasets/index.ts';
import { stemsOf, wordsOf } from '../tree/terms.ts';
import { descriptionOf, firstClause } from './asked-for.ts';
import { assistantPhrases } from './phrases/phrases.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import { heldBack, type AssistantTurn, type Role, type View } from './role.ts';

type ToolMessage = Extract<Message, { role: 'tool' }>;

type Turn = {
  readonly planned: PlannedScenario;
  readonly messages: readonly Message[];
  readonly chance: Chance;
};

/**
 * Plays the scenario's path as a teacher would: asks once for all that is held back, makes the path's calls in one step,
 * closes with a sentence after the results; where there is no path, it declines.
 */
export class ProceduralAssistant implements Role<AssistantTurn> {
  readonly name = 'procedural';

  next({ planned, messages }: View, seed: number): Promise<AssistantTurn> {
    const chance = chanceAt(seed, 'assistant', messages.length);
    return Promise.resolve(turnIn({ planned, messages, chance }));
  }
}

function turnIn(turn: Turn): AssistantTurn {
  const { planned, messages, chance } = turn;
  const results = messages.filter((message) => message.role === 'tool');
  if (results.length > 0) return spoken(closing(turn, results));
  const held = heldBack(planned);
  const hasAsked = messages.some(({ role }) => role === 'assistant');
  if (held.length > 0 && !hasAsked) return spoken(question(planned, held, chance));
  const path = planned.scenario.calls;
  if (path.length === 0) return spoken(chance.pick(assistantPhrases().decline));
  return { content: '', calls: path.map((call, index) => toolCall(call, messages.length, index)) };
}

function spoken(content: string): AssistantTurn {
  return { content, calls: [] };
}

function toolCall(call: Pick<TruthCall, 'name' | 'arguments'>, turn: number, index: number): ToolCall {
  return { id: `call_${turn}_${index}`, name: call.name, arguments: JSON.stringify(call.arguments) };
}

function question(planned: PlannedScenario, parameters: readonly string[], chance: Chance): string {
  const asked = parameters.map((parameter) => `the ${wording(planned, parameter)}`);
  return filled(chance.pick(assistantPhrases().ask), 'asked', listed(asked));
}

/** A name without a word that means something (`when`, `to`, `q`) is quoted, with what describes it. */
function wording(planned: PlannedScenario, parameter: string): string {
  if (stemsOf(parameter).length > 0) return wordsOf(parameter).join(' ');
  const description = firstClause(descriptionOf(planned, parameter));
  return description === '' ? `"${parameter}"` : `"${parameter}" (${description})`;
}

function closing({ chance }: Turn, results: readonly ToolMessage[]): string {
  const failed = results.find((result) => result.is_error);
  const { close, fail } = assistantPhrases();
  if (failed !== undefined) return filled(chance.pick(fail), 'reason', failed.content);
  const told = results.map(({ content }) => toldOf(content));
  return filled(chance.pick(close), 'told', [...new Set(told)].join('; '));
}

/** Fields of an answer that are told, and characters of one that has none. */
const mostFields = 3;
const mostText = 160;

/** The first plain fields of an answer, in words; the answer itself where it has none. */
function toldOf(content: string): string {
  const fields = Object.entries(objectIn(content)).flatMap(([name, value]) => {
    const parts = Array.isArray(value) ? value : [value];
    const isPlain =
      parts.length > 0 && parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part));
    return isPlain ? [`${wordsOf(name).join(' ')} ${listed(parts.map(spokenValue))}`] : [];
  });
  if (fields.length > 0) return listed(fields.slice(0, mostFields));
  if (/^\s*(?:\{\s*\}|)$/.test(content)) return 'an empty answer';
  return content.length > mostText ? `${content.slice(0, mostText)} …` : content;
}

function objectIn(content: string): object {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A sentence comes without its full stop: it stands within another. */
function spokenValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value)
    .replaceAll('_', ' ')
    .replace(/(?<=\p{L})\.$/u, '');
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/** What is put in is text, whatever signs it holds. */
function filled(template: string, place: string, text: string): string {
  return template.replaceAll(`{${place}}`, () => text);
}
