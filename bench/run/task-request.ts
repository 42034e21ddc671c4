import { isDict, isList, writeJson, type Dict, type Task, type Value } from '../../datasets/index.ts';
import type { ChatMessage, CompletionRequest, FunctionDoc } from '../models/model.ts';

/** A single-turn task as a request. Messages and tools are written out when they are first read: policies read neither. */
export class TaskRequest implements CompletionRequest {
  #messages: readonly ChatMessage[] | undefined;
  #tools: readonly FunctionDoc[] | undefined;

  constructor(
    readonly task: Task,
    readonly seed: number,
  ) {}

  get messages(): readonly ChatMessage[] {
    this.#messages ??= messagesOf(this.task);
    return this.#messages;
  }

  get tools(): readonly FunctionDoc[] {
    this.#tools ??= this.task.tools.map(({ doc }) => functionDoc(doc));
    return this.#tools;
  }
}

/** `messages`, or the one turn of BFCL's `question`. */
function messagesOf({ entry }: Task): ChatMessage[] {
  const written = entry.get('messages') ?? entry.get('question') ?? [];
  return isList(written) ? written.flat().filter(isDict).map(chatMessage) : [];
}

/** Single-turn tasks have texts only: who else spoke counts as the user. */
function chatMessage(message: Dict): ChatMessage {
  const content = textOf(message.get('content'));
  const role = message.get('role');
  if (role === 'assistant') return { role, content, calls: [] };
  return { role: role === 'system' ? role : 'user', content };
}

function functionDoc(doc: Dict): FunctionDoc {
  const parameters = doc.get('parameters');
  return {
    name: textOf(doc.get('name')),
    description: textOf(doc.get('description')),
    parameters: isDict(parameters)
      ? (JSON.parse(writeJson(parameters)) as FunctionDoc['parameters'])
      : { type: 'object', properties: {} },
  };
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
