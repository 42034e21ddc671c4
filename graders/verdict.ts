import type { Value } from '../datasets/index.ts';

/** What a model answered to a single-turn task. */
export type Output = {
  /** As in a result file: text (prompting), or a list of `{name: arguments as JSON text}` (function calling). */
  readonly result: Value;
  readonly mode: 'prompt' | 'fc';
  /** The tools were offered with `_` for every `.` in their names. */
  readonly underscoreToDot: boolean;
};

/** The official verdict on one single-turn entry. */
export type Verdict = {
  readonly valid: boolean;
  /** The official `error_type` verbatim, or a code of ours starting with `inftool:`; null when valid. */
  readonly errorType: string | null;
  /** As the official words it: a list of texts, of which some are dicts in parallel categories. Empty when valid. */
  readonly error: readonly Value[];
  /** What the output decoded to; undefined where decoding failed. */
  readonly decoded: Value | undefined;
};
