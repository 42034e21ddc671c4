import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as z from 'zod';
import { defineCommand, ensureBfcl, InputError, packageRoot, type Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { dataDirField, dataDirOption } from '../options.ts';
import { usualPolicy } from '../gate/policy.ts';
import { wilson } from '../statistics/wilson.ts';
import { emptyTally, runTrials, type Tallies, type Tally, type Trials } from './calibrate.ts';
import { structureOf } from './simulate.ts';

const count = (usual: number) => z.coerce.number().int().positive().default(usual);

const OptionsSchema = z.object({
  pairs: count(10_000),
  lineages: count(10_000),
  powerPairs: count(1000),
  rounds: count(10),
  resamples: count(999),
  rho: z.array(z.coerce.number().min(0).max(1)).default([0, 0.3, 0.7]),
  processes: count(2),
  part: z.string().optional(),
  ...dataDirField,
});
type Options = z.output<typeof OptionsSchema>;

/** What the shares of false decisions may exceed alpha by, and what has to be found. */
const [TOLERANCE, NEEDED_POWER] = [0.005, 0.8];

export const calibrateCommand = defineCommand({
  name: 'calibrate',
  summary:
    "Draws pairs of models on the real clusters, categories and weights of BFCL, and counts how often the gate decides wrongly: between equal models, once and round after round on a ledger; and how often it finds a gain of 3 and 5 points. Beside it two naive tests and NeMo Evaluator's rule on the same pairs. Exit code 1 where a bar is missed.",
  options: [
    { flags: '--pairs <n>', description: 'of equal models, for each correlation (10000)' },
    { flags: '--lineages <n>', description: 'of rounds of equal models (10000)' },
    { flags: '--power-pairs <n>', description: 'for each gain (1000)' },
    { flags: '--rounds <n>', description: 'of a lineage (10)' },
    { flags: '--resamples <n>', description: 'sign flips of a decision (999)' },
    { flags: '--rho <shares...>', description: "of a model's chance within clusters (0 0.3 0.7)" },
    { flags: '--processes <n>', description: 'at a time (2)' },
    { flags: '--part <json>', description: 'for its own processes' },
    dataDirOption,
  ],
  examples: ['calibrate', 'calibrate --pairs 500 --lineages 50 --power-pairs 200'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const suite = await ensureBfcl({ dataDir: options.dataDir }, io);
  const structure = await structureOf(suite);
  if (options.part !== undefined) {
    const trials = JSON.parse(options.part) as Trials;
    await io.stdout.write(`${JSON.stringify(runTrials(structure, trials))}\n`);
    return 0;
  }
  await io.stdout.write(
    `${structure.tasks.length} tasks in ${structure.clusters} clusters, ${suite.id} ${suite.version}; ${options.resamples} sign flips a decision; seeds are the numbers of the pairs\n`,
  );
  let isWell = true;
  for (const rho of options.rho) {
    const setups = [
      { effect: 0, rounds: 1, count: options.pairs },
      { effect: 0, rounds: options.rounds, count: options.lineages },
      { effect: 0.03, rounds: 1, count: options.powerPairs },
      { effect: 0.05, rounds: 1, count: options.powerPairs },
    ];
    for (const setup of setups) {
      const start = performance.now();
      const tallies = await inProcesses({ ...setup, rho, resamples: options.resamples }, options, io);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      const told = tableOf({ ...setup, rho }, tallies, io);
      isWell &&= told.isWell;
      await io.stdout.write(`\n${told.title}, ${seconds} s\n${told.table}${told.verdict}\n`);
    }
  }
  return isWell ? 0 : 1;
}

type Setup = Pick<Trials, 'effect' | 'rounds' | 'count' | 'rho'>;

async function inProcesses(
  setup: Omit<Trials, 'from' | 'step'>,
  { processes, dataDir }: Options,
  io: Io,
): Promise<Tallies> {
  const cli = path.join(packageRoot(import.meta.url), 'dist', 'cli.js');
  const parts = Array.from({ length: processes }, async (_, from) => {
    const part = JSON.stringify({ ...setup, from, step: processes });
    const given = ['calibrate', '--part', part, ...(dataDir === undefined ? [] : ['--data-dir', dataDir])];
    const child = spawn(process.execPath, [cli, ...given], {
      cwd: io.workingDirectory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    await once(child, 'close');
    if (child.exitCode !== 0) throw new InputError(`a part ended with ${child.exitCode ?? 'a signal'}`);
    return JSON.parse(text) as Tallies;
  });
  const sum: Tallies = {};
  for (const tallies of await Promise.all(parts)) {
    for (const [name, tally] of Object.entries(tallies)) {
      const known = (sum[name] ??= emptyTally());
      for (const verdict of Object.keys(tally) as (keyof Tally)[]) known[verdict] += tally[verdict];
    }
  }
  return sum;
}

function tableOf({ effect, rounds, count: n, rho }: Setup, tallies: Tallies, io: Io) {
  const isNull = effect === 0;
  const share = (many: number) => `${((100 * many) / n).toFixed(2)}%`;
  const upper = (many: number) => wilson(many, n, 0.9).high;
  const rows = Object.entries(tallies).map(([name, tally]) => [
    name,
    share(tally.PROMOTE),
    share(tally.REJECT),
    share(tally.HOLD),
    share(tally.INCONCLUSIVE),
    `${(100 * upper(tally.PROMOTE)).toFixed(2)}%`,
    `${(100 * upper(tally.REJECT)).toFixed(2)}%`,
  ]);
  const head = ['decided by', 'PROMOTE', 'REJECT', 'HOLD', 'INCONCLUSIVE', 'PROMOTE below', 'REJECT below'];
  const gate = tallies['gate'] ?? emptyTally();
  const limit = usualPolicy.alpha + TOLERANCE;
  const worst = Math.max(upper(gate.PROMOTE), upper(gate.REJECT));
  const isWell = isNull ? worst <= limit : effect < 0.05 || rho > 0.3 || gate.PROMOTE / n >= NEEDED_POWER;
  const verdict = isNull
    ? `false decisions: at most ${(100 * worst).toFixed(2)} % (95 % upper bound), to be at most ${(100 * limit).toFixed(1)} %: ${isWell ? 'held' : 'MISSED'}`
    : `found: ${share(gate.PROMOTE)}${effect < 0.05 || rho > 0.3 ? '' : `, to be at least ${NEEDED_POWER * 100} %: ${isWell ? 'held' : 'MISSED'}`}`;
  const what = isNull ? 'equal models' : `a gain of ${effect * 100} points`;
  const looks = rounds === 1 ? `${n} pairs` : `${n} lineages of ${rounds} rounds`;
  return { title: `rho ${rho}, ${what}, ${looks}`, table: textTable(head, rows, io), verdict, isWell };
}
