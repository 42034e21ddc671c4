import type { ToolSpec } from '../../datasets/index.ts';
import { answerSchemaOf } from '../values/argument-check.ts';
import type { Json } from '../values/generate.ts';
import { requestOf } from '../phrasing/requests.ts';
import type { PlannedScenario, Wish } from '../scenarios/planned-scenario.ts';

type Telling = 'at_once' | 'held_back';

/** What a user's model writes to end a conversation. */
export const END_MARK = 'END_OF_TALK';

/** What it is shown as the assistant's first words: many chat templates want a user's message, and here that is the assistant. */
export const GREETING = 'Hello, what can I do for you?';

/** Who the user is, what they want, know, and keep to themselves. */
export function userPrompt(planned: PlannedScenario): string {
  const { persona, need } = planned.scenario;
  return [
    'You play the user in a conversation with an assistant that can call tools. You never see its tools.',
    `Who you are: ${persona}`,
    `What you want: ${need}`,
    knowledge(planned, 'at_once', 'What you say of your own accord, in your first message:'),
    knowledge(planned, 'held_back', 'What you know too, but tell only when the assistant asks for it:'),
    'Rules: Write only what this person would type, one short message at a time, in plain words of your own. Give every value exactly as it stands above and invent none. If you are asked for something that does not stand above, say that you do not know.',
    `When the assistant has done what you want, or says that it cannot, write ${END_MARK} and nothing else.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function knowledge({ scenario, wishes }: PlannedScenario, telling: Telling, title: string): string {
  const isHeld = (call: number, name: string) =>
    scenario.facts.some(
      (fact) => fact.call === call && fact.parameter === name && fact.telling === 'held_back',
    );
  const blocks = wishes.map((wish, call) =>
    Object.entries(wish.arguments)
      .filter(([name]) => isHeld(call, name) === (telling === 'held_back'))
      .map(([name, value]) => valueLine(wish, name, value)),
  );
  if (blocks.flat().length === 0) return '';
  if (blocks.length === 1) return [title, ...blocks.flat()].join('\n');
  return [title, ...blocks.flatMap((lines, call) => [headOf(wishes, call), ...lines])].join('\n');
}

function headOf(wishes: readonly Wish[], call: number): string {
  const wish = wishes[call];
  return `Wish ${call + 1} of ${wishes.length}${wish === undefined ? '' : `, ${requestOf(wish.tool).text}`}:`;
}

function valueLine({ tool }: Wish, name: string, value: Json): string {
  const { description } = tool.parameters.properties?.[name] ?? {};
  const meaning = description === undefined || description === '' ? '' : ` (${description})`;
  return `- ${name}${meaning}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

export const assistantPrompt = [
  'You help a user by calling tools.',
  'Call a tool only when it does what the user wants, with values that the user gave or that follow from what they said. Leave optional arguments out where nothing was said about them.',
  'If a required value is missing, ask the user for it and make no call yet. Calls that do not need each other’s answers go out together.',
  'If no tool can do what is wanted, say so and call none.',
  'When the answers are there, tell the user in one or two sentences what came out.',
].join('\n');

/** How a server answers calls of one tool. */
export function serverPrompt(tool: ToolSpec): string {
  const { name, description, parameters } = tool;
  return [
    'You simulate a web service. You get calls of its tools, one at a time, and answer each as the service would: with JSON alone, no other words.',
    'Answers agree with the arguments and with your earlier answers. Make up plausible details where you have to.',
    'If the service would refuse the call, answer {"error": "why"}.',
    `The tool: ${JSON.stringify({ name, description, parameters })}`,
    `JSON Schema of an answer: ${JSON.stringify(answerSchemaOf(tool))}`,
  ].join('\n\n');
}
