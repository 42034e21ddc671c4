import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import {
  chanceAt,
  defineCommand,
  InputError,
  LoopRecordSchema,
  packageRoot,
  type Io,
} from '../../datasets/index.ts';

const OptionsSchema = z.object({
  config: z.string(),
  kills: z.coerce.number().int().positive().default(20),
  seed: z.coerce.number().int().default(1),
});
type Options = z.output<typeof OptionsSchema>;

export const killsCommand = defineCommand({
  name: 'kills',
  summary:
    'Runs a loop to its end with one worker, then again and again with two and a kill -9 at a seeded moment, resumes it, and compares what their records say: digests of all checkpoints, scores, yields, decisions.',
  options: [
    { flags: '--config <file>', description: 'of a loop that takes less than a minute' },
    { flags: '--kills <n>', description: 'loops that are killed once (20)' },
    { flags: '--seed <n>', description: 'of the moments (1)' },
  ],
  examples: ['kills --config train/kills/brief.yaml'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const root = await mkdtemp(join(tmpdir(), 'inftool-kills-'));
  const config = resolve(io.workingDirectory, options.config);
  await done(launch(config, join(root, 'whole'), 1));
  const whole = await outcomeOf(join(root, 'whole'));
  // With as many workers as those that are killed: the moments are to fall within their time.
  const start = io.host.now();
  await done(launch(config, join(root, 'measured')));
  const milliseconds = io.host.now() - start;
  const isLikeWhole = (await outcomeOf(join(root, 'measured'))) === whole;
  await io.stdout.write(
    `uninterrupted with 2 workers: ${(milliseconds / 1000).toFixed(1)} s, ${isLikeWhole ? 'the same as' : 'DIFFERENT from'} with 1\n`,
  );
  let different = 0;
  let late = 0;
  for (let kill = 1; kill <= options.kills + late; kill++) {
    const moment = Math.round((chanceAt('kill', options.seed, kill).below(1000) / 1000) * milliseconds);
    const folder = join(root, `killed-${kill}`);
    const victim = launch(config, folder);
    if (!(await killed(victim, moment))) {
      late += 1;
      if (late > options.kills)
        throw new Error('loops end before the moments at which they are to be killed');
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    const left = await readdir(folder, { recursive: true }).catch(() => []);
    await done(launch(config, folder));
    const isSame = (await outcomeOf(folder)) === whole;
    if (!isSame) different += 1;
    await io.stdout.write(
      `killed after ${moment} ms, ${left.length} files there: ${isSame ? 'the same' : 'DIFFERENT'}\n`,
    );
    if (isSame) await rm(folder, { recursive: true });
  }
  if (late > 0) await io.stdout.write(`${late} more had ended before their moment and do not count\n`);
  await io.stdout.write(
    `${options.kills - different} of ${options.kills} resumed runs have the same checkpoints, scores, yields and decisions, seed ${options.seed}\n`,
  );
  const isFine = isLikeWhole && different === 0;
  if (isFine) await rm(root, { recursive: true });
  return isFine ? 0 : 1;
}

function launch(config: string, folder: string, workers = 2): ChildProcess {
  const cli = join(packageRoot(import.meta.url), 'dist', 'cli.js');
  const options = ['--config', config, '--run-dir', folder, '--workers', String(workers)];
  return spawn(process.execPath, [cli, 'loop', ...options], { stdio: 'ignore' });
}

/** Kills at a moment. @returns false if the process had ended by itself @throws {InputError} if it had failed */
async function killed(victim: ChildProcess, moment: number): Promise<boolean> {
  const stopped = new AbortController();
  const end = done(victim).finally(() => {
    stopped.abort();
  });
  await pause(moment, undefined, { signal: stopped.signal }).catch(() => undefined);
  victim.kill('SIGKILL');
  await end;
  return victim.signalCode === 'SIGKILL';
}

/** Waits for the end. @throws {InputError} if it ended with an error of its own */
async function done(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== null && child.exitCode !== 0)
    throw new InputError(
      `A loop ended with exit code ${child.exitCode}. Try \`inftool loop\` with that --config.`,
    );
}

/** Everything that a loop's record says, but for how long it took. */
async function outcomeOf(folder: string): Promise<string> {
  const record = LoopRecordSchema.parse(JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')));
  return JSON.stringify({ ...record, rounds: record.rounds.map((round) => ({ ...round, seconds: {} })) });
}
