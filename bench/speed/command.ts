import { cpus } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import {
  dataDirectoryOf,
  defineCommand,
  ensureBfcl,
  resolveCategories,
  type Io,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import { textTable } from '../../reports/index.ts';
import { dataDirField, dataDirOption, venvField, venvFolder, venvOption } from '../options.ts';
import { recordedCases, seededCases, type CaseGroups } from './cases.ts';
import { timeEntries } from './entries.ts';
import { pathCases, recordedPathCases } from './paths.ts';
import { officialPython, OfficialGrader } from '../parity/official.ts';
import { timeProcesses } from './processes.ts';

const OptionsSchema = z.object({
  entries: z.coerce.number().int().positive().default(60),
  runs: z.coerce.number().int().positive().default(3),
  seed: z.coerce.number().int().default(1),
  resultDir: z.string().optional(),
  ...venvField,
  officialPython: z.string().optional(),
  ...dataDirField,
});

type Options = z.output<typeof OptionsSchema>;

export const speedCommand = defineCommand({
  name: 'speed',
  summary:
    'Times our grader and the official one on the same inputs in one run: per entry, and with --result-dir whole evaluations as processes. Runs in a checkout of the repository.',
  options: [
    {
      flags: '--result-dir <folder>',
      description: 'real outputs for the entries, and the tree that is evaluated whole',
    },
    { flags: '--entries <n>', description: 'how many of each category and mode (60)' },
    { flags: '--runs <n>', description: 'whole evaluations of each side (3)' },
    { flags: '--seed <n>', description: 'of the choice of entries (1)' },
    {
      flags: '--official-python <file>',
      description:
        'a Python with bfcl-eval and all it asks for: its whole evaluation is timed as it comes, too',
    },
    venvOption,
    dataDirOption,
  ],
  examples: ['speed --entries 30', 'speed --result-dir result'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const suite = await ensureBfcl({ dataDir: options.dataDir }, io);
  const python = await officialPython(venvFolder(options, io), (text) =>
    io.stderr.write(`inftool: ${text}\n`),
  );
  await entryTable(options, suite, python, io);
  if (options.resultDir !== undefined) await processLines(options, suite, python, io);
  await io.stdout.write(
    `grader ${graderVersion}, Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, seed ${options.seed}\n`,
  );
  return 0;
}

async function entryTable(options: Options, suite: Suite, python: string, io: Io): Promise<void> {
  const groups = await caseGroups(options, suite, io);
  const official = new OfficialGrader(python);
  const rows: (string | number)[][] = [];
  try {
    for (const [stratum, cases] of groups) {
      const { entries, ours, official: theirs } = await timeEntries(stratum, cases, official);
      rows.push([stratum, entries, ours.toFixed(2), theirs.toFixed(1), (theirs / ours).toFixed(1)]);
    }
  } finally {
    official.stop();
  }
  await io.stdout.write(textTable(['entries', 'n', 'ours µs', 'official µs', 'times as fast'], rows, io));
}

async function caseGroups({ seed, entries, resultDir }: Options, suite: Suite, io: Io): Promise<CaseGroups> {
  const longContext = (await suite.longContext?.()) ?? new Map<string, Value>();
  const paths = await pathCases(suite, longContext, entries, seed);
  if (resultDir === undefined) return new Map([...(await seededCases(suite, entries, seed)), ...paths]);
  const folder = path.resolve(io.workingDirectory, resultDir);
  return new Map([
    ...(await recordedCases(suite, folder, entries, seed)),
    ...paths,
    ...(await recordedPathCases(suite, longContext, folder, entries, seed)),
  ]);
}

async function processLines(options: Options, suite: Suite, python: string, io: Io): Promise<void> {
  const categories = resolveCategories(suite, ['single_turn']).map(({ name }) => name);
  const resultDir = path.resolve(io.workingDirectory, options.resultDir ?? 'result');
  const dataDir = dataDirectoryOf({ dataDir: options.dataDir }, io);
  const installedPython =
    options.officialPython === undefined
      ? undefined
      : path.resolve(io.workingDirectory, options.officialPython);
  const tree = { python, installedPython, resultDir, dataDir, categories };
  const { ours, official, installed } = await timeProcesses(tree, options.runs);
  const text = (runs: readonly number[]) => runs.map((run) => run.toFixed(2)).join(', ');
  const middle = (runs: readonly number[]) =>
    runs.toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? NaN;
  const ratio = (runs: readonly number[]) => `${(middle(runs) / middle(ours)).toFixed(1)} times ours`;
  const lines = [
    `whole evaluation of ${resultDir}, single-turn, seconds:`,
    `  ours                                ${text(ours)}`,
    `  official, SDK imports left out      ${text(official)}; median ${ratio(official)}`,
    ...(installed.length > 0
      ? [`  official as installed               ${text(installed)}; median ${ratio(installed)}`]
      : []),
  ];
  await io.stdout.write(`${lines.join('\n')}\n`);
}
