import path from 'node:path';
import * as z from 'zod';
import { defineCommand, type GateVerdict, type Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { SimulatedBase, structureOfRun } from '../calibrate/simulate.ts';
import { openRun } from '../compare/open-runs.ts';
import { pairTasks } from '../compare/pair-tasks.ts';
import { ScoredRun } from '../compare/scored-run.ts';
import { endpointOf, type CommonCategory, type Endpoint } from '../compare/weights.ts';
import { suiteFields } from '../options.ts';
import { wilson } from '../statistics/wilson.ts';
import { judge } from './judge.ts';
import { readPolicy, usualPolicy, type Policy } from './policy.ts';

const OptionsSchema = z.object({
  arguments: z.tuple([z.string()]),
  policy: z.string().optional(),
  pairs: z.coerce.number().int().positive().default(200),
  rho: z.coerce.number().min(0).max(1).default(0.3),
  json: z.boolean().default(false),
  ...suiteFields,
});
type Options = z.output<typeof OptionsSchema>;

export const gateAaCommand = defineCommand({
  name: 'gate aa',
  summary:
    "Has the gate decide between a run and itself, by a policy: on every two of its repeats (generate --repeats), and on simulated pairs of equal models with the run's tasks, clusters and pass rates. Tells how often it decides what it must not.",
  arguments: [{ flags: '<run>', description: "a model's folder of scores, or of results" }],
  options: [
    { flags: '--policy <file>', description: 'YAML, as of the gate' },
    { flags: '--pairs <n>', description: 'simulated (200)' },
    { flags: '--rho <share>', description: "of a model's chance within clusters, simulated (0.3)" },
    { flags: '--suite <file>', description: 'tasks of your own, where results are scored first' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies, where results are scored first' },
    { flags: '--json', description: 'one JSON document instead of a table' },
  ],
  examples: ['gate aa score/my-model', 'gate aa score/my-model --policy gate.yaml --pairs 1000'],
  schema: OptionsSchema,
  run: runCommand,
});

type Count = Record<GateVerdict, number>;

async function runCommand(options: Options, io: Io): Promise<number> {
  const { policy: file, pairs, rho } = options;
  const policy = file === undefined ? usualPolicy : await readPolicy(path.resolve(io.workingDirectory, file));
  const run = await openRun(options.arguments[0], options, io);
  const common = [...run.categories].flatMap(([name, { family, weight, status }]): CommonCategory[] =>
    status === 'run' ? [{ name, family, weight }] : [],
  );
  const endpoint = endpointOf(policy.primary, common, run.categories);
  const repeats = repeatVerdicts(run, endpoint, policy);
  const simulated = simulatedVerdicts(run, endpoint, policy, { pairs, rho });
  if (options.json) {
    await io.stdout.write(`${JSON.stringify({ repeats, simulated }, null, 2)}\n`);
    return 0;
  }
  const row = (name: string, counts: Count) => {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const wrong = counts.PROMOTE + counts.REJECT;
    const { low, high } = wilson(wrong, all, 0.95);
    const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
    const told = `${percent(wrong / all)} (${percent(low)} to ${percent(high)})`;
    return [name, all, counts.PROMOTE, counts.REJECT, counts.HOLD, counts.INCONCLUSIVE, told];
  };
  const rows = [
    ...(run.manifests.length > 1 ? [row('repeats', repeats)] : []),
    row(`simulated, rho ${rho}`, simulated),
  ];
  const head = ['pairs of', 'n', 'PROMOTE', 'REJECT', 'HOLD', 'INCONCLUSIVE', 'wrong (95 %)'];
  await io.stdout.write(textTable(head, rows, io));
  await io.stdout.write(
    `wrong: PROMOTE or REJECT, of which alpha ${policy.alpha} are to be expected at most; ${endpoint.label}; ${run.name}, ${run.manifest.suite.id} ${run.manifest.suite.version}; ${policy.resamples} sign flips, seeds are the numbers of the pairs from ${policy.seed} on\n${run.manifests.length > 1 ? '' : 'there are no repeats of this run: generate --repeats makes some\n'}`,
  );
  return 0;
}

function empty(): Count {
  return { PROMOTE: 0, HOLD: 0, REJECT: 0, INCONCLUSIVE: 0 };
}

/** Every two, each once as the base. */
function repeatVerdicts(run: ScoredRun, endpoint: Endpoint, policy: Policy): Count {
  const counts = empty();
  const single = run.manifests.map((manifest, place) => onlyRepeat(run, manifest.model, place));
  for (const base of single)
    for (const candidate of single)
      if (base !== candidate)
        counts[
          judge(pairTasks(base, candidate, policy.infrastructure), endpoint, policy, policy.alpha, true)
            .verdict
        ]++;
  return counts;
}

/** Rows stand in the order of the repeats; a task without a row in one of them is left out. */
function onlyRepeat(run: ScoredRun, name: string, place: number): ScoredRun {
  const rows = [...run.rows].flatMap(([id, all]) => {
    const row = all.length === run.manifests.length ? all[place] : undefined;
    return row === undefined ? [] : [[id, [row]] as const];
  });
  return new ScoredRun(name, run.folder, [run.manifests[place] ?? run.manifest], new Map(rows), '');
}

function simulatedVerdicts(
  run: ScoredRun,
  endpoint: Endpoint,
  policy: Policy,
  { pairs, rho }: { readonly pairs: number; readonly rho: number },
): Count {
  const structure = structureOfRun(run, endpoint.weights);
  const counts = empty();
  for (let pair = 0; pair < pairs; pair++) {
    const seed = policy.seed + pair;
    const pairing = new SimulatedBase(structure, { rho, effect: 0 }, seed).pairing();
    counts[judge(pairing, endpoint, { ...policy, seed }, policy.alpha, true).verdict]++;
  }
  return counts;
}
