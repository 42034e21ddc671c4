import { ascii, ValueLimitError, type Value } from '../../datasets/index.ts';
import { gradeEntry, type Verdict } from '../../graders/index.ts';
import type { ParityCase } from './cases.ts';
import type { OfficialAnswer } from './official.ts';

/** How two answers relate: the same, named (no verdict of the official to be equal to), or different. */
export type Comparison =
  | { readonly kind: 'same'; readonly valid: boolean }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'different'; readonly field: string; readonly ours: string; readonly official: string };

/** Python's ascii() of a value, null where Python refuses it for its size. */
function asciiOrNull(value: Value | undefined): string | null {
  if (value === undefined) return null;
  try {
    return ascii(value);
  } catch (error) {
    if (error instanceof ValueLimitError) return null;
    throw error;
  }
}

/** Texts that only name what could not be decoded are in our own words. */
function errorText(verdict: Verdict): string | null {
  return verdict.errorType?.endsWith('decoder_failed') === true ? null : asciiOrNull(verdict.error);
}

export function compare(parityCase: ParityCase, official: OfficialAnswer): Comparison {
  const ours = gradeEntry(parityCase.task, parityCase.output);
  if ('timeout' in official) return { kind: 'named', name: 'resource limit: the time of the official' };
  if ('abort' in official) {
    if (ours.errorType === 'inftool:official_would_abort') return { kind: 'named', name: 'official abort' };
    return { kind: 'different', field: 'error_type', ours: String(ours.errorType), official: official.abort };
  }
  const theirs = {
    valid: official.valid,
    error_type: official.error_type,
    decoded_repr: official.decoded_repr,
    error: official.error_type?.endsWith('decoder_failed') === true ? null : official.error,
  };
  const mine = {
    valid: ours.valid,
    error_type: ours.errorType,
    decoded_repr: asciiOrNull(ours.decoded),
    error: errorText(ours),
  };
  for (const field of ['valid', 'error_type', 'decoded_repr', 'error'] as const) {
    if (mine[field] === theirs[field]) continue;
    if (ours.error.some((text) => typeof text === 'string' && /\[inftool:[a-z-]+\]$/.test(text))) {
      return { kind: 'named', name: 'resource limit' };
    }
    return { kind: 'different', field, ours: String(mine[field]), official: String(theirs[field]) };
  }
  return { kind: 'same', valid: ours.valid };
}
