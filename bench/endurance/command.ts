import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { defineCommand, ensureBfcl, type Io } from '../../datasets/index.ts';
import { dataDirField, dataDirOption } from '../options.ts';
import { runFaults } from './faults.ts';
import { prepare } from './ground.ts';
import { runKills } from './kills.ts';
import { runLoad } from './load.ts';

const natural = () => z.coerce.number().int().positive();

const OptionsSchema = z.object({
  suite: z.enum(['load', 'faults', 'kills']),
  testCategory: z.array(z.string()).default(['all_scoring']),
  sample: natural().optional(),
  seed: z.coerce.number().int().default(1),
  latency: z.coerce.number().nonnegative().optional(),
  numThreads: natural().optional(),
  repeats: natural().default(1),
  kills: natural().default(50),
  share: z.coerce.number().min(0).max(1).default(0.3),
  timeout: z.coerce.number().positive().default(2),
  maxRetries: z.coerce.number().int().nonnegative().default(2),
  mostRuns: natural().default(20),
  officialPython: z.string().optional(),
  ...dataDirField,
});
type Options = z.output<typeof OptionsSchema>;

export const enduranceCommand = defineCommand({
  name: 'endurance',
  summary:
    'Has `inftool generate` ask a scripted server, in processes of their own, and compares rows and verdicts with those of the same tasks played in process. load: all at once, against the time that the latency alone takes (exit 1 beyond 1.25 of it). faults: a share of the answers are faults of all kinds; runs until every task is answered. kills: kill -9 at seeded moments, each run resumed. Linux.',
  options: [
    { flags: '--suite <name>', description: 'load, faults or kills' },
    { flags: '--test-category <names...>', description: 'categories or groups (all_scoring)' },
    { flags: '--sample <n>', description: 'tasks of each category (load: all; faults: 4; kills: 14)' },
    { flags: '--seed <n>', description: 'of the tasks, requests, faults and moments (1)' },
    { flags: '--latency <ms>', description: 'of an answer (load: 500; else 20)' },
    { flags: '--num-threads <n>', description: 'tasks at a time (load: 256; else 32)' },
    { flags: '--repeats <n>', description: 'load: as many result trees in one run (1)' },
    { flags: '--kills <n>', description: 'runs that are killed once (50)' },
    { flags: '--share <x>', description: 'of the requests that are answered by a fault (0.3)' },
    { flags: '--timeout <seconds>', description: 'faults: for one try (2)' },
    { flags: '--max-retries <n>', description: 'faults: of one request in one run (2)' },
    { flags: '--most-runs <n>', description: 'faults: after which all tasks are to be answered (20)' },
    {
      flags: '--official-python <file>',
      description: 'load: with bfcl-eval, which is timed on the same tasks',
    },
    dataDirOption,
  ],
  examples: [
    'endurance --suite load --repeats 4',
    'endurance --suite faults --sample 10',
    'endurance --suite kills --sample 3 --kills 5',
  ],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const { seed, testCategory, numThreads } = options;
  const suite = await ensureBfcl({ dataDir: options.dataDir }, io);
  const isLoad = options.suite === 'load';
  const sample = options.sample ?? { load: undefined, faults: 4, kills: 14 }[options.suite];
  const repeats = isLoad ? options.repeats : 1;
  const work = await mkdtemp(path.join(tmpdir(), 'inftool-endurance-'));
  const ground = await prepare({ suite, categories: testCategory, sample, seed, repeats }, work);
  const { conversations } = ground.trees[0] ?? { conversations: 0 };
  await io.stdout.write(`${conversations} conversations, ${ground.book.size} requests\n`);
  const latency = options.latency ?? (isLoad ? 500 : 20);
  const threads = numThreads ?? (isLoad ? 256 : 32);
  const common = { ...options, latency, threads };
  const run = { load: runLoad, faults: runFaults, kills: runKills }[options.suite];
  const isFine = await run(ground, common, io);
  if (isFine) await rm(work, { recursive: true });
  else await io.stdout.write(`what was done is in ${work}\n`);
  return isFine ? 0 : 1;
}
