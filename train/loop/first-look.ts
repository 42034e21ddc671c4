import { writeFile, mkdir } from 'node:fs/promises';
import { openOwnSuite, type CheckpointScore } from '../../datasets/index.ts';
import { tasksOf, type Played } from '../../synth/index.ts';
import type { LoopContext } from './context.ts';
import { Progress } from './progress.ts';
import { scorePolicy, type Scored } from './score.ts';

/** Tasks that it takes: a share of the scenarios asked for, and no more than these. */
const share = 0.25;
const most = 300;

/**
 * Scores a policy on the first tasks of a suite while the rest is still played, so that there is something to see early. Nothing
 * hangs on it: it stands in no record, and a run that goes on takes none.
 */
export class FirstLook {
  readonly #lines: string[] = [];
  readonly #size: number;

  constructor(
    private readonly context: LoopContext,
    private readonly scored: Scored,
    private readonly show: (score: CheckpointScore) => Promise<void>,
  ) {
    this.#size = Math.min(most, Math.ceil(share * context.config.heldOutScenarios));
  }

  /** Takes up a conversation; the one that makes the tasks enough waits for the score. */
  async take({ trajectory, verification }: Played): Promise<void> {
    if (!verification.kept || this.#lines.length >= this.#size) return;
    this.#lines.push(...tasksOf(trajectory).map((task) => JSON.stringify(task)));
    if (this.#lines.length >= this.#size) await this.#look();
  }

  async #look(): Promise<void> {
    const { run, crew, now } = this.context;
    const file = run.path('first-look', 'first-look.jsonl');
    await mkdir(run.path('first-look'), { recursive: true });
    await writeFile(file, this.#lines.map((line) => `${line}\n`).join(''));
    const [suite] = await Promise.all([openOwnSuite(file), crew.all('openSuite', { kind: 'own', file })]);
    const context = { ...this.context, progress: Progress.silent(now) };
    await this.show(await scorePolicy(context, suite, this.scored));
  }
}
