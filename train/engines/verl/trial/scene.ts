import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../../../../datasets/index.ts';
import { graderVersion } from '../../../../graders/index.ts';
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

/** Rows in ChatML, written by hand: what a chat template makes of them is held against it. */
export function rowsOfSuite(): TrainingRow[] {
  return numbers().map((number) => {
    const messages = [
      { role: 'system', content: `Answer with calls: ${JSON.stringify(tool)}` },
      { role: 'user', content: contentOf(number) },
    ];
    const told = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
    const prompt = `${told.join('')}<|im_start|>assistant\n`;
    const digest = createHash('sha256').update(prompt).digest('hex');
    const completion = `[ring(times=${number})]<|im_end|>`;
    return { task_id: `ring-${number}`, messages, prompt, prompt_sha256: digest, completion };
  });
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

/** Jobs of both stages on the tasks of the suite. @param python interpreter that has verl */
export async function jobsOn(
  folder: string,
  { model, url, python }: { readonly model: string; readonly url: string; readonly python: string },
): Promise<TrainingJob<VerlSettings>[]> {
  const rows = path.join(folder, 'rows.jsonl');
  await mkdir(folder, { recursive: true });
  await writeFile(
    rows,
    rowsOfSuite()
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  const stage = { steps: 4, batchSize: 8, learningRate: 1e-7, maxLength: 400, saveSteps: 2 };
  const settings = VerlSettingsSchema.parse({
    python,
    sft: { ...stage, scheduler: 'cosine', warmup: 1 },
    grpo: {
      ...stage,
      groupSize: 4,
      maxCompletion: 64,
      klWeight: 0.01,
      overrides: ['trainer.balance_batch=false'],
    },
  });
  const rewards = { url, run_id: 'contracts', grader_version: graderVersion };
  return (['sft', 'grpo'] as const).map((name) => ({
    ...{
      id: `round-1/${name}`,
      stage: name,
      folder: path.join(folder, name),
      start: { model },
      rows,
      seed: 7,
    },
    settings,
    ...(name === 'grpo' && { rewards }),
  }));
}
