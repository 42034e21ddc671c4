import type { Dict, FailureRow, Mode, Task, ToolCall } from '../../datasets/index.ts';

/** A message as models read it. Those of a played conversation (`Message`) are such messages. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call_id: string; readonly content: string };

/** A tool as it is offered: plain JSON. */
export type FunctionDoc = {
  readonly name: string;
  readonly description: string;
  /** JSON Schema, or BFCL's dialect of it. */
  readonly parameters: Readonly<Record<string, unknown>>;
};

export type CompletionRequest = {
  /** What it belongs to, where it is a suite's; a model may use it but for what is expected. */
  readonly task?: Task;
  /** Which of a conversation's requests it is, from 0 on. */
  readonly place?: { readonly id: string; readonly step: number };
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly FunctionDoc[];
  /** The tools as they are to be sent, names and all; `tools` are then not looked at. */
  readonly payloads?: readonly Dict[];
  /** The messages as one text, for models that are asked to go on with a text. */
  readonly prompt?: string;
  /** Whole, from 0 to 2^31 - 1: the same request with the same seed asks for the same answer. */
  readonly seed: number;
};

/** An answer: text, calls, or both. The arguments of calls are what the model wrote, JSON or not. */
export type Completion = {
  /** Null where no text came, which is not the empty text. */
  readonly content: string | null;
  readonly calls: readonly ToolCall[];
  /** A list of calls came, and it was empty: rows tell that apart from no list, where there is no text either. */
  readonly isEmptyList?: true;
  /** In tokens. */
  readonly usage?: { readonly input: number; readonly output: number };
  /** What it wrote before, where the server tells that apart; never empty. */
  readonly reasoning?: string;
  /** Seconds of the try that was answered, without pauses. */
  readonly latency?: number;
  /** Tries made, 1 or more. */
  readonly attempts?: number;
  /** Told once more out of a cache: nobody was asked. */
  readonly isCached?: true;
};

export type Model = {
  readonly name: string;
  /** How it answers, where it cannot answer otherwise. */
  readonly mode?: Mode;
  /** @throws {ModelFault} where there is no answer; the signal's reason where it is aborted */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
};

export type FaultClass = FailureRow['class'];

type FaultOptions = ErrorOptions & { readonly attempts?: number; readonly isGeneral?: boolean };

/** A request that got no answer, for reasons that say nothing about the model: never graded. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  /** `refused`: the server took the request for a bad one; `malformed`: what came is no completion. */
  readonly class: FaultClass;
  /** Tries made, 1 or more. */
  readonly attempts: number;
  /** Whether other requests will hardly fare better now: nobody is there, or lets us in. */
  readonly isGeneral: boolean;

  constructor(
    faultClass: FaultClass,
    message: string,
    { attempts = 1, isGeneral = false, ...options }: FaultOptions = {},
  ) {
    super(message, options);
    this.class = faultClass;
    this.attempts = attempts;
    this.isGeneral = isGeneral;
  }
}
