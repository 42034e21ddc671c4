import { chanceAt, repr, type Dict, type Mode, type Task, type Value } from '../../datasets/index.ts';
import type { ChatMessage, Completion, Model } from '../models/model.ts';
import type { PromptMessage } from '../prompts/conversation.ts';

/** One answer of the model. */
export type Step = {
  /** As a result file holds it: text (or null), or `[{name: arguments}, …]`. */
  readonly result: Value;
  /** Seconds. */
  readonly latency: number;
  readonly usage?: { readonly input: number; readonly output: number };
  /** Empty where there is none. */
  readonly reasoning: string;
  /** What was sent, for logs. */
  readonly inputLog: () => Dict;
};

type DialogueSetting = { readonly mode: Mode; readonly seed: number };

/** A model's seeds end below this. */
const SEEDS = 2 ** 31 - 1;

/** All that was said to a model and by it. */
export class Dialogue {
  readonly #messages: ChatMessage[] = [];
  #tools: readonly Dict[] = [];
  #callIds: readonly string[] = [];
  #requests = 0;
  #cached = 0;
  #usage = { input: 0, output: 0 };
  #isCounted = true;

  constructor(
    private readonly model: Model,
    private readonly task: { readonly id: string; readonly suiteTask?: Task | undefined },
    private readonly setting: DialogueSetting,
    private readonly signal: AbortSignal,
  ) {}

  get totals() {
    return {
      requests: this.#requests,
      cached: this.#cached,
      ...(this.#isCounted && { usage: { ...this.#usage } }),
    };
  }

  /** What is said now, and what is offered from now on. */
  say(messages: readonly PromptMessage[], tools: readonly Dict[]): void {
    this.#messages.push(...messages.map(chatMessage));
    this.#tools = tools;
  }

  /** The results of the last answer's calls, by their order: each to its call, where the model called through the API. */
  tell(results: readonly string[], inWords: PromptMessage): void {
    if (this.setting.mode === 'prompt') this.#messages.push(chatMessage(inWords));
    else
      results.slice(0, this.#callIds.length).forEach((content, index) => {
        this.#messages.push({ role: 'tool', call_id: this.#callIds[index] ?? '', content });
      });
  }

  /** Says something and waits for the answer. @throws {ModelFault} where there is none */
  ask(messages: readonly PromptMessage[], tools: readonly Dict[]): Promise<Step> {
    this.say(messages, tools);
    return this.answer();
  }

  /** The model's answer to all that was said. @throws {ModelFault} where there is none */
  async answer(): Promise<Step> {
    const [messages, payloads] = [[...this.#messages], this.#tools];
    const begin = performance.now();
    const completion = await this.model.complete(
      {
        ...(this.task.suiteTask && { task: this.task.suiteTask }),
        place: { id: this.task.id, step: this.#requests },
        messages,
        tools: [],
        payloads,
        seed: chanceAt(this.setting.seed, this.task.id, this.#requests).below(SEEDS),
      },
      this.signal,
    );
    this.#requests += 1;
    if (completion.isCached === true) this.#cached += 1;
    this.#count(completion);
    const isCall = this.setting.mode === 'fc' && completion.calls.length > 0;
    this.#callIds = isCall ? completion.calls.map(({ id }) => id) : [];
    const content = completion.content ?? '';
    this.#messages.push({ role: 'assistant', content, calls: isCall ? completion.calls : [] });
    return {
      result: this.setting.mode === 'fc' ? resultOf(completion) : completion.content,
      latency: completion.latency ?? (performance.now() - begin) / 1000,
      ...(completion.usage && { usage: completion.usage }),
      reasoning: completion.reasoning ?? '',
      inputLog: () => this.#inputLog(messages, payloads),
    };
  }

  #count({ usage }: Completion): void {
    this.#isCounted &&= usage !== undefined;
    this.#usage.input += usage?.input ?? 0;
    this.#usage.output += usage?.output ?? 0;
  }

  #inputLog(messages: readonly ChatMessage[], payloads: readonly Dict[]): Dict {
    const sent = new Map<Value, Value>([['message', repr(messages.map(messageValue))]]);
    if (this.setting.mode === 'fc') sent.set('tools', payloads);
    return new Map<Value, Value>([
      ['role', 'inference_input'],
      ['content', sent],
    ]);
  }
}

/** Calls, else text; an empty list of calls, where one came without a text. */
function resultOf({ calls, content, isEmptyList }: Completion): Value {
  const isList = calls.length > 0 || (isEmptyList === true && (content ?? '') === '');
  return isList ? calls.map((call) => new Map<Value, Value>([[call.name, call.arguments]])) : content;
}

/** Suites have texts only: who else spoke counts as the user. */
function chatMessage({ role, content }: PromptMessage): ChatMessage {
  if (role === 'assistant') return { role, content, calls: [] };
  return { role: role === 'system' ? role : 'user', content };
}

function messageValue(message: ChatMessage): Value {
  const said = new Map<Value, Value>([
    ['role', message.role],
    ['content', message.content],
  ]);
  if (message.role === 'tool') return said.set('tool_call_id', message.call_id);
  if (message.role !== 'assistant' || message.calls.length === 0) return said;
  const calls = message.calls.map(
    ({ id, name, arguments: text }) =>
      new Map<Value, Value>([
        ['id', id],
        ['type', 'function'],
        [
          'function',
          new Map<Value, Value>([
            ['name', name],
            ['arguments', text],
          ]),
        ],
      ]),
  );
  return said.set('tool_calls', calls);
}
