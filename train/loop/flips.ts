import { createReadStream } from 'node:fs';
import {
  readJson,
  readLines,
  repr,
  isDict,
  type Flip,
  type Suite,
  type Task,
  type VerdictRow,
} from '../../datasets/index.ts';
import { readScoredRun } from '../../bench/index.ts';
import { askedText } from '../policy/question.ts';
import type { RunDirectory } from './run-directory.ts';
import { resultFiles, scoreFolder } from './score.ts';

/** Of each list, so many examples go into the report. */
const mostExamples = 40;

/** Tasks that one model passes and the other does not, in the suite's order. */
export async function flipsBetween(
  run: RunDirectory,
  suite: Suite,
  before: string,
  after: string,
): Promise<{ gained: Flip[]; lost: Flip[] }> {
  const [one, other] = await Promise.all(
    [before, after].map((model) => readScoredRun(scoreFolder(run, suite, model))),
  );
  const [was, is] = await Promise.all([before, after].map((model) => outputsOf(run, suite, model)));
  const gained: Flip[] = [];
  const lost: Flip[] = [];
  for (const { name } of suite.categories) {
    for (const task of await suite.tasks(name)) {
      const [then, now] = [one?.rows.get(task.id)?.[0], other?.rows.get(task.id)?.[0]];
      const list =
        then?.status === 'fail' && now?.status === 'pass'
          ? gained
          : then?.status === 'pass' && now?.status === 'fail'
            ? lost
            : undefined;
      if (list === undefined) continue;
      list.push(flipOf(task, [then, now], [was?.get(task.id), is?.get(task.id)]));
    }
  }
  return { gained: spread(gained), lost: spread(lost) };
}

function flipOf(
  task: Task,
  [then, now]: readonly (VerdictRow | undefined)[],
  [was, is]: readonly (string | undefined)[],
): Flip {
  return {
    taskId: task.id,
    category: task.category,
    asked: askedText(task),
    expected: task.expected.kind === 'calls' ? repr(task.expected.source) : 'no call',
    before: was ?? '',
    after: is ?? '',
    errorBefore: errorOf(then),
    errorAfter: errorOf(now),
  };
}

function errorOf(row: VerdictRow | undefined): string | null {
  return row?.status === 'fail' ? row.error_type : null;
}

/** Evenly over the list, so that every category has its share. */
function spread(flips: readonly Flip[]): Flip[] {
  const step = Math.max(1, flips.length / mostExamples);
  return Array.from(
    { length: Math.min(flips.length, mostExamples) },
    (_, index) => flips[Math.floor(index * step)],
  ).filter((flip) => flip !== undefined);
}

/** What a model answered, by task, as it reads in Python. */
async function outputsOf(run: RunDirectory, suite: Suite, model: string): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  for (const file of resultFiles(run, suite, model)) {
    for await (const line of readLines(createReadStream(file))) {
      const entry = readJson(line);
      if (!isDict(entry)) continue;
      const [id, result] = [entry.get('id'), entry.get('result')];
      if (typeof id === 'string' && result !== undefined)
        outputs.set(id, typeof result === 'string' ? result : repr(result));
    }
  }
  return outputs;
}
