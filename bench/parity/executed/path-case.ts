import { isDict, isList, writeJson, type Task, type Value } from '../../../datasets/index.ts';
import {
  checkPath,
  decodeTurns,
  executeCalls,
  openInstances,
  pathTaskOf,
  settingFor,
} from '../../../graders/index.ts';
import type { Comparison } from '../compare.ts';
import { namedText, unanswered, type Answer, type ExecutedCase } from './executed-case.ts';

export type Surroundings = Parameters<typeof settingFor>[1];
type Failure =
  | ReturnType<typeof checkPath>
  | Extract<ReturnType<typeof decodeTurns>, { readonly failure: unknown }>['failure'];

/** What a model did in a task: call texts by turn and step, or a raw result. */
export type PathAttempt = {
  readonly task: Task;
  readonly modelName: string;
  readonly surroundings: Surroundings;
} & (
  | { readonly kind: 'path'; readonly decoded: readonly (readonly (readonly string[])[])[] }
  | { readonly kind: 'turns'; readonly result: Value; readonly mode: 'prompt' | 'fc' }
);

export function pathCase(attempt: PathAttempt): ExecutedCase {
  const fields = new Map<Value, Value>([
    ['kind', attempt.kind],
    ['category', attempt.task.category],
    ['id', attempt.task.id],
    ['model_name', attempt.modelName],
  ]);
  if (attempt.kind === 'path') fields.set('decoded', attempt.decoded);
  else fields.set('result', attempt.result).set('mode', attempt.mode);
  const kind = attempt.kind === 'path' ? 'calls' : `raw ${attempt.mode}`;
  return {
    stratum: `${attempt.task.category} ${kind}`,
    line: writeJson(fields),
    compare: (official) => comparePath(attempt, official),
    shown: `${attempt.task.id}: ${writeJson(attempt.kind === 'path' ? attempt.decoded : attempt.result)}`,
    smaller: () => smallerAttempts(attempt),
  };
}

function verdict(attempt: PathAttempt): { readonly failure: Failure } | { readonly abort: string } {
  const { modelName, surroundings } = attempt;
  const task = pathTaskOf(attempt.task);
  try {
    const turns =
      attempt.kind === 'path' ? attempt : decodeTurns(attempt.result, attempt.mode, task.path.length);
    if ('failure' in turns) return turns;
    return { failure: checkPath(task, turns.decoded, { modelName, surroundings }) };
  } catch (error) {
    // What no official verdict follows is thrown as no `Error`, or by its name.
    if (error instanceof Error && error.name !== 'OfficialAbort') throw error;
    return { abort: error instanceof Error ? error.message : String(error) };
  }
}

/** Results of both sides by turn: one list a step of the model, then that of the path. */
function resultsOf(attempt: PathAttempt, failure: Failure): readonly (readonly string[])[] {
  if (failure !== undefined)
    return 'results' in failure ? failure.results.flatMap(({ model, path }) => [...model, path]) : [];
  if (attempt.kind !== 'path') return [];
  const task = pathTaskOf(attempt.task);
  const setting = settingFor(task, attempt.surroundings);
  const own = openInstances(task, attempt.modelName, setting);
  const expected = openInstances(task, `${attempt.modelName}_ground_truth`, setting);
  return task.path.flatMap((path, turn) => [
    ...(attempt.decoded[turn] ?? []).map((step) => executeCalls(step, own)),
    executeCalls(path, expected),
  ]);
}

function differingAttributes(failure: Failure): readonly Value[] {
  return failure !== undefined && 'differing' in failure ? failure.differing : [];
}

function missingItems(failure: Failure): readonly Value[] {
  const details = failure?.fields().get('details');
  const missing = isDict(details) ? details.get('missing_items') : undefined;
  return missing !== undefined && isList(missing) ? missing : [];
}

export function comparePath(attempt: PathAttempt, official: Answer): Comparison {
  const ours = verdict(attempt);
  const none = unanswered(official, 'abort' in ours, 'abort' in ours ? ours.abort : 'a verdict');
  if (none !== undefined || 'abort' in ours) return none ?? { kind: 'named', name: 'official abort' };
  const { failure } = ours;
  const results = resultsOf(attempt, failure);
  const isComplete = attempt.kind === 'path' || (failure !== undefined && 'results' in failure);
  const found = isComplete ? differingResult(results, official['results'] as string[][]) : undefined;
  if (found !== undefined) return found;
  const mine = {
    valid: failure === undefined,
    error_type: failure?.errorType ?? null,
    error_message: failure?.message ?? null,
    differing: differingAttributes(failure),
    missing: missingItems(failure),
  };
  for (const [field, value] of Object.entries(mine)) {
    const [left, right] = [writeJson(value), JSON.stringify(official[field])];
    if (JSON.stringify(JSON.parse(left)) !== right)
      return { kind: 'different', field, ours: left, official: right };
  }
  return { kind: 'same', valid: mine.valid };
}

/** The first result that differs. One that is missing on a side is a difference, too. */
function differingResult(
  ours: readonly (readonly string[])[],
  official: readonly (readonly string[])[],
): Comparison | undefined {
  const [mine, theirs] = [ours.flat(), official.flat()];
  const at = theirs.findIndex((text, index) => text !== mine[index]);
  if (at < 0 && mine.length === theirs.length && ours.length === official.length) return undefined;
  const [left = '(no such result)', right = '(no such result)'] = [mine[at], theirs[at]];
  const name = namedText(left, right);
  if (name !== undefined) return { kind: 'named', name };
  return { kind: 'different', field: 'result', ours: left, official: right };
}

/** Without a turn's calls, a step, or a call. */
function* smallerAttempts(attempt: PathAttempt): Generator<ExecutedCase> {
  if (attempt.kind !== 'path') return;
  const { decoded } = attempt;
  const smaller = (next: PathAttempt & { kind: 'path' }) => pathCase(next);
  for (const [turn, all] of decoded.entries()) {
    if (all.length > 1) yield smaller({ ...attempt, decoded: decoded.with(turn, []) });
    for (const [step, calls] of all.entries()) {
      yield smaller({ ...attempt, decoded: decoded.with(turn, all.toSpliced(step, 1)) });
      if (calls.length < 2) continue;
      for (const call of calls.keys())
        yield smaller({ ...attempt, decoded: decoded.with(turn, all.with(step, calls.toSpliced(call, 1))) });
    }
  }
}
