import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError, type Io } from '../../../../datasets/index.ts';
import { graderVersion } from '../../../../graders/index.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';
import { Scorer } from '../../../serve/scorer.ts';
import type { ScoreResponse } from '../../../serve/wire.ts';
import type { TrainingJob, TrainingRow } from '../../trainer-engine.ts';
import { VerlSettingsSchema, type VerlSettings } from '../settings.ts';

const TASKS = 12;

/** Characters of a prompt that has no room. */
export const LONG = 3000;

/** An answer to a task, and what our grader gives for it. */
export type Answer = { readonly task_id: string; readonly result: string; readonly reward: number };

const tool = {
  name: 'ring',
  description: 'Rings a bell.',
  parameters: { type: 'object', properties: { times: { type: 'integer' } }, required: ['times'] },
};

/** Tasks that ask for a number of rings, the last of them at too great length. */
function contentOf(number: number): string {
  const filling = number === TASKS ? 'please '.repeat(LONG / 7) : '';
  return `Ring ${number} times, ${filling}would you?`;
}

/** Writes a suite. @returns its file */
export async function writeSuite(folder: string): Promise<string> {
  const file = path.join(folder, 'tasks.jsonl');
  const tasks = numbers().map((number) => ({
    id: `ring-${number}`,
    tools: [tool],
    messages: [{ role: 'user', content: contentOf(number) }],
    possible_answers: [{ ring: { times: [number] } }],
  }));
  await writeFile(file, tasks.map((task) => JSON.stringify(task)).join('\n'));
  return file;
}

function numbers(): number[] {
  return Array.from({ length: TASKS }, (_, place) => place + 1);
}

export function rowsOfSuite(): TrainingRow[] {
  return numbers().map((number) =>
    rowOf(`ring-${number}`, tool, contentOf(number), `[ring(times=${number})]<|im_end|>`),
  );
}

/** A row in ChatML, written by hand: what a chat template makes of it is held against that. */
export function rowOf(task_id: string, tools: unknown, content: string, completion?: string): TrainingRow {
  const messages = [
    { role: 'system', content: `Answer with calls: ${JSON.stringify(tools)}` },
    { role: 'user', content },
  ];
  const told = messages.map((one) => `<|im_start|>${one.role}\n${one.content}<|im_end|>\n`);
  const prompt = `${told.join('')}<|im_start|>assistant\n`;
  const prompt_sha256 = createHash('sha256').update(prompt).digest('hex');
  return { task_id, messages, prompt, prompt_sha256, ...(completion !== undefined && { completion }) };
}

/** Right, half right and wrong answers to the tasks that have room, as the grader in this process rewards them. */
export async function answersTo(suite: string, io: Io): Promise<Answer[]> {
  const given = numbers()
    .slice(0, -1)
    .flatMap((number) =>
      [`[ring(times=${number})]`, `[ring(times=${number + 50})]`, 'No.', '[sing(times=1)]'].map((result) => ({
        task_id: `ring-${number}`,
        result,
      })),
    );
  return rewarded(suite, given, io);
}

/** What our grader gives for answers, in this process. */
export async function rewarded(
  suite: string,
  given: readonly Omit<Answer, 'reward'>[],
  io: Io,
): Promise<Answer[]> {
  const scorer = await Scorer.open({
    source: { kind: 'own', file: suite },
    reward: 'gated',
    today: io.host.today(),
  });
  const items = given.map((one, place) => ({ id: String(place), ...one }));
  const scored = await scorer.score(JSON.stringify({ run_id: 'here', items }));
  if (scored.kind === 'refused') throw new Error(scored.refusal.message);
  const { items: rewards }: ScoreResponse = scored.response;
  return given.map((one, place) => ({ ...one, reward: rewards[place]?.reward ?? NaN }));
}

/** Jobs of both stages on rows. @param python interpreter that has verl */
export async function jobsOn(
  folder: string,
  rows: readonly TrainingRow[],
  { model, url, python, maxLength }: JobOptions,
): Promise<Record<'sft' | 'grpo', TrainingJob<VerlSettings>>> {
  const file = path.join(folder, 'rows.jsonl');
  await mkdir(folder, { recursive: true });
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const stage = { steps: 4, batchSize: 8, learningRate: 1e-7, maxLength, saveSteps: 2 };
  const settings = VerlSettingsSchema.parse({
    ...{ name: 'verl', model, python, serving: { recipe: 'vllm' } },
    sft: { ...stage, scheduler: 'cosine', warmup: 1 },
    grpo: { ...stage, groupSize: 4, maxCompletion: 64, klWeight: 0.01 },
    overrides: { grpo: ['trainer.balance_batch=false'] },
  });
  const rewards = { url, run_id: 'trial', grader_version: graderVersion };
  const common = { start: { model }, rows: file, seed: 7, settings };
  return {
    sft: { id: 'round-1/sft', stage: 'sft', folder: path.join(folder, 'sft'), ...common },
    grpo: { id: 'round-1/grpo', stage: 'grpo', folder: path.join(folder, 'grpo'), ...common, rewards },
  };
}

type JobOptions = {
  readonly model: string;
  readonly url: string;
  readonly python: string;
  /** Tokens. */
  readonly maxLength: number;
};

/** Has a tiny model made, with a tokenizer of the rows' words. @returns its folder */
export async function tinyModel(
  folder: string,
  rows: readonly TrainingRow[],
  python: string,
): Promise<string> {
  const [texts, model] = [path.join(folder, 'texts'), path.join(folder, 'tiny')];
  await writeFile(texts, rows.map(({ prompt }) => prompt).join('\n'));
  const made = spawnSync(
    python,
    [checkoutFile('train', 'engines', 'trl', 'inftool_tiny.py'), texts, model, '1'],
    { encoding: 'utf8' },
  );
  if (made.status === 0) return model;
  throw new InputError(`No tiny model could be made: ${made.stderr.slice(-500)}`);
}
