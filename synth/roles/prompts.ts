import type { ToolSpec } from '../../datasets/index.ts';
import { answerSchemaOf } from '../values/argument-check.ts';
import { descriptionOf } from './asked-for.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';

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

function knowledge(planned: PlannedScenario, telling: 'at_once' | 'held_back', title: string): string {
  const lines = planned.scenario.facts
    .filter((fact) => fact.telling === telling)
    .map(({ parameter, value }) => {
      const description = descriptionOf(planned, parameter);
      const meaning = description === '' ? '' : ` (${description})`;
      return `- ${parameter}${meaning}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    });
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
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
