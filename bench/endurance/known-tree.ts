import { rm } from 'node:fs/promises';
import path from 'node:path';
import { resolveCategories, type Prerequisite, type Suite, type Value } from '../../datasets/index.ts';
import { dayText } from '../options.ts';
import { withoutWords } from '../prompts/without-words.ts';
import { runTasks } from '../run/run-tasks.ts';
import type { TaskChoice } from '../run/task-choice.ts';
import { KnownModel } from './known-model.ts';

/** What `inftool generate` is to come to, and the answers by which it does. */
export type KnownTree = {
  /** Of the model's results. */
  readonly folder: string;
  readonly model: KnownModel;
  readonly requests: number;
  /** Conversations, those before a memory's questions among them. */
  readonly conversations: number;
};

type KnownPlay = {
  readonly categories: readonly string[];
  readonly choice?: TaskChoice;
  /** Of the requests. */
  readonly seed: number;
  /** Of what is right. */
  readonly answerSeed: number;
};

const modelName = 'known';

/** On which tasks are played. */
const today = { year: 2026, month: 11, day: 29 };

/** That day as `--today` takes it. */
export const day = dayText(today);

/** Plays tasks with known answers, one after the other, without a network. @param resultDir gets a folder for the model */
export async function playKnown(suite: Suite, resultDir: string, play: KnownPlay): Promise<KnownTree> {
  const folder = path.join(resultDir, modelName);
  await rm(folder, { recursive: true, force: true });
  const { categories, choice = {}, seed, answerSeed } = play;
  const before: Prerequisite[] = [];
  for (const { name } of resolveCategories(suite, categories))
    before.push(...((await suite.prerequisites?.(name)) ?? []));
  const model = new KnownModel(modelName, answerSeed, before);
  const summary = await runTasks(suite, model, {
    folder,
    categories,
    choice,
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
  return { folder, model, requests: summary.requests, conversations: summary.asked };
}
