import { resolve } from 'node:path';
import * as z from 'zod';
import { defineCommand, type Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import type { Decision } from '../statistics/decision.ts';
import { leastClusters } from '../statistics/paired-bootstrap.ts';
import { compareRuns, type Comparison } from './compare.ts';
import { readRun } from './pair-runs.ts';

const OptionsSchema = z.object({
  arguments: z.tuple([z.string(), z.string()]),
  superiority: z.coerce.number().min(0).max(1).default(0),
  nonInferiority: z.coerce.number().min(0).max(1).default(0.02),
  resamples: z.coerce.number().int().min(100).default(10_000),
  level: z.coerce.number().gt(0).lt(1).default(0.95),
  seed: z.coerce.number().int().default(1),
  json: z.boolean().default(false),
});

type Options = z.output<typeof OptionsSchema>;

const exitCodes: Readonly<Record<Decision, number>> = { PROMOTE: 0, HOLD: 1, REJECT: 1, INCONCLUSIVE: 3 };

export const gateCommand = defineCommand({
  name: 'gate',
  summary:
    'Decides whether a candidate is better than a base on the tasks that were graded for both: PROMOTE if the interval of the difference lies above the superiority margin, REJECT if below minus the non-inferiority margin, HOLD if it is no worse and not shown to be better, else INCONCLUSIVE. Exit code 0 for PROMOTE, 1 for HOLD and REJECT, 3 for INCONCLUSIVE.',
  arguments: [
    { flags: '<base>', description: "a model's folder in a score directory of `inftool evaluate`" },
    { flags: '<candidate>', description: 'another, scored with the same data and grader' },
  ],
  options: [
    { flags: '--superiority <share>', description: 'how much better it must be (0)' },
    { flags: '--non-inferiority <share>', description: 'how much worse counts as no worse (0.02)' },
    { flags: '--level <share>', description: 'of confidence (0.95)' },
    { flags: '--resamples <n>', description: 'of the bootstrap, clusters drawn whole (10000)' },
    { flags: '--seed <n>', description: 'of the bootstrap (1)' },
    { flags: '--json', description: 'one JSON document instead of text' },
  ],
  examples: ['gate score/base-model score/candidate-model', 'gate score/a score/b --superiority 0.01 --json'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const folders = options.arguments.map((folder) => resolve(io.workingDirectory, folder));
  const [base, candidate] = await Promise.all(folders.map(readRun));
  if (base === undefined || candidate === undefined) throw new RangeError('two runs are read');
  const result = compareRuns(base, candidate, options);
  await io.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : resultText(result, io));
  return exitCodes[result.decision];
}

function resultText(result: Comparison, io: Io): string {
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  const points = (share: number) => (share * 100).toFixed(2);
  const rows = [
    [result.base, percent(result.base_passed / result.n), result.only_base],
    [result.candidate, percent(result.candidate_passed / result.n), result.only_candidate],
  ];
  return [
    textTable(['Model', 'Passed', 'Alone'], rows, io),
    `${result.decision}: the difference is ${points(result.difference)} points, ${percent(result.level)} interval ${points(result.low)} to ${points(result.high)}; PROMOTE above ${points(result.superiority)}, REJECT below ${points(-result.non_inferiority)}\n`,
    `n = ${result.n} tasks in ${result.clusters} clusters, ${result.left_out} left out as not graded in both, ${result.infrastructure_suspects} with error texts of inference\n`,
    result.clusters < leastClusters(result.level)
      ? `no interval can be told of fewer than ${leastClusters(result.level)} clusters: it is all that there may be\n`
      : '',
    `exact McNemar p = ${result.mcnemar_p.toPrecision(3)}; bootstrap of ${result.resamples}, seed ${result.seed}; ${result.suite}, grader ${result.grader}, ${result.fidelity}\n`,
  ].join('');
}
