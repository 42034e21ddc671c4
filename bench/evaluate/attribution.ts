import {
  isDict,
  isList,
  str,
  type FailureCause,
  type Suspects,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import {
  decodeCallTexts,
  decodeOutput,
  gradeEntry,
  holdsCall,
  isSingleTurn,
  tryDecode,
  type Output,
  type Verdict,
} from '../../graders/index.ts';
import { isHarnessError } from './harness-error.ts';
import { otherReadings } from './other-readings.ts';

/** Where a failure comes from, and the rule that said so. */
export type Attribution = { readonly cause: FailureCause; readonly rule: string };

/** What clients of endpoints say when they got no answer, or one that is none. */
const ofEndpoint =
  /\b(?:error code: \d{3}|[45]\d\d\b.*\berror|connection|time[d]?[ -]?out|rate.?limit|overloaded|unavailable|quota)/i;

/**
 * Tells where a failing verdict comes from; the first rule that holds counts:
 *
 *     endpoint, harness   the result is an error text of the program that asked, not an answer
 *     harness             the official evaluator would not get to a verdict
 *     suspect_truth       the entry is on the suite's list of doubted answers
 *     parser              the official decoder finds no calls; read in another way, the output passes, or in a step of a
 *                         conversation holds calls
 *     model               all else
 */
export function attributionOf(
  task: Task,
  output: Output,
  verdict: Verdict,
  suspects: Suspects | undefined,
): Attribution {
  const { result } = output;
  if (isHarnessError(result)) {
    const isOfEndpoint = typeof result === 'string' && ofEndpoint.test(result);
    return isOfEndpoint
      ? { cause: 'endpoint', rule: 'the result is an error text that tells of the endpoint' }
      : { cause: 'harness', rule: 'the result is an error text of the program that asked' };
  }
  if (verdict.errorType === 'inftool:official_would_abort')
    return { cause: 'harness', rule: 'the official evaluator would abort on it' };
  const suspect = suspects?.of(task.id);
  if (suspect !== undefined) return { cause: 'suspect_truth', rule: `doubted entry: ${suspect.reason}` };
  const lost = isSingleTurn(task.checker)
    ? readingThatPasses(task, output, verdict)
    : readingOfStep(task, output);
  if (lost !== undefined) return { cause: 'parser', rule: lost };
  return {
    cause: 'model',
    rule:
      verdict.decoded === undefined && isSingleTurn(task.checker)
        ? 'no reading of the output passes'
        : 'the checker refuses what was decoded',
  };
}

function readingThatPasses(
  task: Task,
  { result, underscoreToDot }: Output,
  { decoded }: Verdict,
): string | undefined {
  if (typeof result !== 'string' || (decoded !== undefined && holdsCall(decoded))) return undefined;
  for (const { name, text, format } of otherReadings(result, task.format)) {
    const other: Task = {
      ...{ id: task.id, category: task.category, language: task.language, checker: task.checker },
      ...{ tools: task.tools, expected: task.expected, cluster: task.cluster, entry: task.entry, format },
    };
    if (gradeEntry(other, { result: text, mode: 'prompt', underscoreToDot }).valid)
      return `passes when read as ${name}`;
  }
  return undefined;
}

/** A call in a step in which the official decoder found none, of a tool that there is. */
function readingOfStep(task: Task, { result, mode }: Output): string | undefined {
  for (const step of isList(result) ? result.flatMap(stepsOf) : []) {
    if (typeof step !== 'string' || tryDecode(() => decodeCallTexts(step, mode)).decoded !== undefined)
      continue;
    for (const { name, text, format } of otherReadings(step, task.format)) {
      const output = { result: text, mode: 'prompt', underscoreToDot: false } as const;
      const { decoded } = tryDecode(() => decodeOutput(output, format));
      if (decoded !== undefined && areCallsOf(decoded, task))
        return `a step that was taken for words holds calls when read as ${name}`;
    }
  }
  return undefined;
}

function areCallsOf(decoded: Value, { tools }: Task): boolean {
  if (!isList(decoded) || decoded.length === 0) return false;
  const names = new Set(tools.flatMap(({ name }) => [name, name.replaceAll('.', '_')]));
  return decoded.every((call) => isDict(call) && [...call.keys()].every((name) => names.has(str(name))));
}

function stepsOf(turn: Value): readonly Value[] {
  return isList(turn) ? turn : [];
}
