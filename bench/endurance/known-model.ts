import { createHash } from 'node:crypto';
import {
  isDict,
  isList,
  str,
  type Dict,
  type Prerequisite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import { openEndpoint } from '../models/endpoint.ts';
import type { Completion, CompletionRequest, Model } from '../models/model.ts';
import {
  ChatBodySchema,
  chatCompletion,
  type ChatMessageJson,
} from '../models/scripted-server/completion.ts';
import { meaningOf, type BookEntry } from './answer-book.ts';
import { calling, knownAnswers, saying, type Call, type KnownAnswers } from './known-answers.ts';

/**
 * A model that knows what is right. It asks an endpoint as `inftool generate` does, of which only the answers are its own, so
 * that its book holds the requests byte for byte. One request at a time.
 */
export class KnownModel implements Model {
  readonly book = new Map<string, BookEntry>();
  readonly #answers = new Map<string, KnownAnswers>();
  readonly #prerequisites = new Map<string, string>();
  #endpoint: Promise<Model> | undefined;
  #next: { readonly id: string; readonly message: ChatMessageJson } | undefined;

  /** @param prerequisites whose conversations it is to know */
  constructor(
    readonly name: string,
    private readonly seed: number,
    prerequisites: readonly Prerequisite[],
  ) {
    for (const { id, entry } of prerequisites) this.#prerequisites.set(beginningOf(entry), id);
  }

  /** Of the tasks that were asked, whether what they are answered is right. */
  get isRight(): ReadonlyMap<string, boolean> {
    return new Map(Array.from(this.#answers, ([id, { isRight }]) => [id, isRight]));
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    this.#endpoint ??= openEndpoint({
      model: this.name,
      baseUrl: 'http://known.invalid/v1',
      apiKey: 'none',
      timeout: 60_000,
      maxRetries: 0,
      sampling: { temperature: 0.001 },
      fetch: (_, init) => Promise.resolve(this.#respond(typeof init?.body === 'string' ? init.body : '')),
    });
    const { task } = request;
    this.#next =
      task === undefined ? this.#told(request) : { id: task.id, message: this.#said(task, request) };
    return (await this.#endpoint).complete(request, signal);
  }

  #said(task: Task, { messages }: CompletionRequest): ChatMessageJson {
    const answers = this.#answers.get(task.id) ?? knownAnswers(task, this.seed);
    this.#answers.set(task.id, answers);
    const step = isSingleTurn(task.checker) ? 0 : messages.filter(({ role }) => role === 'assistant').length;
    return answers.messages[step] ?? answers.messages.at(-1) ?? saying('');
  }

  /** Of a conversation before others the first message is kept, and the rest answered with words. */
  #told({ messages, payloads = [], seed }: CompletionRequest): { id: string; message: ChatMessageJson } {
    const first = messages.find(({ role }) => role === 'user')?.content ?? '';
    const names = payloads.map((payload) => innerText(payload, 'function', 'name'));
    const id = this.#prerequisites.get(keyOf(first, names));
    if (id === undefined)
      throw new RangeError(`there is no conversation that begins with ${first.slice(0, 200)}`);
    if (messages.at(-1)?.role === 'tool' || messages.some(({ role }) => role === 'assistant'))
      return { id, message: saying('Noted.') };
    return { id, message: calling([remembering(names, first.slice(0, 120), `note_${letters(seed)}`)]) };
  }

  #respond(text: string): Response {
    if (this.#next === undefined) throw new RangeError('nobody has asked');
    const digest = createHash('sha256').update(text).digest('hex');
    const body = ChatBodySchema.parse(JSON.parse(text));
    this.book.set(digest, { digest, meaning: meaningOf(body), ...this.#next });
    const completion = chatCompletion(body, this.#next.message, { digest, length: Buffer.byteLength(text) });
    return Response.json(completion);
  }
}

/** The first message and the tools of a conversation: no other one has both. */
function beginningOf(entry: Dict): string {
  const turns = entry.get('question') ?? [];
  const first = (isList(turns) ? turns.flat() : []).find(
    (message) => isDict(message) && message.get('role') === 'user',
  );
  const docs = entry.get('function') ?? [];
  const names = isList(docs) ? docs.map((doc) => (isDict(doc) ? str(doc.get('name') ?? '') : '')) : [];
  return keyOf(isDict(first) ? str(first.get('content') ?? '') : '', names);
}

function keyOf(first: string, names: readonly string[]): string {
  return [...names, first].join('\n');
}

function innerText(dict: Dict, outer: Value, inner: Value): string {
  const value = dict.get(outer);
  return isDict(value) ? str(value.get(inner) ?? '') : '';
}

/** A call that keeps a text: memories differ in their tools. */
function remembering(names: readonly string[], text: string, key: string): Call {
  if (names.includes('memory_append')) return ['memory_append', JSON.stringify({ text })];
  const given = names.includes('core_memory_list_keys') ? { key, value: text } : { text };
  return ['core_memory_add', JSON.stringify(given)];
}

/** Keys of a memory are words. */
function letters(seed: number): string {
  return String(seed).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}
