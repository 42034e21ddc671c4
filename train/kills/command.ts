import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { chanceAt, defineCommand, LoopRecordSchema, packageRoot, type Io } from '../../datasets/index.ts';

const OptionsSchema = z.object({
  config: z.string(),
  kills: z.coerce.number().int().positive().default(20),
  seed: z.coerce.number().int().default(1),
});
type Options = z.output<typeof OptionsSchema>;

export const killsCommand = defineCommand({
  name: 'kills',
  summary:
    'Runs a loop to its end with one worker, then again and again with two and a kill -9 at a seeded moment, resumes it, and compares the digests of all checkpoints and the scores.',
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
  const start = io.host.now();
  await ended(launch(config, join(root, 'whole'), 1));
  const milliseconds = io.host.now() - start;
  const whole = await outcomeOf(join(root, 'whole'));
  await io.stdout.write(
    `uninterrupted: ${(milliseconds / 1000).toFixed(1)} s, ${whole.split('\n').length} checkpoints\n`,
  );
  let different = 0;
  for (let kill = 1; kill <= options.kills; kill++) {
    const moment = Math.round((chanceAt('kill', options.seed, kill).below(1000) / 1000) * milliseconds);
    const folder = join(root, `killed-${kill}`);
    const victim = launch(config, folder);
    await Promise.race([pause(moment), ended(victim)]);
    victim.kill('SIGKILL');
    await ended(victim);
    const left = await readdir(folder, { recursive: true }).catch(() => []);
    await ended(launch(config, folder));
    const isSame = (await outcomeOf(folder)) === whole;
    if (!isSame) different += 1;
    await io.stdout.write(
      `killed after ${moment} ms, ${left.length} files there: ${isSame ? 'the same' : 'DIFFERENT'}\n`,
    );
    if (isSame) await rm(folder, { recursive: true });
  }
  await io.stdout.write(
    `${options.kills - different} of ${options.kills} resumed runs have the same digests and scores, seed ${options.seed}\n`,
  );
  if (different === 0) await rm(root, { recursive: true });
  return different === 0 ? 0 : 1;
}

function launch(config: string, folder: string, workers = 2): ChildProcess {
  const cli = join(packageRoot(import.meta.url), 'dist', 'cli.js');
  const options = ['--config', config, '--run-dir', folder, '--workers', String(workers)];
  return spawn(process.execPath, [cli, 'loop', ...options], { stdio: 'ignore' });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) =>
    child.once('exit', () => {
      done();
    }),
  );
}

/** All checkpoints with the digests of their weights and their scores, in the loop's order. */
async function outcomeOf(folder: string): Promise<string> {
  const record = LoopRecordSchema.parse(JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')));
  return record.scores
    .map(({ checkpoint, digest, overall }) => `${checkpoint} ${digest} ${overall.rate}`)
    .join('\n');
}
