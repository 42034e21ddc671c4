import path from 'node:path';
import {
  InputError,
  isList,
  resolveCategories,
  str,
  type Prerequisite,
  type Suite,
  type Task,
} from '../../datasets/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import { layoutOf } from '../evaluate/layout.ts';
import type { RolloutTask } from '../rollout/rollout.ts';
import { ResultFile } from './result-file.ts';
import { chosenOf, shareOf, type TaskChoice } from './task-choice.ts';

/** One conversation with a model. */
export type Job = {
  readonly id: string;
  readonly category: string;
  readonly task: RolloutTask;
  readonly results: ResultFile;
  /** Ids of the conversations that it finds remembered, the last one's memory. */
  readonly dependsOn: readonly string[];
  /** Of its memory, where it has one. */
  readonly scenario: string | undefined;
  /** Whether it leaves a memory to others. */
  readonly isPrerequisite: boolean;
};

export type Plan = {
  readonly jobs: readonly Job[];
  /** The files that results go to, each with the ids of its tasks in order. */
  readonly files: readonly { readonly results: ResultFile; readonly order: readonly string[] }[];
};

/**
 * All conversations of categories, those before a memory's tasks with them.
 * @param choice of tasks; what they depend on comes with them
 * @throws {InputError} for results in the folder that are none; {SuiteError} for an unknown category
 */
export async function planOf(
  suite: Suite,
  names: readonly string[],
  folder: string,
  choice: TaskChoice = {},
): Promise<Plan> {
  const layout = layoutOf(suite);
  const jobs: Job[] = [];
  for (const category of resolveCategories(suite, names)) {
    const tasks = chosenOf(await suite.tasks(category.name), category.name, choice);
    const needed = new Set(
      tasks.flatMap(({ entry, checker }) => (isSingleTurn(checker) ? [] : dependenciesOf(entry))),
    );
    const before = ((await suite.prerequisites?.(category.name)) ?? []).filter(({ id }) => needed.has(id));
    const paths = [layout.prerequisitePath(category), layout.resultPath(category)];
    for (const [index, some] of [before, tasks].entries()) {
      if (some.length === 0) continue;
      const results = await ResultFile.open(path.join(folder, paths[index] ?? ''));
      jobs.push(...some.map((one) => jobOf(one, results, index === 0)));
    }
  }
  const { shard } = choice;
  return planWith(shard === undefined ? jobs : shareOf(jobs, unitOf, shard));
}

/** What has to be done by one process. */
function unitOf({ id, category, scenario }: Job): string {
  return scenario === undefined ? id : `${category}/${scenario}`;
}

function planWith(jobs: readonly Job[]): Plan {
  const orders = new Map<ResultFile, string[]>();
  for (const { id, results } of jobs) {
    const order = orders.get(results) ?? [];
    order.push(id);
    orders.set(results, order);
  }
  return { jobs, files: Array.from(orders, ([results, order]) => ({ results, order })) };
}

function jobOf(asked: Task | Prerequisite, results: ResultFile, isPrerequisite: boolean): Job {
  const isPlayed = isPrerequisite || ('checker' in asked && !isSingleTurn(asked.checker));
  const dependsOn = isPlayed ? dependenciesOf(asked.entry) : [];
  const scenario = isPrerequisite || dependsOn.length > 0 ? asked.entry.get('scenario') : undefined;
  return {
    id: asked.id,
    category: asked.category,
    task: new JobTask(asked, isPlayed),
    results,
    dependsOn,
    scenario: scenario === undefined ? undefined : str(scenario),
    isPrerequisite,
  };
}

/** The task itself stands behind it: entries are read when somebody looks at them. */
class JobTask implements RolloutTask {
  constructor(
    readonly source: Task | Prerequisite,
    readonly isPlayed: boolean,
  ) {}

  get id() {
    return this.source.id;
  }

  get language() {
    return this.source.language;
  }

  get entry() {
    return this.source.entry;
  }

  get tools() {
    return 'tools' in this.source ? this.source.tools : [];
  }

  get promptFormat() {
    return 'promptFormat' in this.source ? this.source.promptFormat : undefined;
  }

  get configuration() {
    return 'configuration' in this.source ? this.source.configuration : undefined;
  }

  /** The suite's task, where it is one. */
  get suiteTask(): Task | undefined {
    return 'checker' in this.source ? this.source : undefined;
  }
}

function dependenciesOf(entry: Task['entry']): string[] {
  const listed = entry.get('depends_on') ?? [];
  if (!isList(listed)) throw new InputError('expected "depends_on" to be a list of ids.');
  return listed.map((id) => str(id));
}
