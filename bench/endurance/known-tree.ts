import { rm } from 'node:fs/promises';
import { resolveCategories, type Prerequisite, type Suite, type Value } from '../../datasets/index.ts';
import { withoutWords } from '../prompts/without-words.ts';
import { runTasks } from '../run/run-tasks.ts';
import { KnownModel } from './known-model.ts';

/** What `inftool generate` is to come to, and the answers by which it does. */
export type KnownTree = {
  /** With a folder for the model. */
  readonly resultDir: string;
  readonly model: KnownModel;
  readonly requests: number;
  /** Conversations, those before a memory's questions among them. */
  readonly conversations: number;
};

export type KnownPlay = {
  readonly categories: readonly string[];
  readonly ids?: ReadonlySet<string>;
  /** Of the requests, and of what is right. */
  readonly seed: number;
};

export const modelName = 'known';

/** On which tasks are played. */
export const today = { year: 2026, month: 11, day: 29 } as const;

/** Plays tasks with known answers, one after the other, without a network. */
export async function playKnown(suite: Suite, resultDir: string, play: KnownPlay): Promise<KnownTree> {
  await rm(resultDir, { recursive: true, force: true });
  const { categories, ids, seed } = play;
  const before: Prerequisite[] = [];
  for (const { name } of resolveCategories(suite, categories))
    before.push(...((await suite.prerequisites?.(name)) ?? []));
  const model = new KnownModel(modelName, seed, before);
  const summary = await runTasks(suite, model, {
    resultDir,
    categories,
    ...(ids !== undefined && { ids }),
    concurrency: 1,
    setting: {
      mode: 'fc',
      prompts: (await suite.prompts?.()) ?? withoutWords,
      seed,
      longContext: (await suite.longContext?.()) ?? new Map<string, Value>(),
      today,
      logsInput: false,
      logsState: true,
    },
  });
  return { resultDir, model, requests: summary.requests, conversations: summary.asked };
}
