import path from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  InputError,
  type GateRecord,
  type GateVerdict,
  type Io,
} from '../../datasets/index.ts';
import { gateJunit, gateMarkdown, gateText } from '../../reports/index.ts';
import { allowanceField, allowanceOption } from '../compare/comparable.ts';
import { openRun } from '../compare/open-runs.ts';
import { pairTasks } from '../compare/pair-tasks.ts';
import { dayText, suiteFields } from '../options.ts';
import { writeOutput } from '../output-file.ts';
import { gateAaCommand } from './aa-command.ts';
import { enter, lookOf, type Lineage } from './alpha-ledger.ts';
import { gatePowerCommand } from './power-command.ts';
import { readPolicy, refuseFewResamples, usualPolicy, type Policy } from './policy.ts';
import { gateRecord, policyDigest, type Runs } from './record.ts';

const OptionsSchema = z.object({
  arguments: z.tuple([z.string(), z.string()]),
  policy: z.string().optional(),
  ledger: z.string().optional(),
  lineage: z.string().min(1).optional(),
  ...allowanceField,
  seed: z.coerce.number().int().optional(),
  resamples: z.coerce.number().int().min(99).optional(),
  junit: z.string().optional(),
  markdown: z.string().optional(),
  json: z.boolean().default(false),
  ...suiteFields,
});
type Options = z.output<typeof OptionsSchema>;

const exitCodes: Readonly<Record<GateVerdict, number>> = { PROMOTE: 0, HOLD: 1, REJECT: 1, INCONCLUSIVE: 3 };

export const gateCommand = defineCommand({
  name: 'gate',
  summary:
    "Decides whether a candidate is better than a base on the tasks that were graded for both, by a policy written down beforehand. PROMOTE: the interval of the policy's primary endpoint lies above the superiority margin, and no guard is breached. REJECT: it lies below minus the non-inferiority margin, or a guard is significantly worse. HOLD: no worse, not shown to be better, and a gain that matters would have been found. INCONCLUSIVE: all else, and where lost tasks could turn it. Exit code 0 for PROMOTE, 1 for HOLD and REJECT, 3 for INCONCLUSIVE.",
  arguments: [
    { flags: '<base>', description: "a model's folder of scores, or of results (scored first)" },
    { flags: '<candidate>', description: 'another, of the same data and grader; repeats (name@2) count' },
  ],
  options: [
    {
      flags: '--policy <file>',
      description:
        'YAML: primary, alpha, margins, guards, rounds (Overall, 0.05, above 0 and above −2 points; see bench/README.md)',
    },
    {
      flags: '--ledger <file>',
      description: 'JSON Lines: alpha spent on decisions so far; this one gets its part, once',
    },
    { flags: '--lineage <name>', description: 'of decisions that share an alpha (default)' },
    allowanceOption,
    { flags: '--resamples <n>', description: 'of the sign flips, instead of the policy’s (9999)' },
    { flags: '--seed <n>', description: 'of the sign flips, instead of the policy’s (1)' },
    { flags: '--markdown <file>', description: 'write the decision for a CI summary' },
    { flags: '--junit <file>', description: 'write the decision as a test report' },
    { flags: '--suite <file>', description: 'tasks of your own, where results are scored first' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies, where results are scored first' },
    { flags: '--json', description: 'one JSON document instead of text' },
  ],
  examples: [
    'gate score/base-model score/candidate-model',
    'gate score/a score/b --policy gate.yaml --ledger runs/alpha.jsonl --markdown gate.md',
    'gate power score/base-model',
    'gate aa score/base-model',
  ],
  subcommands: [gateAaCommand, gatePowerCommand],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const policy = await policyOf(options, io);
  const [base, candidate] = [
    await openRun(options.arguments[0], options, io),
    await openRun(options.arguments[1], options, io),
  ];
  const runs: Runs = { base, candidate };
  const pairing = pairTasks(base, candidate, {
    allowed: new Set(options.allow),
    suspects: policy.infrastructure.suspects,
  });
  const lineage = lineageOf(options, io);
  const pair = { base: base.digest, candidate: candidate.digest };
  const look = lineage === undefined ? undefined : await lookOf(lineage, pair, policy);
  const spending = lineage === undefined || look === undefined ? undefined : { lineage: lineage.name, look };
  refuseFewResamples(policy, look?.alpha ?? policy.alpha);
  const record = gateRecord(runs, pairing, policy, spending);
  if (lineage !== undefined && look?.decided === undefined) await entered(lineage, record, policy, io);
  await io.stdout.write(options.json ? `${JSON.stringify(record, null, 2)}\n` : gateText(record, io));
  await writeOutput(options.markdown, gateMarkdown(record), io);
  await writeOutput(options.junit, gateJunit(record), io);
  return exitCodes[record.verdict];
}

/** What the command line says counts more than the file. */
async function policyOf({ policy: file, seed, resamples }: Options, io: Io): Promise<Policy> {
  const policy = file === undefined ? usualPolicy : await readPolicy(path.resolve(io.workingDirectory, file));
  return { ...policy, ...(seed !== undefined && { seed }), ...(resamples !== undefined && { resamples }) };
}

function lineageOf({ ledger, lineage }: Options, io: Io): Lineage | undefined {
  if (ledger !== undefined)
    return { file: path.resolve(io.workingDirectory, ledger), name: lineage ?? 'default' };
  if (lineage === undefined) return undefined;
  throw new InputError('--lineage names a lineage of a ledger: expected --ledger, too.');
}

async function entered(lineage: Lineage, record: GateRecord, policy: Policy, io: Io): Promise<void> {
  const side = ({ name, digest }: GateRecord['base']) => ({ name, digest });
  await enter(
    lineage,
    {
      record: 'inftool-alpha/1',
      lineage: lineage.name,
      date: dayText(io.host.today()),
      alpha: record.alpha.used,
      base: side(record.base),
      candidate: side(record.candidate),
      policy: policyDigest(policy),
      suite: record.suite,
      grader: record.grader,
      verdict: record.verdict,
      difference: record.primary.difference,
      low: record.primary.low,
      high: record.primary.high,
    },
    policy,
  );
}
