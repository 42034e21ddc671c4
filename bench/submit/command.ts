import { stat } from 'node:fs/promises';
import path from 'node:path';
import { quote } from 'shell-quote';
import * as z from 'zod';
import { defineCommand, InputError, packageVersion, type Command, type Io } from '../../datasets/index.ts';
import { RayJobs } from './ray-jobs.ts';
import type { ShardedCommand, ShardedRun } from './sharded-command.ts';
import { folderOf, identified, openSubmission, type Order, type Submission } from './submission.ts';
import { Watch } from './watch.ts';

const OptionsSchema = z.object({
  arguments: z.array(z.string()).min(1),
  ray: z.string(),
  shards: z.coerce.number().int().positive(),
  sharedDir: z.string(),
  cpus: z.coerce.number().positive().default(1),
  command: z.string().optional(),
  maxRestarts: z.coerce.number().int().nonnegative().default(3),
  resultDir: z.string().optional(),
  allowOverwrite: z.boolean().default(false),
  stop: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.output<typeof OptionsSchema>;

/** Milliseconds between two looks at the jobs. */
const INTERVAL = 2_000;

/** @param sharded what can be submitted */
export function submitCommand(
  sharded: readonly ShardedCommand[],
  interval = INTERVAL,
): Command<typeof OptionsSchema> {
  const names = sharded.map(({ name }) => name).join(' or ');
  return defineCommand({
    name: 'submit',
    summary: `Has the shards of ${names} done by an existing Ray cluster, each as a job of its Jobs API, watches them and merges what they write. A job whose node is lost is submitted again and goes on where it was. The same submitted again finds its jobs. Keys are no part of it: the nodes have OPENAI_API_KEY and what headers name in the environment in which \`ray start\` was called.`,
    arguments: [
      {
        flags: '<command...>',
        description: `after --: ${names} with its options; relative paths in it start in the shared folder`,
      },
    ],
    options: [
      { flags: '--ray <url>', description: "of the cluster's dashboard (a token in RAY_AUTH_TOKEN)" },
      { flags: '--shards <n>', description: 'parts, each a job' },
      { flags: '--shared-dir <folder>', description: 'that this machine and all nodes see under this path' },
      { flags: '--cpus <n>', description: "of a node's processors for each job (1)" },
      {
        flags: '--command <line>',
        description: "how InfTool is called by the nodes' shell, such as 'npx inftool'; as here",
      },
      { flags: '--max-restarts <n>', description: 'of a job that was cut (3)' },
      {
        flags: '--result-dir <folder>',
        description: 'where the whole goes (as if the command ran here: result, runs/synth)',
      },
      { flags: '--allow-overwrite', description: 'replace what the whole would be beside or instead of' },
      { flags: '--stop', description: 'stop the jobs of this very submission' },
      { flags: '--json', description: 'one JSON document instead of lines' },
    ],
    examples: [
      'submit --ray http://127.0.0.1:8265 --shards 8 --shared-dir /mnt/shared -- generate --model my-model --base-url http://my-endpoint:8000/v1',
      'submit --ray http://127.0.0.1:8265 --shards 8 --shared-dir /mnt/shared --stop -- generate --model my-model --base-url http://my-endpoint:8000/v1',
    ],
    schema: OptionsSchema,
    run: (options, io) => run(options, { sharded, interval }, io),
  });
}

type Means = { readonly sharded: readonly ShardedCommand[]; readonly interval: number };

async function run(options: Options, { sharded, interval }: Means, io: Io): Promise<number> {
  const [name = '', ...commandLine] = options.arguments;
  const command = sharded.find((one) => one.name === name);
  if (command === undefined)
    throw new InputError(
      `${name} cannot be submitted: expected ${sharded.map((one) => one.name).join(' or ')} and its options after \`--\`.`,
    );
  const order = await orderOf(options, io);
  const sharedIo = { ...io, workingDirectory: order.sharedDir };
  const sharedRun = await command.open(commandLine, sharedIo);
  const signal = io.interruption();
  const jobs = await RayJobs.open({ url: options.ray, headers: headersOf(io), signal });
  if (options.stop) return stop(options, order, { jobs, run: sharedRun, signal, interval }, io);
  const submission = await openSubmission(order, { fixed: sharedRun.fixed, version: packageVersion() });
  return watch(options, submission, { jobs, run: sharedRun, signal, interval }, io);
}

type Setting = {
  readonly jobs: RayJobs;
  readonly run: ShardedRun;
  readonly signal: AbortSignal;
  readonly interval: number;
};

function watchOf(options: Options, submission: Submission, setting: Setting, io: Io): Watch {
  const { jobs, run, signal, interval } = setting;
  return new Watch(jobs, submission, run, {
    maxRestarts: options.maxRestarts,
    interval,
    host: io.host,
    signal,
    tell: (line) => io.stderr.write(`${line}\n`),
  });
}

async function stop(options: Options, order: Order, setting: Setting, io: Io): Promise<number> {
  const submission = { order, ...identified(order), fixed: [], token: '' };
  const count = await watchOf(options, submission, setting, io).stop();
  await io.stdout.write(
    options.json
      ? `${JSON.stringify({ stopped: count })}\n`
      : `${count} jobs of ${submission.id} are stopped. What they have done stays in ${submission.folder}\n`,
  );
  return 0;
}

async function watch(options: Options, submission: Submission, setting: Setting, io: Io): Promise<number> {
  const { shards, sharedDir } = submission.order;
  const { version } = setting.jobs;
  await io.stderr.write(
    `${shards} shards as jobs ${submission.id}-… of the cluster at ${options.ray} (Ray ${version}), writing to ${submission.folder}\n`,
  );
  const jobs = watchOf(options, submission, setting, io);
  try {
    await jobs.toEnd();
  } catch (error) {
    if (!setting.signal.aborted) throw error;
    await io.stderr.write(
      'Interrupted: the jobs go on. The same command again watches and merges them; with --stop it stops them.\n',
    );
    return 130;
  }
  const lost = jobs.shards.filter(({ phase }) => phase === 'lost').map(({ index }) => index);
  if (lost.length > 0) {
    await io.stderr.write(
      `Not merged: of ${shards} shards ${lost.join(', ')} came to no end. The same command again goes on with what is left in ${sharedDir}.\n`,
    );
    return 1;
  }
  return merge(options, submission, { run: setting.run, watch: jobs }, io);
}

async function merge(
  options: Options,
  submission: Submission,
  { run, watch }: { readonly run: ShardedRun; readonly watch: Watch },
  io: Io,
): Promise<number> {
  const folder = path.resolve(io.workingDirectory, options.resultDir ?? run.usualFolder);
  const folders = watch.shards.map(({ index }) => folderOf(submission, index));
  const merged = await run.merge(folders, { folder, isOverwriting: options.allowOverwrite });
  const shards = watch.shards.map(({ index, restarts, exitCode }) => ({ index, restarts, exitCode }));
  await io.stdout.write(
    options.json
      ? `${JSON.stringify({ merged: merged.record, submission: submission.id, shards })}\n`
      : merged.text,
  );
  return merged.exitCode;
}

async function orderOf(options: Options, io: Io): Promise<Order> {
  const { shards, cpus, command, arguments: commandLine } = options;
  const sharedDir = path.resolve(io.workingDirectory, options.sharedDir);
  const isFolder = (await stat(sharedDir).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder)
    throw new InputError(
      `--shared-dir ${sharedDir}: expected a folder that is there, and that all nodes of the cluster see under this path.`,
    );
  return { sharedDir, shards, cpus, program: command ?? quote([...io.host.commandLine]), commandLine };
}

function headersOf({ environment }: Io): Record<string, string> {
  const token = environment['RAY_AUTH_TOKEN'];
  return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
}
