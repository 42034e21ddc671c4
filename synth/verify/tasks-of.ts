import type { Message, Scenario, Trajectory, TruthCall } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';

type AssistantMessage = Extract<Message, { role: 'assistant' }>;

/** A point of a conversation at which the assistant had to choose, as a single-turn task, and what it chose. */
export type Decision = {
  readonly id: string;
  /** A line of a suite (`datasets/README.md`). */
  readonly task: Json;
  readonly truth: readonly TruthCall[];
  readonly answer: AssistantMessage;
};

/**
 * The single-turn tasks of a conversation, in its order: its first answer, named after the scenario's kind. A missing
 * parameter makes two: `missing_parameter_ask`, the first answer, where no call is right; `missing_parameter_call`, the call
 * after the user has told. Fewer where the conversation did not come so far. Ids are the scenario's, with `/1` and `/2` where
 * a kind makes two.
 */
export function tasksOf(trajectory: Trajectory): readonly Json[] {
  return decisionsOf(trajectory).map(({ task }) => task);
}

/** As `tasksOf`, with the truth and what was answered. */
export function decisionsOf(trajectory: Trajectory): Decision[] {
  const { scenario, messages } = trajectory;
  const [first, ...later] = answersIn(messages);
  if (first === undefined) return [];
  const { id, kind, calls } = scenario;
  if (kind !== 'missing_parameter')
    return [decision(trajectory, { id, category: kind, truth: calls, at: first })];
  const told = later.find((index) => callsAt(messages, index) > 0) ?? later.at(-1);
  const ask = decision(trajectory, { id: `${id}/1`, category: `${kind}_ask`, truth: [], at: first });
  if (told === undefined) return [ask];
  return [ask, decision(trajectory, { id: `${id}/2`, category: `${kind}_call`, truth: calls, at: told })];
}

/** Indices of the assistant's messages that answer the user's. */
function answersIn(messages: readonly Message[]): number[] {
  return [...messages.keys()].filter(
    (index) => messages[index]?.role === 'assistant' && messages[index - 1]?.role === 'user',
  );
}

function callsAt(messages: readonly Message[], index: number): number {
  const message = messages[index];
  return message?.role === 'assistant' ? message.calls.length : 0;
}

type Choice = {
  readonly id: string;
  readonly category: string;
  readonly truth: readonly TruthCall[];
  /** Index of the answer among the messages. */
  readonly at: number;
};

function decision({ scenario, tools, messages }: Trajectory, { id, category, truth, at }: Choice): Decision {
  const expected =
    truth.length === 0
      ? { expect: 'no_call' }
      : { possible_answers: truth.map(({ name, accepted }) => ({ [name]: accepted })) };
  const task = {
    id,
    category,
    cluster: clusterOf(scenario, tools),
    tools,
    messages: messages.slice(0, at).map(chatMessage),
    ...expected,
  };
  return { id, task, truth, answer: messages[at] as AssistantMessage };
}

/** Tasks about one tool are not independent. */
function clusterOf({ tools: ids, calls }: Scenario, docs: Trajectory['tools']): string {
  const [first] = calls;
  const index = first === undefined ? 0 : docs.findIndex(({ name }) => name === first.name);
  return ids[index] ?? first?.name ?? '';
}

/** In the form that chat models take. */
function chatMessage(message: Message): Json {
  const { role, content } = message;
  if (role === 'user') return { role, content };
  if (role === 'tool') return { role, tool_call_id: message.call_id, content };
  if (message.calls.length === 0) return { role, content };
  const calls = message.calls.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }));
  return { role, content, tool_calls: calls };
}
