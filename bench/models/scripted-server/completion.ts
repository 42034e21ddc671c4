import * as z from 'zod';

/** As much of a request as scripts look at; all else that came is there, too. */
export const ChatBodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
  seed: z.int().nullish(),
  stream: z.literal(false).nullish(),
});
export type ChatBody = z.output<typeof ChatBodySchema>;

export type ChatMessageJson = {
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: 'function';
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
};

/** A function of the request alone. */
export type ChatScript = (request: {
  readonly body: ChatBody;
  /** That of the body, 0 where it has none. */
  readonly seed: number;
  /** Of the body's bytes (SHA-256), hexadecimal. */
  readonly digest: string;
}) => ChatMessageJson;

/** @param digest of the request's body, and `length` its bytes: what else an answer tells is made up from them */
export function chatCompletion(
  { model }: ChatBody,
  message: ChatMessageJson,
  { digest, length }: { readonly digest: string; readonly length: number },
) {
  const input = Math.ceil(length / 4);
  const output = 1 + (length % 97);
  return {
    id: `chatcmpl-${digest.slice(0, 24)}`,
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', ...message },
        logprobs: null,
        finish_reason: message.tool_calls === undefined ? 'stop' : 'tool_calls',
      },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}
export type ChatCompletionJson = ReturnType<typeof chatCompletion>;
