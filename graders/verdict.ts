import type { Dict, Value } from '../datasets/index.ts';

/** What a model answered. */
export type Output = {
  /**
   * As in a result file. Single-turn: text (prompting), or a list of `{name: arguments as JSON text}` (function calling).
   * Else a list of turns, each a list of such steps.
   */
  readonly result: Value;
  readonly mode: 'prompt' | 'fc';
  /** The tools were offered with `_` for every `.` in their names. */
  readonly underscoreToDot: boolean;
};

/** The official verdict on one entry. */
export type Verdict = {
  readonly valid: boolean;
  /** The official `error_type` verbatim, or a code of ours starting with `inftool:`; null when valid. */
  readonly errorType: string | null;
  /** As the official words it: a list of texts, of which some are dicts in parallel categories. Empty when valid. */
  readonly error: readonly Value[];
  /** What the output decoded to; undefined where decoding failed. */
  readonly decoded: Value | undefined;
};

/** The verdict on an entry whose calls are executed, or whose answer is read. */
export type ExecutedVerdict = Verdict & {
  /** The official's error object; undefined when valid. */
  readonly errorObject: Dict | undefined;
  /** Multi-turn: attributes in which the first class that differs does so. */
  readonly differing: readonly string[];
  /** Agentic: the message that was judged, where one was found wanting. */
  readonly judged: Value | undefined;
};
