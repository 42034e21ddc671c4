import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chanceAt, type Io } from '../../datasets/index.ts';
import { differences, rowIds } from './compare-trees.ts';
import { generate, served, type Ground } from './ground.ts';
import { expectExit, type Running, type ServerProcess } from './processes.ts';

export type KillOptions = {
  readonly latency: number;
  readonly threads: number;
  readonly kills: number;
};

/** Kills runs with signal 9, resumes each, and looks at what comes of it. @returns whether all is well */
export async function runKills(ground: Ground, options: KillOptions, io: Io): Promise<boolean> {
  const { latency, kills, threads } = options;
  const environment = { ...io.environment };
  return served(ground, { latency }, async (server) => {
    const run = (folder: string) =>
      generate(ground, server, folder, { environment, options: ['--num-threads', String(threads)] });
    const whole = await run(path.join(ground.work, 'whole')).end;
    expectExit(whole, [0]);
    const milliseconds = whole.usage.seconds * 1000;
    const outcomes: Outcome[] = [];
    for (let kill = 1; outcomes.length < kills; kill++) {
      if (kill > 3 * kills) throw new Error('runs end before the moments at which they are to be killed');
      const moment = chanceAt('kill', ground.scope.seed, kill).below(Math.ceil(milliseconds));
      const folder = path.join(ground.work, `killed-${kill}`);
      const outcome = await killedOnce({ ground, server, run, folder, moment });
      if (outcome === undefined) continue;
      outcomes.push(outcome);
      const { rows, repeated, problems } = outcome;
      const found = problems.length === 0 ? 'the same' : `DIFFERENT: ${problems.slice(0, 3).join('; ')}`;
      await io.stdout.write(
        `killed after ${moment} ms, ${rows} rows there, ${repeated} requests made again: ${found}\n`,
      );
      if (problems.length === 0) await rm(folder, { recursive: true });
    }
    const fine = outcomes.filter(({ problems }) => problems.length === 0).length;
    const repeated = outcomes.reduce((sum, outcome) => sum + outcome.repeated, 0);
    await io.stdout.write(
      `uninterrupted ${whole.usage.seconds.toFixed(1)} s, ${ground.book.size} requests; ${fine} of ${kills} resumed runs have the tree that was to come, and repeated requests (${repeated} in all) only of tasks without a row, seed ${ground.scope.seed}\n`,
    );
    return fine === kills;
  });
}

type Outcome = {
  /** At the kill. */
  readonly rows: number;
  readonly repeated: number;
  readonly problems: readonly string[];
};

type Attempt = {
  readonly ground: Ground;
  readonly server: ServerProcess;
  readonly run: (folder: string) => Running;
  readonly folder: string;
  /** Milliseconds after the start. */
  readonly moment: number;
};

/** @returns undefined where the run had ended by itself */
async function killedOnce({ ground, server, run, folder, moment }: Attempt): Promise<Outcome | undefined> {
  const [tree] = ground.trees;
  if (tree === undefined) throw new TypeError('expected a tree');
  const found = path.join(folder, tree.model.name);
  const before = (await server.counts()).bodies;
  const victim = run(folder);
  await Promise.race([pause(moment), victim.end]);
  victim.kill('SIGKILL');
  if ((await victim.end).exitCode !== null) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  const done = new Set(await rowIds(found));
  expectExit(await run(folder).end, [0]);
  const { bodies } = await server.counts();
  const problems = await differences(tree.folder, found);
  let repeated = 0;
  for (const [digest, { id }] of tree.model.book) {
    const count = (bodies[digest] ?? 0) - (before[digest] ?? 0);
    repeated += count - 1;
    if (count < 1 || count > (done.has(id) ? 1 : 2))
      problems.push(`${id}: a request was made ${count} times`);
  }
  return { rows: done.size, repeated, problems };
}
