import { DecodeError } from '../../decode-error.ts';

/** Python's default recursion limit. */
const RECURSION_LIMIT = 1000;

/**
 * Frames on Python's stack while the official decoder works. Counts are measured on CPython 3.11: from one
 * syntax node to a node inside it lie as many frames as its visitor and its helpers open.
 */
export const Frames = {
  /** At the official `ast_parse` in an evaluation run. */
  parse: 15,
  /** From there to the first value of a call. */
  toValue: 2,
  /** From a list, tuple, dict or nested call to its items. */
  toItem: 2,
  /** From the resolver of a value to the unparser's first node. */
  toUnparser: 4,
} as const;

/** @throws {DecodeError} if `depth` frames are more than Python's stack takes */
export function checkDepth(depth: number): void {
  if (depth >= RECURSION_LIMIT) throw new DecodeError('RecursionError: maximum recursion depth exceeded');
}
