import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureRowSchema, type Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { faultKinds } from '../models/scripted-server/faults.ts';
import { checkVerdicts } from './check-verdicts.ts';
import { differences, rowIds } from './compare-trees.ts';
import { generate, served, type Ground } from './ground.ts';
import { expectExit, type ServerProcess } from './processes.ts';

export type FaultOptions = {
  readonly latency: number;
  readonly threads: number;
  /** Of the requests. */
  readonly share: number;
  /** Seconds for one try. */
  readonly timeout: number;
  readonly maxRetries: number;
  /** Runs after which some task must not be open any more. */
  readonly mostRuns: number;
};

type Run = {
  readonly requests: number;
  readonly rows: number;
  readonly failures: number;
  readonly seconds: number;
};

/** Asks a server of whose answers many are faults, until all tasks are answered. @returns whether all is well */
export async function runFaults(ground: Ground, options: FaultOptions, io: Io): Promise<boolean> {
  const { latency, share, mostRuns } = options;
  const faults = { share, seed: ground.scope.seed, kinds: faultKinds };
  const problems: string[] = [];
  const runs: Run[] = [];
  const counts = await served(ground, { latency, faults }, async (server) => {
    while (runs.length < mostRuns && (runs.at(-1)?.failures ?? 1) > 0)
      runs.push(await oneRun(ground, server, { ...options, number: runs.length + 1, problems }, io));
    return server.counts();
  });
  const [tree] = ground.trees;
  if (tree !== undefined)
    problems.push(...(await differences(tree.folder, path.join(ground.work, 'result', tree.model.name))));
  if ((runs.at(-1)?.failures ?? 1) > 0)
    problems.push(`after ${runs.length} runs there are tasks without an answer`);
  const shown = runs.map(({ requests, rows, failures, seconds }, index) =>
    [index + 1, requests, rows, failures, seconds.toFixed(1)].map(String),
  );
  await io.stdout.write(textTable(['run', 'requests', 'answered', 'failed', 's'], shown, io));
  const all = Object.values(counts.faults).reduce((sum, count) => sum + count, 0);
  await io.stdout.write(
    `${counts.requests} requests, ${all} faults (${faultKinds.map((kind) => `${kind} ${counts.faults[kind] ?? 0}`).join(', ')}); ${problems.length} problems\n`,
  );
  for (const line of problems.slice(0, 10)) await io.stdout.write(`  ${line}\n`);
  return problems.length === 0;
}

type RunOptions = FaultOptions & { readonly number: number; readonly problems: string[] };

/** One run, after which every task has a row, or a line among the failures, and no verdict that it should not have. */
async function oneRun(ground: Ground, server: ServerProcess, options: RunOptions, io: Io): Promise<Run> {
  const { threads, timeout, maxRetries, problems, number } = options;
  const environment = { ...io.environment };
  const before = (await server.counts()).bodies;
  const given = [
    '--num-threads',
    threads,
    '--timeout',
    timeout,
    '--max-retries',
    maxRetries,
    '--give-up-after',
    0,
  ];
  const running = generate(ground, server, path.join(ground.work, 'result'), {
    environment,
    options: given.map(String),
  });
  const ended = await running.end;
  expectExit(ended, [0, 1]);
  const { bodies } = await server.counts();
  const asked = Object.entries(bodies).map(
    ([digest, count]) => [digest, count - (before[digest] ?? 0)] as const,
  );
  for (const [digest, count] of asked)
    if (count > maxRetries + 1) problems.push(`run ${number}: ${digest} was asked ${count} times`);
  const { model } = ground.trees[0] ?? { model: undefined };
  if (model === undefined) throw new TypeError('expected a tree');
  const folder = path.join(ground.work, 'result', model.name);
  const [rows, failed] = [await rowIds(folder), await failedIds(folder)];
  problems.push(
    ...accounted(new Set([...model.book.values()].map(({ id }) => id)), rows, failed).map(
      (line) => `run ${number}: ${line}`,
    ),
  );
  const around = { environment, scoreDir: path.join(ground.work, `score-${number}`) };
  const { wrong } = await checkVerdicts(folder, model.isRight, new Set(failed), around);
  problems.push(...wrong.map((line) => `run ${number}: ${line}`));
  const requests = asked.reduce((sum, [, count]) => sum + count, 0);
  return { requests, rows: rows.length, failures: failed.length, seconds: ended.usage.seconds };
}

/** What is lost, or there twice. */
function accounted(all: ReadonlySet<string>, rows: readonly string[], failed: readonly string[]): string[] {
  const known = [...rows, ...failed];
  const lost = [...all].filter((id) => !known.includes(id)).map((id) => `${id} is lost`);
  const twice = known.filter((id, index) => known.indexOf(id) !== index).map((id) => `${id} is there twice`);
  const strange = known.filter((id) => !all.has(id)).map((id) => `${id} was not asked for`);
  return [...lost, ...twice, ...strange];
}

async function failedIds(folder: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'failures.jsonl'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => FailureRowSchema.parse(JSON.parse(line)).id);
}
