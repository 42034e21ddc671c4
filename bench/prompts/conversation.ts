import {
  InputError,
  isDict,
  isList,
  repr,
  str,
  withLanguageHints,
  type Dict,
  type Language,
  type Mode,
  type Prompts,
  type Value,
} from '../../datasets/index.ts';
import { filled, systemPrompt } from './system-prompt.ts';
import { toolPayload } from './tool-payload.ts';

/** What is put to models: a suite's task, or a conversation before it. */
export type Asked = {
  readonly id: string;
  readonly language: Language;
  readonly entry: Dict;
  readonly tools?: readonly { readonly doc: Dict }[];
  readonly promptFormat?: string | undefined;
};

/** A message of a suite. */
export type PromptMessage = { readonly role: string; readonly content: string };

export type Turn = {
  /** What is said when the turn begins. */
  readonly messages: readonly PromptMessage[];
  /** Offered through the API from this turn on, as chat completions take them; none where the model is prompted. The same list as in the turn before unless some are added. */
  readonly tools: readonly Dict[];
};

/** What a memory tells a model before the first turn. */
export type MemoryText = {
  /** What is remembered. */
  readonly content: string;
  /** It is all there is, no part of it lies outside of the model's sight. */
  readonly isUnified: boolean;
};

/**
 * A task turn by turn, as models are asked it. With function calling its tools are offered, those held out from their turn
 * on; else a system message describes them, and what was held out is said in its turn.
 * @throws {InputError} for a task of another shape
 * @see bfcl-eval `inference_multi_turn_FC`, `inference_multi_turn_prompting`
 */
export function conversationOf(asked: Asked, mode: Mode, prompts: Prompts, memory?: MemoryText): Turn[] {
  const docs = docsOf(asked).map((doc) => withLanguageHints(doc, asked.language));
  const heldOut = asked.entry.get('missed_function');
  let tools = mode === 'fc' ? docs.map(toolPayload) : [];
  return turnsOf(asked).map((said, index) => {
    const added = isDict(heldOut) ? dictsIn(heldOut.get(String(index)) ?? []) : [];
    const isAdding = isDict(heldOut) && heldOut.has(String(index));
    if (isAdding && mode === 'fc') tools = [...tools, ...added.map(toolPayload)];
    const opening = index === 0 ? openingMessages(asked, said, docs, { mode, prompts, memory }) : said;
    return { messages: isAdding ? [addedMessage(added, mode, prompts)] : opening, tools };
  });
}

type Way = { readonly mode: Mode; readonly prompts: Prompts; readonly memory: MemoryText | undefined };

function openingMessages(
  asked: Asked,
  said: readonly PromptMessage[],
  docs: readonly Dict[],
  { mode, prompts, memory }: Way,
): readonly PromptMessage[] {
  const remembering = memory === undefined ? said : withSystem(memoryPrompt(asked, memory, prompts), said);
  if (mode === 'fc') return remembering;
  return withSystem(systemPrompt(docs, prompts, asked.promptFormat), remembering);
}

/** Said by the system first, before what it says else. */
function withSystem(content: string, messages: readonly PromptMessage[]): PromptMessage[] {
  const [first, ...rest] = messages;
  return first?.role === 'system'
    ? [{ role: 'system', content: `${content}\n\n${first.content}` }, ...rest]
    : [{ role: 'system', content }, ...messages];
}

function memoryPrompt({ id, entry }: Asked, { content, isUnified }: MemoryText, prompts: Prompts): string {
  const scenario = str(entry.get('scenario') ?? null);
  const setting = prompts.memorySettings.get(scenario);
  if (setting === undefined)
    throw new InputError(
      `${id}: there is no setting of a memory called "${scenario}"; expected one of ${[...prompts.memorySettings.keys()].join(', ')}.`,
    );
  return filled(isUnified ? prompts.memoryUnified : prompts.memoryWithCore, {
    scenario_setting: setting,
    memory_content: content,
  });
}

function addedMessage(docs: readonly Dict[], mode: Mode, prompts: Prompts): PromptMessage {
  const content =
    mode === 'fc'
      ? prompts.functionsAdded
      : filled(prompts.functionsAddedInPrompt, { functions: repr(docs) });
  return { role: 'user', content };
}

/** What results of calls are told as to a model that is prompted. @see bfcl-eval `format_execution_results_prompting` */
export function resultsMessage(calls: readonly string[], results: readonly string[]): PromptMessage {
  const told = results.map(
    (content, index) =>
      new Map<Value, Value>([
        ['role', 'tool'],
        ['name', calls[index] ?? ''],
        ['content', content],
      ]),
  );
  return { role: 'user', content: repr(told) };
}

function docsOf({ entry, tools = [] }: Asked): readonly Dict[] {
  const docs = entry.get('function');
  return docs !== undefined && isList(docs) ? docs.filter(isDict) : tools.map(({ doc }) => doc);
}

/** `question`, or `messages` as the only turn. */
function turnsOf({ id, entry }: Asked): PromptMessage[][] {
  const turns = entry.get('question') ?? [entry.get('messages') ?? []];
  if (!isList(turns) || turns.length === 0)
    throw new InputError(`${id}: expected turns of messages, found none.`);
  return turns.map((turn) => dictsIn(turn).map(messageOf));
}

function messageOf(message: Dict): PromptMessage {
  const content = message.get('content');
  return { role: str(message.get('role') ?? 'user'), content: content == null ? '' : str(content) };
}

function dictsIn(value: Value): readonly Dict[] {
  return isList(value) ? value.filter(isDict) : [];
}
