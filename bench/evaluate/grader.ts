import type { Category, Suite, Task } from '../../datasets/index.ts';
import {
  gradeTask,
  graderVersion,
  isSingleTurn,
  type ExecutedVerdict,
  type Output,
  type Surroundings,
  type Verdict,
} from '../../graders/index.ts';

/** What grades. */
export type Grader = {
  /** Digest. */
  readonly version: string;
  /** @param model name of its folder */
  readonly grade: (task: Task, output: Output, model: string) => Verdict | ExecutedVerdict;
};

/**
 * The grader of a suite's tasks.
 * @param categories that it is asked for
 * @param today the day on which environments are played in
 */
export async function openGrader(
  suite: Suite,
  categories: readonly Category[],
  today: Surroundings['today'],
): Promise<Grader> {
  const isExecuted = categories.some(({ checker }) => !isSingleTurn(checker));
  const longContext = isExecuted ? ((await suite.longContext?.()) ?? new Map()) : new Map();
  const surroundings = { today, longContext };
  return {
    version: graderVersion,
    grade: (task, output, model) => gradeTask(task, output, { modelName: model, surroundings }),
  };
}
