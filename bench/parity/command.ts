import path from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  ensureBfcl,
  resolveCategories,
  writeJson,
  type Io,
  type Suite,
} from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import {
  dataDirField,
  dataDirOption,
  officialPackage,
  venvField,
  venvFolder,
  venvOption,
} from '../options.ts';
import type { ParityCase } from './cases.ts';
import { executedSuites, runExecutedSuite } from './executed/suites.ts';
import { vocabularies } from './executed/vocabularies/vocabularies.ts';
import { officialPython, OfficialGrader } from './official.ts';
import { runParity, type ParityRun } from './run.ts';
import { promptTable, runPromptSuite } from './prompt-suite.ts';
import { rolloutTable, runRolloutSuite } from './rollout-suite.ts';
import { runScoreSuite } from './score-suite.ts';
import { normalised } from './score-trees.ts';
import { strataTable } from './strata-table.ts';
import type { Difference } from './tally.ts';

const OptionsSchema = z.object({
  suite: z.enum(['cases', 'score', 'prompts', 'rollouts', ...executedSuites]).default('cases'),
  resultDir: z.string().optional(),
  cases: z.coerce.number().int().positive().default(5000),
  calls: z.coerce.number().int().positive().default(2000),
  environment: z.array(z.enum(vocabularies.map(({ environment }) => environment))).optional(),
  seed: z.coerce.number().int().default(1),
  testCategory: z.array(z.string()).optional(),
  ...venvField,
  ...dataDirField,
});

type Options = z.output<typeof OptionsSchema>;

export const parityCommand = defineCommand({
  name: 'parity',
  summary:
    'Grades seeded renderings and mutations of ground truths with the official evaluator too (its own functions, in a Python environment of its own) and counts agreement per category. Exit 1 on a difference. Runs in a checkout of the repository.',
  options: [
    {
      flags: '--suite <suite>',
      description:
        'cases: verdict by verdict; score: whole score trees, field by field; prompts: messages and tools of every entry; rollouts: result rows of made-up answers; multi-turn: mutants of paths, decoded and raw; execute-decoding: call texts of raw steps; agentic: answers in conversations; environments: random sessions of each class (cases)',
    },
    { flags: '--result-dir <folder>', description: 'for the score suite: this tree instead of a seeded one' },
    {
      flags: '--cases <n>',
      description: 'how many in all (5000); shared evenly among categories and output formats',
    },
    {
      flags: '--calls <n>',
      description: 'for the environments suite: how many of each environment (2000)',
    },
    { flags: '--environment <names...>', description: 'for the environments suite: these only' },
    { flags: '--seed <n>', description: 'same seed, same cases (1)' },
    {
      flags: '--test-category <names...>',
      description: 'categories or groups (single_turn and format_sensitivity; for prompts all)',
    },
    venvOption,
    dataDirOption,
  ],
  examples: [
    'parity --cases 2000 --seed 7',
    'parity --cases 1000 --test-category simple_java',
    'parity --suite score --seed 1',
    'parity --suite prompts',
    'parity --suite rollouts --cases 2000',
    'parity --suite multi-turn --cases 5000',
    'parity --suite environments --calls 20000',
  ],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const say = (text: string) => io.stderr.write(`inftool: ${text}\n`);
  const suite = await ensureBfcl({ dataDir: options.dataDir }, io);
  const python = await officialPython(venvFolder(options, io), say);
  const exitCode = await runSuite(options, suite, python, io);
  await io.stdout.write(
    `seed ${options.seed}, grader ${graderVersion}, data ${suite.version} ${suite.digest.slice(0, 12)}, official ${officialPackage}\n`,
  );
  return exitCode;
}

function runSuite(options: Options, suite: Suite, python: string, io: Io): Promise<number> {
  if (options.suite === 'score') return scoreSuite(options, suite, python, io);
  if (options.suite === 'cases') return caseSuite(options, suite, python, io);
  if (options.suite === 'prompts') return promptSuite(options, suite, python, io);
  if (options.suite === 'rollouts') return rolloutSuite(options, suite, python, io);
  return runExecutedSuite({ ...options, suite: options.suite }, suite, python, io);
}

async function caseSuite(options: Options, suite: Suite, python: string, io: Io): Promise<number> {
  const categories = resolveCategories(suite, options.testCategory ?? ['single_turn', 'format_sensitivity']);
  const official = new OfficialGrader(python);
  try {
    const run = await runParity({ suite, categories, cases: options.cases, seed: options.seed }, official);
    await io.stdout.write(renderRun(run, io));
    return run.strata.some(({ different }) => different > 0) ? 1 : 0;
  } finally {
    official.stop();
  }
}

async function promptSuite(options: Options, suite: Suite, python: string, io: Io): Promise<number> {
  const names = options.testCategory ?? suite.categories.map(({ name }) => name);
  const { counts, differences } = await runPromptSuite(suite, names, python, io);
  await io.stdout.write(`${promptTable(counts, io)}\n${differences.join('')}`);
  return counts.some(({ different }) => different > 0) ? 1 : 0;
}

async function rolloutSuite(options: Options, suite: Suite, python: string, io: Io): Promise<number> {
  const names = options.testCategory ?? ['all_scoring'];
  const { cases, seed } = options;
  const { counts, differences } = await runRolloutSuite(suite, names, { cases, seed, python });
  await io.stdout.write(`${rolloutTable(counts, io)}\n${differences.join('')}`);
  return counts.some(({ different }) => different > 0) ? 1 : 0;
}

async function scoreSuite(options: Options, suite: Suite, python: string, io: Io): Promise<number> {
  const { seed, dataDir } = options;
  const resultDir =
    options.resultDir === undefined ? undefined : path.resolve(io.workingDirectory, options.resultDir);
  const compared = await runScoreSuite({ suite, python, resultDir, seed, dataDir }, io);
  const rows = [
    `${compared.files} score and CSV files, ${compared.lines} lines of scores: ${compared.differences.length} differences`,
    ...compared.differences,
    `made equal before: ${normalised.join('; ')}`,
  ];
  await io.stdout.write(`${rows.join('\n')}\n`);
  return compared.differences.length > 0 ? 1 : 0;
}

function renderRun({ strata, differences }: ParityRun, io: Io): string {
  return `${strataTable(strata, io)}\n${differences.map(renderDifference).join('')}`;
}

function renderDifference({ case: { task, output }, comparison }: Difference<ParityCase>): string {
  return [
    `${task.id} (${output.mode}${output.underscoreToDot ? ', underscore_to_dot' : ''}): ${comparison.field}`,
    `  result   ${writeJson(output.result)}`,
    `  ours     ${comparison.ours}`,
    `  official ${comparison.official}`,
    '',
  ].join('\n');
}
