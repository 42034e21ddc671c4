import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import {
  dataDirectoryOf,
  defineCommand,
  ensureBfcl,
  packageVersion,
  type Io,
} from '../../../datasets/index.ts';
import { graderVersion } from '../../../graders/index.ts';
import {
  dataDirField,
  dataDirOption,
  officialPackage,
  officialPython,
  quantile,
  venvField,
  venvFolder,
  venvOption,
} from '../../../bench/index.ts';
import { answersTo, type Answer } from './answers.ts';
import { Load, type Phase } from './load.ts';
import { officialRewards, type OfficialRewards } from './official-rewards.ts';
import { Served } from './served.ts';

const CATEGORY = 'simple_python';
const [BATCH, IN_FLIGHT, WARM_UP] = [256, 4, 2];

const OptionsSchema = z.object({
  seconds: z.coerce.number().positive().default(10),
  rate: z.coerce.number().positive().default(5000),
  callers: z.coerce.number().int().positive().default(1000),
  requests: z.coerce.number().int().positive().default(20),
  seed: z.coerce.number().int().default(1),
  ...venvField,
  ...dataDirField,
});
type Options = z.output<typeof OptionsSchema>;

export const loadCommand = defineCommand({
  name: 'reward-load',
  summary: `Starts a reward server and asks it for the rewards of answers to BFCL's ${CATEGORY}, half of them right and half wrong: in batches of ${BATCH} as fast as it goes, at a fixed rate, and from many callers at once, one reward each; then gives the same answers to the official checker in one Python process. Exit code 1 where a request fails, a reward is another than the answer is worth, the official verdict differs, or the journal lacks an item. Runs in a checkout, after \`npm run build\`.`,
  options: [
    {
      flags: '--seconds <n>',
      description: 'of batches, and of the official checker; the fixed rate has three times as long (10)',
    },
    { flags: '--rate <n>', description: 'rewards a second at the fixed rate (5000)' },
    { flags: '--callers <n>', description: 'at once, with a connection each (1000)' },
    { flags: '--requests <n>', description: 'of each of those callers (20)' },
    { flags: '--seed <n>', description: 'of the answers (1)' },
    venvOption,
    dataDirOption,
  ],
  examples: ['reward-load', 'reward-load --seconds 3 --callers 200'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const { seed, seconds, dataDir } = options;
  const suite = await ensureBfcl({ dataDir }, io);
  const python = await officialPython(venvFolder(options, io), (text) =>
    io.stderr.write(`inftool: ${text}\n`),
  );
  const answers = await answersTo(suite, CATEGORY, seed);
  const before = loadavg()[0] ?? NaN;
  const root = await mkdtemp(path.join(tmpdir(), 'inftool-load-'));
  try {
    const given = ['--bfcl', '--data-dir', dataDirectoryOf({ dataDir }, io)];
    const served = await Served.start(given, path.join(root, 'run'));
    const { phases, entered } = await measured(served, answers, options).finally(() => served.end());
    const official = await officialRewards(python, answers, { batch: BATCH, seconds });
    const differing = answers.filter(({ isRight }, place) => official.valid[place] !== isRight).length;
    const lacking = phases.all.reduce((total, { rewards }) => total + rewards, 0) - entered;
    const faults = [
      ...phases.all.flatMap((phase) => phase.faults),
      ...(differing > 0 ? [`${differing} official verdicts differ`] : []),
      ...(lacking === 0 ? [] : [`the journal has ${entered} items, ${lacking} fewer than were rewarded`]),
    ];
    await io.stdout.write(`${lines(options, { phases, official, answers, before, entered }).join('\n')}\n`);
    for (const fault of faults.slice(0, 10)) await io.stdout.write(`WRONG ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

type Phases = {
  readonly batches: Phase;
  readonly open: Phase;
  readonly callers: Phase;
  readonly all: readonly Phase[];
};

async function measured(
  served: Served,
  answers: readonly Answer[],
  { seconds, rate, callers, requests }: Options,
): Promise<{ readonly phases: Phases; readonly entered: number }> {
  const load = new Load(served.url, answers);
  const warmUp = await load.closedLoop(BATCH, IN_FLIGHT, WARM_UP);
  const batches = await load.closedLoop(BATCH, IN_FLIGHT, seconds);
  const open = await load.openLoop(BATCH, rate, 3 * seconds);
  const alone = await load.callers(callers, requests);
  const phases = { batches, open, callers: alone, all: [warmUp, batches, open, alone] };
  return { phases, entered: (await served.journal()).size };
}

type Results = {
  readonly phases: Phases;
  readonly official: OfficialRewards;
  readonly answers: readonly Answer[];
  /** Processes that ran or waited for a processor before it began, on average of a minute. */
  readonly before: number;
  readonly entered: number;
};

function lines({ seed, rate, callers, requests }: Options, results: Results): string[] {
  const { phases, official, answers, before, entered } = results;
  const right = answers.filter(({ isRight }) => isRight).length;
  const theirs = official.graded / official.seconds;
  const ratio = perSecond(phases.batches) / theirs;
  return [
    `${answers.length} answers to ${CATEGORY}, ${right} right, the same ones again and again; seed ${seed}`,
    `batches of ${BATCH}, ${IN_FLIGHT} at a time:   ${phaseText(phases.batches)}; aim: 10,000/s`,
    `batches of ${BATCH} at ${rate}/s, open: ${phaseText(phases.open)}; aim: p99 below 100 ms`,
    `${callers} callers, ${requests} requests each of one reward: ${phaseText(phases.callers)}; aim: no failure`,
    `journal: ${entered} items, each once`,
    `official checker, one Python process, no HTTP, the same answers in batches of ${BATCH}: ${theirs.toFixed(0)} rewards/s, n=${official.graded}`,
    `ours over HTTP (server, its journal and the caller on ${availableParallelism()} cores) to official in process (one core): ${ratio.toFixed(1)}`,
    `inftool ${packageVersion()}, grader ${graderVersion}, Node ${process.version}, Python ${official.python}, ${officialPackage}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), load before ${before.toFixed(2)}`,
  ];
}

function perSecond({ rewards, seconds }: Phase): number {
  return rewards / seconds;
}

function phaseText(phase: Phase): string {
  const at = (share: number) => quantile(phase.latencies, share).toFixed(1);
  return `${perSecond(phase).toFixed(0)} rewards/s, n=${phase.requests} requests, p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms, ${phase.faults.length} failed`;
}
