import path from 'node:path';
import { z } from 'zod';
import {
  cacheDirectory,
  defineCommand,
  ensureBfcl,
  resolveCategories,
  writeJson,
  type Io,
} from '../../datasets/index.ts';
import { graderVersion, prepareGrader } from '../../graders/index.ts';
import { textTable } from '../../reports/index.ts';
import { officialPython, OfficialGrader } from './official.ts';
import { runParity, type ParityRun } from './run.ts';
import type { Difference } from './tally.ts';

const OptionsSchema = z.object({
  cases: z.coerce.number().int().positive().default(5000),
  seed: z.coerce.number().int().default(1),
  testCategory: z.array(z.string()).default(['single_turn', 'format_sensitivity']),
  venv: z.string().optional(),
  dataDir: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

export const parityCommand = defineCommand({
  name: 'parity',
  summary:
    'Grades seeded renderings and mutations of ground truths with the official evaluator too (its own functions, in a Python environment of its own) and counts agreement per category. Exit 1 on a difference. Runs in a checkout of the repository.',
  options: [
    {
      flags: '--cases <n>',
      description: 'how many in all (5000); shared evenly among categories and output formats',
    },
    { flags: '--seed <n>', description: 'same seed, same cases (1)' },
    {
      flags: '--test-category <names...>',
      description: 'categories or groups (single_turn and format_sensitivity)',
    },
    { flags: '--venv <folder>', description: 'where the Python environment lies or is to be made' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies' },
  ],
  examples: ['parity --cases 2000 --seed 7', 'parity --cases 1000 --test-category simple_java'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(options: Options, io: Io): Promise<number> {
  const say = (text: string) => io.stderr.write(`inftool: ${text}\n`);
  const suite = await ensureBfcl({ dataDir: options.dataDir }, io);
  const categories = resolveCategories(suite, options.testCategory);
  const venv =
    options.venv === undefined
      ? path.join(cacheDirectory(io), 'parity-bfcl-eval-2026.3.23')
      : path.resolve(io.workingDirectory, options.venv);
  const official = new OfficialGrader(await officialPython(venv, say));
  await prepareGrader(['python', 'java', 'javascript']);
  const run = await runParity({ suite, categories, cases: options.cases, seed: options.seed }, official);
  official.stop();
  await io.stdout.write(renderRun(run, io));
  await io.stdout.write(
    `seed ${options.seed}, grader ${graderVersion}, data ${suite.version} ${suite.digest.slice(0, 12)}, official bfcl-eval 2026.3.23\n`,
  );
  return run.strata.some(({ different }) => different > 0) ? 1 : 0;
}

function renderRun(run: ParityRun, io: Io): string {
  const rows = run.strata.map((row) => [
    row.stratum,
    row.cases,
    row.valid,
    row.invalid,
    Object.entries(row.named)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
    row.different,
  ]);
  const sum = (field: 'cases' | 'valid' | 'invalid' | 'different') =>
    run.strata.reduce((total, row) => total + row[field], 0);
  const named = run.strata
    .flatMap((row) => Object.values(row.named))
    .reduce((total, count) => total + count, 0);
  rows.push([
    'all',
    sum('cases'),
    sum('valid'),
    sum('invalid'),
    named === 0 ? '' : String(named),
    sum('different'),
  ]);
  const table = textTable(['category', 'cases', 'valid', 'invalid', 'named', 'different'], rows, io);
  return `${table}\n${run.differences.map(renderDifference).join('')}`;
}

function renderDifference({ case: { task, output }, comparison }: Difference): string {
  return [
    `${task.id} (${output.mode}${output.underscoreToDot ? ', underscore_to_dot' : ''}): ${comparison.field}`,
    `  result   ${writeJson(output.result)}`,
    `  ours     ${comparison.ours}`,
    `  official ${comparison.official}`,
    '',
  ].join('\n');
}
