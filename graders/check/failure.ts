import type { Value } from '../../datasets/index.ts';

/** Why a call does not match: the official error type and texts. */
export type Failure = { readonly errorType: string; readonly error: readonly Value[] };

export function failure(errorType: string, ...error: readonly Value[]): Failure {
  return { errorType, error };
}
