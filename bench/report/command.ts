import path from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  InputError,
  type ComparisonRecord,
  type Io,
  type Suite,
} from '../../datasets/index.ts';
import {
  comparisonCsv,
  comparisonHtml,
  comparisonJunit,
  comparisonMarkdown,
  comparisonText,
} from '../../reports/index.ts';
import { allowanceField, allowanceOption } from '../compare/comparable.ts';
import { openRuns, type OpenedRuns } from '../compare/open-runs.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import { openSuite, suiteFields } from '../options.ts';
import { writeOutput } from '../output-file.ts';
import { comparisonOf } from './comparison.ts';

const OptionsSchema = z.object({
  arguments: z.array(z.string()).min(1),
  html: z.string().optional(),
  csv: z.string().optional(),
  markdown: z.string().optional(),
  junit: z.string().optional(),
  sequence: z.boolean().default(false),
  entries: z.coerce.number().int().nonnegative().default(5000),
  level: z.coerce.number().gt(0).lt(1).default(0.95),
  resamples: z.coerce.number().int().min(99).default(9_999),
  seed: z.coerce.number().int().default(1),
  json: z.boolean().default(false),
  ...allowanceField,
  ...suiteFields,
});
type Options = z.output<typeof OptionsSchema>;

export const reportCommand = defineCommand({
  name: 'report',
  summary:
    'Compares runs with the first one named: scores with intervals, paired differences per category and family, where failures come from, and every task in which they differ. To the terminal, and to files.',
  arguments: [
    {
      flags: '<runs...>',
      description:
        "models' folders of scores, score directories, run directories, or results (scored first); repeats (name@2) are one run",
    },
  ],
  options: [
    {
      flags: '--html <file>',
      description: 'one page to read offline: plots, and every task in which runs differ',
    },
    { flags: '--csv <file>', description: 'a line for each run and score' },
    { flags: '--markdown <file>', description: 'for a CI summary' },
    { flags: '--junit <file>', description: 'as a test report' },
    {
      flags: '--sequence',
      description: 'the runs are checkpoints of one training, in this order (those of a run directory are)',
    },
    { flags: '--entries <n>', description: 'in which runs differ, at most (5000)' },
    { flags: '--level <share>', description: 'of confidence (0.95)' },
    { flags: '--resamples <n>', description: 'of bootstrap and sign flips (9999)' },
    { flags: '--seed <n>', description: 'of both (1)' },
    allowanceOption,
    { flags: '--suite <file>', description: 'tasks of your own' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies' },
    { flags: '--json', description: 'one JSON document instead of text' },
  ],
  examples: [
    'report score/base-model score/candidate-model --html report.html',
    'report result --html report.html --csv report.csv --markdown report.md',
  ],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const { runs, skipped, isSequence } = await runsOf(options, io);
  const [first, ...others] = runs;
  if (first === undefined) throw new InputError('There is no run to report on.');
  const record = await comparisonOf([first, ...others], {
    allowed: new Set(options.allow),
    level: options.level,
    resamples: options.resamples,
    seed: options.seed,
    isSequence: options.sequence || isSequence,
    suite: await suiteOf(first, options, io),
    mostEntries: options.entries,
    skipped,
  });
  if (skipped.length > 0)
    await io.stderr.write(`inftool: skipped, no runs of this suite in them: ${skipped.join(', ')}\n`);
  await io.stdout.write(options.json ? `${JSON.stringify(record, null, 1)}\n` : comparisonText(record, io));
  for (const [file, render] of outputs(options)) await writeOutput(file, await render(record), io);
  return 0;
}

async function runsOf(options: Options, io: Io): Promise<OpenedRuns & { readonly isSequence: boolean }> {
  const runs: ScoredRun[] = [];
  const skipped: string[] = [];
  let isSequence = options.arguments.length === 1;
  for (const argument of options.arguments) {
    const place = path.resolve(io.workingDirectory, argument);
    const opened = await openRuns(place, { suite: () => openSuite(options, io), io });
    for (const run of opened.runs) if (!runs.some(({ folder }) => folder === run.folder)) runs.push(run);
    isSequence &&= opened.isSequence ?? false;
    skipped.push(...opened.skipped.map((name) => path.join(argument, name)));
  }
  return { runs, skipped, isSequence };
}

/** Undefined, with a note, where the data at hand is not that of the runs: then entries have no prompts. */
async function suiteOf({ manifest }: ScoredRun, options: Options, io: Io): Promise<Suite | undefined> {
  if (options.suite === undefined && manifest.suite.id !== 'bfcl') {
    await io.stderr.write(
      `inftool: the tasks of ${manifest.suite.id} are not shown with their prompts: name their file with --suite\n`,
    );
    return undefined;
  }
  const suite = await openSuite(options, io);
  if (suite.digest === manifest.suite.digest) return suite;
  await io.stderr.write(
    `inftool: entries are shown without prompts: the runs were scored on ${manifest.suite.id} ${manifest.suite.version}, here is ${suite.id} ${suite.version}\n`,
  );
  return undefined;
}

function outputs(
  options: Options,
): [string | undefined, (record: ComparisonRecord) => string | Promise<string>][] {
  return [
    [options.html, comparisonHtml],
    [options.csv, comparisonCsv],
    [options.markdown, comparisonMarkdown],
    [options.junit, comparisonJunit],
  ];
}
