import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { LoopRecord } from '../../../../datasets/index.ts';
import { journalLines, loggedMetrics, loggedRewards, meanRewards, promptHashes } from './books.ts';

export type Contract = { readonly what: string; readonly isHeld: boolean; readonly seen: string };

/** Rewards go through float32 tensors on their way into a trainer's log. */
const NEARLY = 1e-6;

/** What has to be so after two rounds of a loop, whatever was killed on the way. */
export async function contractsOf(run: string, record: LoopRecord): Promise<Contract[]> {
  const contracts = [whole(record)];
  for (const round of [1, 2]) {
    const [sft, grpo] = ['sft', 'grpo'].map((stage) => path.join(run, `round-${round}`, `${stage}.trl`));
    if (sft === undefined || grpo === undefined) continue;
    contracts.push(
      await rewardsMatch(round, grpo),
      await stepsAreWhole(round, sft),
      await stepsAreWhole(round, grpo),
    );
    contracts.push(
      await meansMatch(round, grpo),
      await lossFalls(round, sft),
      await promptsAreSame(round, sft, grpo),
    );
  }
  contracts.push(await wasGoneOnWith(run), await secondBeginsWithChampion(run, record));
  return contracts;
}

function whole({ scores, rounds }: LoopRecord): Contract {
  const names = scores.map(({ checkpoint }) => checkpoint);
  const wanted = ['untrained', 'round-1/sft', 'round-1/grpo', 'round-2/sft', 'round-2/grpo'];
  const decisions = rounds.flatMap((round) => round.decisions.map(({ decision }) => decision));
  return {
    what: 'all checkpoints were served, evaluated and judged',
    isHeld: names.join() === wanted.join() && decisions.length === 4,
    seen: `${scores.map(({ checkpoint, overall }) => `${checkpoint} ${(100 * overall.rate).toFixed(1)} % of ${overall.n}`).join(', ')}; ${decisions.join(', ')}`,
  };
}

async function rewardsMatch(round: number, folder: string): Promise<Contract> {
  const journal = await journalLines(folder);
  const logged = (await loggedRewards(folder)).map(
    ({ id, task_id: task, reward }) => `${id} ${task} ${reward}`,
  );
  return {
    what: `round ${round}: the journal's rewards are those that the trainer logged, one for one`,
    isHeld: journal.length > 0 && journal.join('\n') === logged.join('\n'),
    seen: `${journal.length} in the journal, ${logged.length} logged`,
  };
}

/** Steps as they counted in the end: what was done again replaces what was done before. */
async function stepsAreWhole(round: number, folder: string): Promise<Contract> {
  const stage = path.basename(folder, '.trl');
  const metrics = await loggedMetrics(folder);
  const steps = new Set(metrics.map(({ step }) => step));
  const last = Math.max(...steps);
  return {
    what: `round ${round}: every step of ${stage} is logged`,
    isHeld: steps.size === last,
    seen: `${steps.size} steps of ${last}, in ${metrics.length} lines`,
  };
}

async function meansMatch(round: number, folder: string): Promise<Contract> {
  const means = meanRewards(await loggedRewards(folder));
  const told = new Map<number, number>();
  for (const { step, values } of await loggedMetrics(folder))
    if (values['reward'] !== undefined) told.set(step, values['reward']);
  // Rewards are asked for while the step before is the last one done.
  const off = [...told].filter(
    ([step, reward]) => !(Math.abs((means.get(step - 1) ?? NaN) - reward) < NEARLY),
  );
  return {
    what: `round ${round}: each step's mean reward in the trainer's log is that of its rewards`,
    isHeld: told.size > 0 && off.length === 0,
    seen: `${told.size - off.length} of ${told.size} steps`,
  };
}

const FEW = 5;

async function lossFalls(round: number, folder: string): Promise<Contract> {
  const losses = (await loggedMetrics(folder)).flatMap(({ values }) => values['loss'] ?? []);
  const mean = (some: readonly number[]) => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  const [first, last] = [mean(losses.slice(0, FEW)), mean(losses.slice(-FEW))];
  return {
    what: `round ${round}: the loss of SFT falls`,
    isHeld: last < first,
    seen: `${first.toFixed(3)} in the first ${FEW} steps, ${last.toFixed(3)} in the last`,
  };
}

async function promptsAreSame(round: number, sft: string, grpo: string): Promise<Contract> {
  const [one, other] = [await promptHashes(sft), await promptHashes(grpo)];
  const both = [...one.keys()].filter((task) => other.has(task));
  const same = both.filter((task) => one.get(task) === other.get(task)).length;
  return {
    what: `round ${round}: SFT and GRPO make the same tokens of a task's prompt`,
    isHeld: both.length > 0 && same === both.length,
    seen: `${same} of ${both.length} tasks that both have`,
  };
}

/** The steps before the kill are there once or twice, and there was a second attempt. */
async function wasGoneOnWith(run: string): Promise<Contract> {
  const grpo = path.join(run, 'round-1', 'grpo.trl');
  const attempts = new Set((await loggedRewards(grpo)).map(({ attempt }) => attempt));
  const steps = (await loggedMetrics(path.join(run, 'round-1', 'sft.trl'))).map(({ step }) => step);
  const backTo = steps.find((step, at) => step <= (steps[at - 1] ?? 0));
  return {
    what: 'what was killed went on from a checkpoint, not from the beginning',
    isHeld: attempts.size === 2 && backTo !== undefined && backTo > 1,
    seen: `SFT went on at step ${backTo ?? 'none'}, GRPO took ${attempts.size} attempts`,
  };
}

const JobSchema = z.object({ start: z.object({ model: z.string(), adapter: z.string().optional() }) });

async function secondBeginsWithChampion(run: string, { rounds }: LoopRecord): Promise<Contract> {
  const job = JobSchema.parse(
    JSON.parse(await readFile(path.join(run, 'round-2', 'sft.trl', 'job.json'), 'utf8')),
  );
  const promoted = rounds[0]?.decisions.findLast(({ decision }) => decision === 'PROMOTE')?.candidate;
  const wanted = promoted === undefined ? path.join('..', 'tiny') : path.join(`${promoted}.trl`, 'model');
  return {
    what: 'the second round begins with the champion of the first',
    isHeld: path.relative(run, job.start.adapter ?? job.start.model) === wanted,
    seen: `champion ${promoted ?? 'untrained'}, begun with ${path.relative(run, job.start.model)}`,
  };
}
