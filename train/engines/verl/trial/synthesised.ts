import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { InputError, type Io } from '../../../../datasets/index.ts';
import { decisionsOf, keptTrajectories } from '../../../../synth/index.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';
import { answerText } from '../../prompt-writer.ts';
import type { TrainingRow } from '../../trainer-engine.ts';
import { rewarded, rowOf, type Answer } from './scene.ts';

export type Synthesised = {
  /** A file. */
  readonly suite: string;
  readonly rows: readonly TrainingRow[];
  /** One to each row's task, with what the grader in this process gives for it. */
  readonly answers: readonly Answer[];
};

/** Has a suite synthesised into a folder: a row and an answer, right or wrong in one of several ways, to each of its first tasks. */
export async function synthesised(folder: string, count: number, io: Io): Promise<Synthesised> {
  const options = ['--count', String(count + 50), '--held-out', '20', '--data-dir', 'none', '--seed', '7'];
  const made = spawnSync(
    process.execPath,
    [checkoutFile('dist', 'cli.js'), 'synth', ...options, '--out', folder],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new InputError(`Nothing was synthesised: ${made.stderr.slice(-500)}`);
  const rows: TrainingRow[] = [];
  const right: string[] = [];
  for await (const trajectory of keptTrajectories(folder)) {
    if (trajectory.scenario.split !== 'training') continue;
    for (const { id, task, answer } of decisionsOf(trajectory)) {
      if (rows.length === count) break;
      rows.push(rowOf(id, task, `Task ${id}`));
      right.push(answerText(answer));
    }
  }
  if (rows.length < count)
    throw new InputError(`Expected ${count} tasks, got ${rows.length}: ask for fewer with --rows.`);
  const given = rows.map(({ task_id }, place) => ({ task_id, result: answerAt(right, place) }));
  const suite = path.join(folder, 'training.jsonl');
  return { suite, rows, answers: await rewarded(suite, given, io) };
}

/** The right answer to every other task; to the others one with another value, another's, one cut off, none, and words. */
function answerAt(right: readonly string[], place: number): string {
  const own = right[place] ?? '';
  if (place % 2 === 0) return own;
  const changed = own.replace(/=('[^']*'|[\d.]+)(?=[,)])/, (_, value: string) =>
    value.startsWith("'") ? "='x'" : '=1',
  );
  const wrong = [
    changed,
    right[place - 1] ?? '',
    own.slice(0, -2),
    '',
    'I cannot, “sorry” – 申し訳ありません 🙏',
  ];
  return wrong[((place - 1) / 2) % wrong.length] ?? '';
}
