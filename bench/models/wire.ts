import type OpenAI from 'openai';
import * as z from 'zod';
import type { ToolCall } from '../../datasets/index.ts';
import { ModelFault, type ChatMessage, type Completion, type FunctionDoc } from './model.ts';

type WireMessage = OpenAI.Chat.ChatCompletionMessageParam;
type RawSchema = Record<string, unknown>;
type WireTool = OpenAI.Chat.ChatCompletionFunctionTool;

/** Names on the wire hold no dots and at most 64 characters. */
const MAX_NAME = 64;

/** The names of tools as servers take them, and back. */
export class WireNames {
  readonly #sent = new Map<string, string>();
  readonly #written = new Map<string, string>();

  constructor(tools: readonly FunctionDoc[]) {
    for (const { name } of tools) {
      const sent = this.#free(plainName(name));
      this.#sent.set(name, sent);
      this.#written.set(sent, name);
    }
  }

  #free(name: string): string {
    for (let count = 1, free = name; ; free = `${name.slice(0, MAX_NAME - 4)}_${++count}`) {
      if (!this.#written.has(free)) return free;
    }
  }

  sent(name: string): string {
    return this.#sent.get(name) ?? plainName(name);
  }

  /** A name that was never offered stays as the model wrote it. */
  written(name: string): string {
    return this.#written.get(name) ?? name;
  }
}

function plainName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, MAX_NAME);
}

export function wireMessages(messages: readonly ChatMessage[], names: WireNames): WireMessage[] {
  return messages.map((message): WireMessage => {
    if (message.role === 'tool') {
      return { role: 'tool', tool_call_id: message.call_id, content: message.content };
    }
    if (message.role !== 'assistant' || message.calls.length === 0) {
      return { role: message.role, content: message.content };
    }
    return {
      role: 'assistant',
      content: message.content === '' ? null : message.content,
      tool_calls: message.calls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function',
        function: { name: names.sent(name), arguments: text },
      })),
    };
  });
}

export function wireTools(tools: readonly FunctionDoc[], names: WireNames): WireTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name: names.sent(name), description, parameters: jsonSchema(parameters) },
  }));
}

/** JSON Schema's words for those of BFCL's docs. */
const jsonSchemaTypes: Readonly<Record<string, readonly string[]>> = {
  object: ['dict', 'HashMap', 'Hashtable'],
  array: ['tuple', 'list', 'ArrayList', 'Array', 'Queue', 'Stack'],
  number: ['float', 'double'],
  integer: ['long', 'short', 'byte', 'Bigint'],
  string: ['String', 'char'],
  boolean: ['Boolean', 'bool'],
};
const typeByWord = new Map(
  Object.entries(jsonSchemaTypes).flatMap(([type, words]) => words.map((word) => [word, type])),
);

/** A schema whose types are JSON Schema's; `any` is no type. */
function jsonSchema({ type, properties, items, ...rest }: RawSchema): RawSchema {
  const isAny = type === undefined || type === 'any' || type === 'Any';
  return {
    ...(isAny ? {} : { type: typeof type === 'string' ? (typeByWord.get(type) ?? type) : type }),
    ...rest,
    ...(isObject(items) ? { items: jsonSchema(items) } : {}),
    ...(isObject(properties) ? { properties: jsonSchemas(properties) } : {}),
  };
}

function jsonSchemas(properties: RawSchema): RawSchema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, isObject(part) ? jsonSchema(part) : part]),
  );
}

function isObject(value: unknown): value is RawSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What servers leave out is nothing; arguments that come as an object are written as JSON. */
const WireCallSchema = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string().min(1),
    arguments: z.union([z.string(), z.record(z.string(), z.json())]).nullish(),
  }),
});

const UsageSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish();

const AnswerSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(WireCallSchema).nullish(),
          reasoning_content: z.unknown().optional(),
          reasoning: z.unknown().optional(),
        }),
      }),
    )
    .min(1),
  usage: UsageSchema,
});

const TextAnswerSchema = z.object({
  choices: z.array(z.object({ finish_reason: z.string().nullish(), text: z.string() })).min(1),
  usage: UsageSchema,
});

/**
 * What a server answered, as a completion. Of several choices the first counts; a refusal in words is content.
 * @throws {ModelFault} `malformed` for what is no chat completion; `refused` where a filter left nothing of the answer
 */
export function readAnswer(answer: unknown, names: WireNames): Completion {
  const { choices, usage } = read(AnswerSchema, answer, 'chat completion');
  const [choice] = choices;
  const content = choice?.message.content ?? choice?.message.refusal ?? null;
  const calls = (choice?.message.tool_calls ?? []).map((call, index) => readCall(call, index, names));
  refuseFiltered(choice?.finish_reason, content, calls);
  const { reasoning_content, reasoning, tool_calls } = choice?.message ?? {};
  return {
    content,
    calls,
    ...(tool_calls?.length === 0 && { isEmptyList: true }),
    ...reasoningIn(reasoning_content, reasoning),
    ...counted(usage),
  };
}

/**
 * What a server wrote on after a prompt.
 * @throws {ModelFault} as `readAnswer`
 */
export function readText(answer: unknown): Completion {
  const { choices, usage } = read(TextAnswerSchema, answer, 'completion');
  const content = choices[0]?.text ?? null;
  refuseFiltered(choices[0]?.finish_reason, content, []);
  return { content, calls: [], ...counted(usage) };
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where =
    issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.map(String).join('.');
  throw new ModelFault('malformed', `no ${what} came: ${where}: ${issue?.message ?? ''}`);
}

function refuseFiltered(
  reason: string | null | undefined,
  content: string | null,
  calls: readonly ToolCall[],
): void {
  if (reason === 'content_filter' && (content ?? '') === '' && calls.length === 0)
    throw new ModelFault('refused', "the server's filter held the answer back");
}

/** The first that is a text with something in it. */
function reasoningIn(...places: readonly unknown[]): { reasoning?: string } {
  const reasoning = places.find((place) => typeof place === 'string' && place !== '');
  return typeof reasoning === 'string' ? { reasoning } : {};
}

function counted(usage: z.output<typeof UsageSchema>): Pick<Completion, 'usage'> {
  return usage == null ? {} : { usage: { input: usage.prompt_tokens, output: usage.completion_tokens } };
}

function readCall(call: z.output<typeof WireCallSchema>, index: number, names: WireNames): ToolCall {
  const { name, arguments: given } = call.function;
  return {
    id: call.id ?? `call_${index}`,
    name: names.written(name),
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  };
}
