import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  InputError,
  LoopRecordSchema,
  openOwnSuite,
  type Io,
  type LoopRecord,
  type Task,
} from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { LoopConfigSchema } from '../loop/config.ts';
import { RunDirectory } from '../loop/run-directory.ts';
import { loadCheckpoint } from '../policy/checkpoint.ts';
import { Policy } from '../policy/policy.ts';
import { measureHacks, type Earning, type HackReport } from './measure.ts';
import { kinds, mixes } from './mixes.ts';

const OptionsSchema = z.object({
  runDir: z.string(),
  reward: LoopConfigSchema.shape.grpo.unwrap().shape.reward.default('gated'),
  seed: z.coerce.number().int().default(1),
  samples: z.coerce.number().int().positive().default(4),
  json: z.boolean().default(false),
});
type Options = z.output<typeof OptionsSchema>;

export const hacksCommand = defineCommand({
  name: 'hacks',
  summary:
    'Compares the mean reward of a finished loop’s champion with that of policies that cheat. Exits with 1 where one of them earns more than what the champion decodes; what earns more than single samples of it is told.',
  options: [
    { flags: '--run-dir <folder>', description: 'of a finished loop' },
    { flags: '--reward <name>', description: 'gated, graded or binary (gated)' },
    { flags: '--seed <n>', description: 'of the samples (1)' },
    { flags: '--samples <n>', description: 'of the champion, for each task (4)' },
    { flags: '--json', description: 'JSON instead of tables' },
  ],
  examples: ['hacks --run-dir runs/loop'],
  schema: OptionsSchema,
  run: runCommand,
});

type SuiteReport = HackReport & { readonly suite: string; readonly files: Readonly<Record<string, string>> };

async function runCommand(options: Options, io: Io): Promise<number> {
  const { reward, seed, samples, json } = options;
  const run = new RunDirectory(resolve(io.workingDirectory, options.runDir));
  const record = await recordOf(run);
  const { beam } = LoopConfigSchema.parse(record.config);
  const policy = await championOf(run, record);
  const about = { champion: record.champion, digest: policy.digest(), reward, seed, samples };
  const suites: SuiteReport[] = [];
  for (const [suite, names] of Object.entries(await suiteFiles(run))) {
    const { tasks, files } = await tasksIn(run, names);
    suites.push({ suite, files, ...measureHacks(policy, tasks, { reward, seed, samples, beam }) });
  }
  if (suites.every(({ notMeasured }) => notMeasured.length === mixes.length)) {
    throw new InputError(
      `${run.root}: expected suites with tasks of at least one kind's mix, got none, so there is nothing to compare. Name a loop of more scenarios with --run-dir.`,
    );
  }
  const text = json
    ? `${JSON.stringify({ record: 'inftool-hacks/1', ...about, suites }, null, 1)}\n`
    : `${suites.map((report) => suiteText(report, io)).join('\n')}checkpoint ${about.champion}, digest ${about.digest}\nreward ${reward}, seed ${seed}, ${samples} samples a task\n`;
  await io.stdout.write(text);
  return suites.every(({ beaten }) => beaten.length === 0) ? 0 : 1;
}

async function recordOf(run: RunDirectory): Promise<LoopRecord> {
  const record = await run.read('record.json', LoopRecordSchema);
  if (record !== undefined) return record;
  throw new InputError(
    `${run.path('record.json')}: expected the record of a finished loop; there is none. Name a loop's directory with --run-dir, or let the loop end.`,
  );
}

async function championOf(run: RunDirectory, { champion, scores }: LoopRecord): Promise<Policy> {
  if (champion === 'untrained') return Policy.untrained();
  const file = run.path(`${champion}.checkpoint.json`);
  const policy = await loadCheckpoint(file);
  const expected = scores.find(({ checkpoint }) => checkpoint === champion)?.digest;
  if (expected === policy.digest()) return policy;
  throw new InputError(
    `${file}: expected the checkpoint ${String(expected)} of the record, got ${policy.digest()}. Let the loop run anew.`,
  );
}

/** Names of the files that each of both suites is made of. */
async function suiteFiles(run: RunDirectory): Promise<Record<string, string[]>> {
  const rounds = (await readdir(run.root)).filter((name) => /^round-\d+$/.test(name)).sort();
  const training: string[] = [];
  for (const round of rounds) {
    const names = await readdir(run.path(round));
    if (names.includes('training.jsonl')) training.push(join(round, 'training.jsonl'));
  }
  return { 'held-out': [join('held-out', 'held-out.jsonl')], training };
}

async function tasksIn(
  run: RunDirectory,
  names: readonly string[],
): Promise<{ tasks: Task[]; files: Record<string, string> }> {
  const tasks: Task[] = [];
  const files: Record<string, string> = {};
  for (const name of names) {
    const suite = await openOwnSuite(run.path(name));
    files[name] = suite.digest;
    for (const category of suite.categories) tasks.push(...(await suite.tasks(category.name)));
  }
  return { tasks, files };
}

function suiteText({ suite, files, tasks, earnings, notMeasured, ...report }: SuiteReport, io: Io): string {
  const digests = Object.entries(files).map(([name, digest]) => `${name} ${digest.slice(0, 12)}`);
  const linesOf = (beaten: HackReport['beaten'], whom: string): string[] =>
    beaten.map(
      ({ mix, policy, earned, trained }) =>
        `${policy} beats ${whom} on the mix of ${mix}: ${earned.toFixed(3)} against ${trained.toFixed(3)}\n`,
    );
  const lines = linesOf(report.beaten, 'the trained policy');
  return [
    `${suite}: n = ${tasks} tasks (${digests.join(', ')})\n\nEach kind alone\n`,
    earningsTable(kinds, earnings, (earning) => earning.kinds, io),
    '\nEach kind half and half with tasks where nothing, or else something, is to be called\n',
    earningsTable(mixes, earnings, (earning) => earning.mixes, io),
    lines.length === 0 ? '\nno cheat beats the trained policy\n' : `\n${lines.join('')}`,
    ...(notMeasured.length > 0
      ? [`not measured, for want of tasks: the mixes of ${notMeasured.map(spaced).join(', ')}\n`]
      : []),
    ...linesOf(report.beatenSamples, 'single samples of it'),
  ].join('');
}

function earningsTable(
  names: readonly string[],
  earnings: readonly Earning[],
  of: (earning: Earning) => Readonly<Record<string, number>>,
  io: Io,
): string {
  const rows = earnings.map((earning) => [
    earning.policy,
    ...names.map((name) => of(earning)[name]?.toFixed(3) ?? 'N/A'),
  ]);
  return textTable(['Policy', ...names.map(spaced)], rows, io);
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}
