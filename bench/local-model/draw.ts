import type { Suite } from '../../datasets/index.ts';
import { chosenOf } from '../run/task-choice.ts';

/** Ids by category, as `--run-ids` reads them. */
export type DrawnIds = Readonly<Record<string, readonly string[]>>;

/**
 * Draws tasks of single categories: the same for the same seed, and a larger draw holds the smaller ones.
 * @param counts how many of each category; all where it has fewer
 * @throws {SuiteError} for an unknown category
 */
export async function drawIds(
  suite: Pick<Suite, 'tasks'>,
  counts: Readonly<Record<string, number>>,
  seed: number,
): Promise<DrawnIds> {
  const drawn: Record<string, readonly string[]> = {};
  for (const [category, count] of Object.entries(counts)) {
    const tasks = await suite.tasks(category);
    drawn[category] = chosenOf(tasks, category, { sample: { count, seed } }).map(({ id }) => id);
  }
  return drawn;
}
