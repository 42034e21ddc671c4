import { isList, type Value } from '../../datasets/index.ts';
import type { ParityCase } from './cases.ts';

/** Shorter variants of a text: without a stretch of it, long stretches first. */
function* shorterTexts(text: string): Generator<string> {
  for (
    let length = Math.ceil(text.length / 2);
    length >= 1;
    length = length === 1 ? 0 : Math.ceil(length / 2)
  ) {
    for (let at = 0; at + length <= text.length; at += length)
      yield text.slice(0, at) + text.slice(at + length);
  }
}

function* smaller(result: Value): Generator<Value> {
  if (typeof result === 'string') yield* shorterTexts(result);
  if (!isList(result)) return;
  for (const [index, call] of result.entries()) {
    yield result.toSpliced(index, 1);
    if (!(call instanceof Map)) continue;
    for (const [name, text] of call) {
      for (const less of smaller(text)) yield result.toSpliced(index, 1, new Map(call).set(name, less));
    }
  }
}

/**
 * Shrinks a case as long as `differs` holds, asking at most `questions` times.
 * @returns the smallest case found
 */
export async function minimiseBy<Case>(
  first: Case,
  smallerOf: (best: Case) => Iterable<Case>,
  differs: (candidate: Case) => Promise<boolean>,
  questions: number,
): Promise<Case> {
  let best = first;
  let left = questions;
  for (let shrunk = true; shrunk && left > 0;) {
    shrunk = false;
    for (const candidate of smallerOf(best)) {
      if (left-- <= 0) break;
      if (!(await differs(candidate))) continue;
      best = candidate;
      shrunk = true;
      break;
    }
  }
  return best;
}

function* smallerCases(best: ParityCase): Generator<ParityCase> {
  for (const result of smaller(best.output.result)) yield { ...best, output: { ...best.output, result } };
}

/** Shrinks the output of a case as long as `differs` holds. */
export function minimise(
  parityCase: ParityCase,
  differs: (candidate: ParityCase) => Promise<boolean>,
  questions = 400,
): Promise<ParityCase> {
  return minimiseBy(parityCase, smallerCases, differs, questions);
}
