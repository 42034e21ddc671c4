import type { ChatMessage, Model } from '../../bench/index.ts';
import type { Message, ToolCall, ToolSpec } from '../../datasets/index.ts';
import type { CallResult } from '../server/simulator.ts';
import { answerFaultsOf, faultsOf } from '../values/argument-check.ts';
import type { Json } from '../values/generate.ts';
import { serverPrompt } from './prompts.ts';
import { turnSeed, type Role, type ServerTurn, type View } from './role.ts';

/** Tries at an answer that fits. */
const TRIES = 2;

/** What a model wrote in a server's name: an answer, or why it is none. */
type Reading = { readonly result: CallResult } | { readonly fault: string };

/**
 * The server played by a model. Arguments are checked before it is asked, its answers against what the tool returns; one
 * that does not fit is asked for once more, then the call is answered by an error.
 */
export class ModelServer implements Role<ServerTurn> {
  readonly name: string;

  constructor(private readonly model: Model) {
    this.name = model.name;
  }

  async next({ planned, messages }: View, seed: number, signal: AbortSignal): Promise<ServerTurn> {
    const answered = new Set(
      messages.flatMap((message) => (message.role === 'tool' ? [message.call_id] : [])),
    );
    const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
    const answers: CallResult[] = [];
    for (const call of calls.filter(({ id }) => !answered.has(id))) {
      const tool = planned.tools.find(({ name }) => name === call.name);
      answers.push(await this.#answer(call, tool, { messages, seed, signal }));
    }
    return { answers };
  }

  async #answer(
    call: ToolCall,
    tool: ToolSpec | undefined,
    turn: { readonly messages: readonly Message[]; readonly seed: number; readonly signal: AbortSignal },
  ): Promise<CallResult> {
    if (tool === undefined) return failed(`There is no tool "${call.name}".`);
    const faults = faultsOf(tool, JSON.parse(call.arguments));
    if (faults.length > 0) return failed(`The arguments are not valid: ${faults.join('; ')}.`);
    const messages: ChatMessage[] = [
      { role: 'system', content: serverPrompt(tool) },
      ...history(turn.messages, call),
      { role: 'user', content: callText(call) },
    ];
    for (let count = 0; count < TRIES; count++) {
      const seed = turnSeed(turn.seed, `server/${count}`, turn.messages.length);
      const completion = await this.model.complete({ messages, tools: [], seed }, turn.signal);
      const content = completion.content ?? '';
      const reading = readAnswer(content, tool);
      if ('result' in reading) return reading.result;
      messages.push(
        { role: 'assistant', content, calls: [] },
        { role: 'user', content: retryText(reading.fault) },
      );
    }
    return failed('The service failed to answer.');
  }
}

function failed(message: string): CallResult {
  return { isError: true, message };
}

function callText({ name, arguments: text }: ToolCall): string {
  return `Call of ${name} with ${text}`;
}

function retryText(fault: string): string {
  return `That does not fit: ${fault}. Answer the call again, with JSON alone.`;
}

/** The session's earlier calls, each with its answer. */
function history(messages: readonly Message[], pending: ToolCall): ChatMessage[] {
  return messages.flatMap((message): ChatMessage[] => {
    if (message.role === 'tool') {
      const content = message.is_error ? JSON.stringify({ error: message.content }) : message.content;
      return [{ role: 'assistant', content, calls: [] }];
    }
    if (message.role === 'user') return [];
    return message.calls
      .filter(({ id }) => id !== pending.id)
      .map((call) => ({ role: 'user', content: callText(call) }));
  });
}

function readAnswer(content: string, tool: ToolSpec): Reading {
  const text = /^\s*```(?:json)?\s*\n([^]*?)\n?```\s*$/.exec(content)?.[1] ?? content;
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    return { fault: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const isOwnField = Object.hasOwn(tool.returns?.properties ?? {}, 'error');
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  if (!isOwnField && typeof error === 'string') return { result: failed(error) };
  const [fault] = answerFaultsOf(tool, answer);
  return fault === undefined ? { result: { isError: false, answer: answer as Json } } : { fault };
}
