import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  InputError,
  isDict,
  readJson,
  repr,
  str,
  type Message,
  type Prompts,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { ChatTemplate, conversationOf } from '../../bench/index.ts';

/** What a trainer's tokenizer is like. */
export const TokenizerSchema = z.object({
  bos_token: z.string().nullable(),
  eos_token: z.string(),
  /** Whether it puts the first of them before every text. */
  adds_bos: z.boolean(),
  chat_template: z.string(),
  /** Tokens. */
  context: z.int().positive().nullable(),
});
export type Tokenizer = z.output<typeof TokenizerSchema>;

type TextMessage = { readonly role: string; readonly content: string };

/**
 * Writes tasks as the texts that a language model goes on with: tools in the system prompt, as BFCL prompts models, and all of it
 * by the model's chat template. SFT, GRPO and evaluation have their prompts from here.
 */
export class PromptWriter {
  private constructor(
    private readonly template: ChatTemplate,
    private readonly tokenizer: Tokenizer,
    /** The words that tasks are put in. */
    readonly prompts: Prompts,
  ) {}

  /** @param name of the model, for messages. @throws {InputError} for a template that is not understood */
  static async open(name: string, tokenizer: Tokenizer, prompts: Prompts): Promise<PromptWriter> {
    const { chat_template: source, bos_token, eos_token } = tokenizer;
    const template = await ChatTemplate.of(`${name}: its chat template`, source, {
      bos_token: bos_token ?? '',
      eos_token,
    });
    return new PromptWriter(template, tokenizer, prompts);
  }

  /** A single-turn task as messages, the first of which describes the tools. */
  messagesOf(task: Task): readonly TextMessage[] {
    const asked = { ...task, promptFormat: undefined };
    const [turn] = conversationOf(asked, 'prompt', this.prompts);
    return turn?.messages ?? [];
  }

  /** The text up to where the answer begins. The tokenizer's own beginning is left to the tokenizer. */
  promptOf(messages: readonly TextMessage[]): string {
    return this.#withoutBos(this.template.render(messages));
  }

  /**
   * What the model is to go on with: the answer and the token that ends it.
   * @throws {InputError} for a template that writes a conversation otherwise when it has its answer
   */
  completionOf(messages: readonly TextMessage[], answer: string): string {
    const prompt = this.promptOf(messages);
    const whole = this.#withoutBos(
      this.template.renderWhole([...messages, { role: 'assistant', content: answer }]),
    );
    const { eos_token: end } = this.tokenizer;
    if (!whole.startsWith(prompt)) {
      throw new InputError(
        'The chat template writes a prompt otherwise when its answer follows: a model trained on the one would be asked with the other. Expected a template that only adds to what it has written.',
      );
    }
    const added = whole.slice(prompt.length);
    const at = added.lastIndexOf(end);
    return at === -1 ? `${added.trimEnd()}${end}` : added.slice(0, at + end.length);
  }

  #withoutBos(text: string): string {
    const { bos_token: bos, adds_bos: isAdded } = this.tokenizer;
    return bos !== null && isAdded && text.startsWith(bos) ? text.slice(bos.length) : text;
  }
}

/** An answer in the form that prompts ask for: `[name(parameter=value)]`, or its words where it calls nothing. */
export function answerText({ calls, content }: Extract<Message, { role: 'assistant' }>): string {
  if (calls.length === 0) return content;
  return `[${calls.map(({ name, arguments: text }) => `${name}(${argumentsText(readJson(text))})`).join(', ')}]`;
}

function argumentsText(given: Value): string {
  if (!isDict(given)) return '';
  return [...given].map(([name, value]) => `${str(name)}=${repr(value)}`).join(', ');
}

/** Hex. */
export function promptDigest(prompt: string): string {
  return createHash('sha256').update(prompt).digest('hex');
}
