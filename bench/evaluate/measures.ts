import { isList, type Task, type Value } from '../../datasets/index.ts';
import {
  decodeCallTexts,
  isEmptyStep,
  isSingleTurn,
  tryDecode,
  type Output,
  type Verdict,
} from '../../graders/index.ts';
import type { ResultEntry } from './read-results.ts';

/** What a result tells besides its verdict. */
export type Measures = {
  readonly calls: number;
  /** Undefined where calls are not what is expected. */
  readonly expectedCalls: number | undefined;
  readonly turns: number;
  /** Seconds. */
  readonly latency: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
};

export function measuresOf(
  task: Task,
  { latency, tokens }: Pick<ResultEntry, 'latency' | 'tokens'>,
  output: Output,
  { decoded }: Verdict,
): Measures {
  const { result } = output;
  const isSingle = isSingleTurn(task.checker);
  return {
    calls: isSingle
      ? callsIn(decoded)
      : (isList(result) ? result : []).reduce<number>((sum, turn) => sum + callsOfTurn(turn, output.mode), 0),
    expectedCalls: expectedCalls(task),
    turns: isSingle || !isList(result) ? 1 : Math.max(1, result.length),
    latency: sumOf(latency),
    inputTokens: sumOf(tokens.input),
    outputTokens: sumOf(tokens.output),
  };
}

function expectedCalls({ expected }: Task): number | undefined {
  switch (expected.kind) {
    case 'calls':
      return expected.calls.length;
    case 'no-call':
      return 0;
    case 'any-call':
      return 1;
    case 'path':
      return callsOfPath(expected.source);
    case 'answer':
      return undefined;
  }
}

function callsOfPath(path: Value): number {
  return isList(path) ? path.reduce<number>((sum, turn) => sum + (isList(turn) ? turn.length : 0), 0) : 0;
}

function callsIn(decoded: Value | undefined): number {
  return decoded !== undefined && isList(decoded) ? decoded.length : 0;
}

function callsOfTurn(turn: Value, mode: Output['mode']): number {
  let calls = 0;
  for (const step of isList(turn) ? turn : []) {
    const { decoded } = tryDecode(() => decodeCallTexts(step, mode));
    if (decoded !== undefined && !isEmptyStep(decoded)) calls += decoded.length;
  }
  return calls;
}

/** One of a single request, or those of all turns' steps; undefined where there is no number. */
function sumOf(field: Value | undefined): number | undefined {
  let [sum, count] = [0, 0];
  const add = (value: Value) => {
    if (isList(value)) for (const item of value) add(item);
    else if (typeof value === 'number' || typeof value === 'bigint') {
      sum += Number(value);
      count++;
    }
  };
  if (field !== undefined) add(field);
  return count === 0 || !Number.isFinite(sum) ? undefined : sum;
}
