import { readFile } from 'node:fs/promises';
import type { Template } from '@huggingface/jinja';
import * as z from 'zod';
import { InputError } from '../../datasets/index.ts';

const TokenSchema = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish();

/** As much of a `tokenizer_config.json` as templates look at. */
const TokenizerSchema = z.looseObject({
  chat_template: z.union([
    z.string(),
    z
      .array(z.looseObject({ name: z.string(), template: z.string() }))
      .transform((all) => (all.find(({ name }) => name === 'default') ?? all[0])?.template),
  ]),
  bos_token: TokenSchema,
  eos_token: TokenSchema,
});

/** Empty where a tokenizer has none. */
type SpecialTokens = { readonly bos_token: string; readonly eos_token: string };

type TextMessage = { readonly role: string; readonly content: string };

/** Writes messages out as the one text that a model goes on with. */
export class ChatTemplate {
  private constructor(
    private readonly file: string,
    private readonly template: Template,
    private readonly tokens: SpecialTokens,
  ) {}

  /**
   * @param file a `tokenizer_config.json`, or the template alone (Jinja)
   * @throws {InputError} for a file that cannot be read, or holds no template
   */
  static async open(file: string): Promise<ChatTemplate> {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new InputError(`${file} cannot be read: expected a chat template.`, { cause });
    });
    const isTokenizer = file.endsWith('.json');
    const found = isTokenizer ? templateIn(text) : { chat_template: text };
    if (found?.chat_template === undefined) {
      throw new InputError(
        `${file}: expected a tokenizer_config.json with a "chat_template", or a Jinja file.`,
      );
    }
    const { chat_template: source, bos_token, eos_token } = found;
    return ChatTemplate.of(file, source, { bos_token: bos_token ?? '', eos_token: eos_token ?? '' });
  }

  /**
   * @param name of where it is from, for messages
   * @param source Jinja
   * @throws {InputError} for a template that is not understood
   */
  static async of(name: string, source: string, tokens: SpecialTokens): Promise<ChatTemplate> {
    // Loaded here: most models sit behind servers that do this themselves.
    const library = await import('@huggingface/jinja');
    try {
      return new ChatTemplate(name, new library.Template(source), tokens);
    } catch (cause) {
      throw new InputError(`${name}: the template is not understood (${String(cause)}).`, { cause });
    }
  }

  /** The text up to where the model's answer begins. @throws {InputError} where the template refuses the messages */
  render(messages: readonly TextMessage[]): string {
    return this.#render(messages, true);
  }

  /** The text of a whole conversation, its last answer with what ends it. @throws {InputError} as `render` does */
  renderWhole(messages: readonly TextMessage[]): string {
    return this.#render(messages, false);
  }

  #render(messages: readonly TextMessage[], hasPrompt: boolean): string {
    const plain = messages.map(({ role, content }) => ({ role, content }));
    try {
      return this.template.render({ messages: plain, add_generation_prompt: hasPrompt, ...this.tokens });
    } catch (cause) {
      throw new InputError(`${this.file}: the template refuses the messages (${String(cause)}).`, { cause });
    }
  }
}

type Found = { chat_template?: string | undefined; bos_token?: string | null; eos_token?: string | null };

function templateIn(text: string): Found | undefined {
  try {
    return TokenizerSchema.safeParse(JSON.parse(text)).data as Found | undefined;
  } catch {
    return undefined;
  }
}
