import path from 'node:path';
import { textTable } from '../../reports/index.ts';
import type { Io } from '../../datasets/index.ts';
import { checkVerdicts } from './check-verdicts.ts';
import { differences } from './compare-trees.ts';
import { generate, longestChain, served, type Ground } from './ground.ts';
import { machineSeconds } from './machine.ts';
import { officialRun } from './official-run.ts';
import { expectExit, type Usage } from './processes.ts';

export type LoadOptions = {
  /** Milliseconds of one answer. */
  readonly latency: number;
  readonly threads: number;
  /** A Python with bfcl-eval, to be timed on the same tasks. */
  readonly officialPython?: string | undefined;
};

/** How often the ideal time a run may take. */
const BAR = 1.25;

type Row = {
  readonly name: string;
  readonly requests: number;
  /** Seconds that the server's latency alone takes. */
  readonly ideal: number;
  readonly usage: Usage;
  /** Of the machine's processor time, in seconds, what neither the run nor its server took. */
  readonly others: number;
};

/** Has all tasks of the scope asked at once, compares what comes with what should, and tells what it took. @returns whether all is well */
export async function runLoad(ground: Ground, options: LoadOptions, io: Io): Promise<boolean> {
  const { latency, threads, officialPython } = options;
  const environment = { ...io.environment };
  const chain = await longestChain(ground);
  const idealOf = (requests: number, runs: number) =>
    (Math.max(requests / threads, runs * chain) * latency) / 1000;
  const resultDir = path.join(ground.work, 'result');
  const ours = await served(ground, { latency }, async (server) => {
    const before = await machineSeconds();
    const given = ['--num-threads', String(threads)];
    const ended = await generate(ground, server, resultDir, { environment, options: given }).end;
    expectExit(ended, [0]);
    const { requests } = await server.counts();
    const busy = (await machineSeconds()) - before - ended.usage.cpuSeconds - (await server.cpuSeconds());
    const name = `inftool generate${ground.trees.length > 1 ? ` --repeats ${ground.trees.length}` : ''}`;
    return {
      name,
      requests,
      ideal: idealOf(requests, ground.trees.length),
      usage: ended.usage,
      others: busy,
    };
  });
  const problems = await problemsIn(ground, resultDir, environment);
  const rows: Row[] = [ours];
  if (officialPython !== undefined) {
    const official = await officialRun(ground, { latency, threads, python: officialPython }, environment);
    rows.push({ name: 'bfcl generate', ideal: idealOf(official.requests, 1), ...official });
  }
  await io.stdout.write(table(rows, io));
  await io.stdout.write(
    `${options.threads} at a time, answers after ${latency} ms; longest chain ${chain} requests; ${problems.length} differences from what was to come, in rows and verdicts\n`,
  );
  for (const line of problems.slice(0, 10)) await io.stdout.write(`  ${line}\n`);
  const [, official] = rows;
  if (official !== undefined)
    await io.stdout.write(
      `bfcl generate takes ${(official.usage.seconds / ours.usage.seconds).toFixed(2)} times as long\n`,
    );
  return problems.length === 0 && ours.usage.seconds <= BAR * ours.ideal;
}

async function problemsIn(
  { trees, work }: Ground,
  resultDir: string,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, { folder, model }] of trees.entries()) {
    const found = path.join(resultDir, model.name + (index === 0 ? '' : `@${index + 1}`));
    problems.push(...(await differences(folder, found)));
    const around = { environment, scoreDir: path.join(work, 'score') };
    problems.push(...(await checkVerdicts(found, model.isRight, new Set(), around)).wrong);
  }
  return problems;
}

function table(rows: readonly Row[], io: Io): string {
  const head = ['run', 'requests', 'ideal s', 'wall s', 'ratio', 'CPU s', 'CPU ms a request', 'others s'];
  const shown = rows.map(({ name, requests, ideal, usage, others }) => [
    name,
    String(requests),
    ideal.toFixed(1),
    usage.seconds.toFixed(1),
    (usage.seconds / ideal).toFixed(3),
    usage.cpuSeconds.toFixed(1),
    ((usage.cpuSeconds * 1000) / requests).toFixed(2),
    others.toFixed(1),
  ]);
  const memory = rows.map(({ name, usage: { peak, resident } }) => [
    name,
    peak.toFixed(0),
    ...[0.25, 0.5, 0.75, 1].map((part) => (resident[Math.ceil(part * resident.length) - 1] ?? 0).toFixed(0)),
  ]);
  const memoryHead = ['run', 'peak MiB', 'at 25 %', 'at 50 %', 'at 75 %', 'at the end'];
  return `${textTable(head, shown, io)}\n${textTable(memoryHead, memory, io)}\n`;
}
