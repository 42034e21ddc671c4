import { once } from 'node:events';
import path from 'node:path';
import * as z from 'zod';
import { dataDirectoryOf, defineCommand, ensureBfcl, InputError, type Io } from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import { claimFolder } from '../../bench/index.ts';
import type { SuiteSource } from '../crew/desk.ts';
import { openRewardServer } from './reward-server.ts';
import { RewardNameSchema } from './wire.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const OptionsSchema = z.object({
  suite: z.string().optional(),
  bfcl: z.boolean().default(false),
  dataDir: z.string().optional(),
  runDir: z.string().default('runs/serve'),
  reward: RewardNameSchema.default('gated'),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(8600),
  tokenEnv: z.string().min(1).default('INFTOOL_TOKEN'),
  threads: z.coerce.number().int().positive().max(64).optional(),
  bodyLimit: z.coerce.number().positive().default(32),
  timeLimit: z.coerce.number().positive().default(30),
  grace: z.coerce.number().nonnegative().default(10),
});
type Options = z.output<typeof OptionsSchema>;

export const serveCommand = defineCommand({
  name: 'serve',
  summary:
    'Serves rewards over HTTP to any trainer: POST /v1/score with answers to tasks of a suite, graded as `inftool evaluate` grades them, each request entered in a journal before it is answered. Also GET /v1/grader, /healthz and /metrics. It runs until it is told to end, and then answers what it has taken on.',
  options: [
    { flags: '--suite <file>', description: 'tasks to train on (JSONL), as `inftool synth` makes them' },
    {
      flags: '--bfcl',
      description: 'BFCL instead, to evaluate with: it is a test, and nothing is trained on it',
    },
    { flags: '--reward <name>', description: 'gated, graded or binary, where a request names none (gated)' },
    { flags: '--run-dir <folder>', description: 'of the journal, journal.jsonl (runs/serve)' },
    { flags: '--host <address>', description: 'to listen at; any but loopback needs a token (127.0.0.1)' },
    { flags: '--port <n>', description: 'to listen at, 0 for any that is free (8600)' },
    { flags: '--token-env <name>', description: 'environment variable that holds the token (INFTOOL_TOKEN)' },
    { flags: '--threads <n>', description: 'that grade (one for each processor)' },
    { flags: '--body-limit <MiB>', description: 'of a request (32)' },
    {
      flags: '--time-limit <seconds>',
      description: 'for a request to come in, and again for its grading (30)',
    },
    { flags: '--grace <seconds>', description: 'for requests under way when it is told to end (10)' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies' },
  ],
  examples: ['serve --suite runs/loop/round-1/training.jsonl', 'serve --bfcl --port 0'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const token = tokenOf(options, io);
  const source = await sourceOf(options, io);
  const folder = path.resolve(io.workingDirectory, options.runDir);
  const leave = await claimFolder(folder, io, 'Name another folder with --run-dir.');
  try {
    const { reward, host, port, threads, bodyLimit, timeLimit, grace } = options;
    const ended = io.interruption();
    const server = await openRewardServer(
      {
        ...{ source, reward, folder, host, port, token, threads },
        bodyLimit: Math.round(bodyLimit * 2 ** 20),
        timeLimit: timeLimit * 1000,
      },
      io,
    );
    const { id, version, tasks } = server.suite;
    await io.stdout.write(
      `rewards (${reward}) for the ${tasks} tasks of ${id} ${version} at ${server.url}, grader ${graderVersion}; journal in ${folder}\n`,
    );
    if (!ended.aborted) await once(ended, 'abort');
    await server.close(grace * 1000);
  } finally {
    leave();
  }
  return 0;
}

function tokenOf({ tokenEnv, host }: Options, io: Io): string | undefined {
  const token = io.environment[tokenEnv];
  if (token !== undefined && token !== '') {
    if (/^[\w.~+/-]+=*$/.test(token)) return token;
    throw new InputError(`${tokenEnv}: expected letters, digits and -._~+/ only, as a bearer token has.`);
  }
  if (loopback.has(host)) return undefined;
  throw new InputError(
    `--host ${host} is open to others: expected a token that they have to bear, in the environment variable ${tokenEnv}.`,
  );
}

async function sourceOf({ suite, bfcl, dataDir }: Options, io: Io): Promise<SuiteSource> {
  if ((suite === undefined) === !bfcl)
    throw new InputError('Expected --suite with a file of tasks, or --bfcl to evaluate with, one of them.');
  if (suite !== undefined) return { kind: 'own', file: path.resolve(io.workingDirectory, suite) };
  await ensureBfcl({ dataDir }, io);
  await io.stderr.write(
    'inftool: BFCL is a test: rewards on it are for evaluation, and a model trained on them cannot be scored on it any more.\n',
  );
  return { kind: 'bfcl', dataDirectory: dataDirectoryOf({ dataDir }, io) };
}
