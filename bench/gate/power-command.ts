import path from 'node:path';
import * as z from 'zod';
import { defineCommand, type Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { openRun } from '../compare/open-runs.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import {
  categoryOf,
  endpointOf,
  familiesOf,
  type CommonCategory,
  type Endpoint,
} from '../compare/weights.ts';
import { suiteFields } from '../options.ts';
import { normalBelow, normalQuantile } from '../statistics/distributions.ts';
import { foreseenError, type ForeseenTask } from '../statistics/foreseen-error.ts';
import { roundAlpha } from './alpha-ledger.ts';
import { readPolicy, usualPolicy, type Policy } from './policy.ts';

const share = z.coerce.number().min(0).max(1);

const OptionsSchema = z.object({
  arguments: z.tuple([z.string()]),
  policy: z.string().optional(),
  discordance: share.default(0.12),
  rho: share.default(0.3),
  gain: z.array(share).default([0.01, 0.03, 0.05]),
  json: z.boolean().default(false),
  ...suiteFields,
});
type Options = z.output<typeof OptionsSchema>;

export const gatePowerCommand = defineCommand({
  name: 'gate power',
  summary:
    'Before a candidate is there: which gains the gate would find on the tasks of a run, by a policy, for the primary endpoint, families and single categories.',
  arguments: [{ flags: '<run>', description: "the base: a model's folder of scores, or of results" }],
  options: [
    { flags: '--policy <file>', description: 'YAML, as of the gate' },
    { flags: '--discordance <share>', description: 'of the tasks that one model alone passes (0.12)' },
    { flags: '--rho <share>', description: 'correlation of differences within clusters (0.3)' },
    { flags: '--gain <shares...>', description: 'true gains to tell the power for (0.01 0.03 0.05)' },
    { flags: '--suite <file>', description: 'tasks of your own, where results are scored first' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies, where results are scored first' },
    { flags: '--json', description: 'one JSON document instead of a table' },
  ],
  examples: ['gate power score/base-model', 'gate power score/base-model --policy gate.yaml --rho 0.5'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const { policy: file, discordance, rho, gain: gains } = options;
  const policy = file === undefined ? usualPolicy : await readPolicy(path.resolve(io.workingDirectory, file));
  const run = await openRun(options.arguments[0], options, io);
  const rows = endpointsOf(run, policy).map((endpoint) => powerRow(run, endpoint, policy, options));
  if (options.json) {
    await io.stdout.write(`${JSON.stringify({ discordance, rho, endpoints: rows }, null, 2)}\n`);
    return 0;
  }
  const points = (value: number) => `+${(value * 100).toFixed(2)}`;
  const percent = (value: number) => `${(value * 100).toFixed(0)}%`;
  const head = ['', 'n', 'clusters', 'error', 'one look finds', `of ${policy.rounds} rounds finds`];
  const table = rows.map(({ name, tasks, clusters, error, finds, findsInRound, power }) => [
    name,
    tasks,
    clusters,
    (error * 100).toFixed(2),
    points(finds),
    points(findsInRound),
    ...power.map(percent),
  ]);
  await io.stdout.write(textTable([...head, ...gains.map((gain) => `power at ${points(gain)}`)], table, io));
  await io.stdout.write(
    `in points; "finds": smallest true gain found with 80 % power beyond the superiority margin of ${points(policy.margins.superiority)}, at alpha ${policy.alpha}, and at the ${roundAlpha(policy)} that a ledger gives to each of ${policy.rounds} rounds; power: of one look\nsupposed: one model alone passes ${percent(discordance)} of the tasks, differences correlate by ${rho} within clusters\n${run.manifest.suite.id} ${run.manifest.suite.version}, ${run.name}\n`,
  );
  return 0;
}

/** The primary, then families and categories. */
function endpointsOf(run: ScoredRun, policy: Policy): Endpoint[] {
  const common = [...run.categories].flatMap(([name, { family, weight, status }]): CommonCategory[] =>
    status === 'run' ? [{ name, family, weight }] : [],
  );
  return [
    endpointOf(policy.primary, common, run.categories),
    ...familiesOf(common),
    ...common.map(categoryOf),
  ];
}

function powerRow(
  run: ScoredRun,
  { name, weights }: Endpoint,
  policy: Policy,
  { discordance, rho, gain: gains }: Options,
) {
  const tasks: ForeseenTask[] = [];
  for (const [first] of run.rows.values())
    if (first !== undefined && weights.has(first.category))
      tasks.push({ stratum: first.category, cluster: first.cluster });
  const { superiority } = policy.margins;
  const error = foreseenError(tasks, weights, { discordance, rho });
  const bound = (alpha: number) => normalQuantile(1 - alpha / 2);
  const finds = (alpha: number) => superiority + (bound(alpha) + normalQuantile(0.8)) * error;
  return {
    name,
    tasks: tasks.length,
    clusters: new Set(tasks.map(({ cluster }) => cluster)).size,
    error,
    finds: finds(policy.alpha),
    findsInRound: finds(roundAlpha(policy)),
    power: gains.map((gain) => normalBelow((gain - superiority) / error - bound(policy.alpha))),
  };
}
