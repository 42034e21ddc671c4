import { resolve } from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  packageVersion,
  resolveCategories,
  type Io,
  type Suite,
} from '../../datasets/index.ts';
import { dataDirOption, dayText, openSuite, suiteFields, todayField, todayOption } from '../options.ts';
import { openGrader } from './grader.ts';
import { evaluate, type EvaluateRequest, type Evaluation } from './evaluate.ts';
import { summaryJson, summaryText } from './summary.ts';

/** Names given one by one, joined by commas, or both; at least one. */
const namesOf = (what: string) =>
  z
    .array(z.string())
    .transform((names) => names.flatMap((joined) => joined.split(',')).map((name) => name.trim()))
    .transform((names) => names.filter((name) => name !== ''))
    .refine((names) => names.length > 0, `name ${what}`);

const OptionsSchema = z.object({
  /** Empty: all. */
  model: namesOf('a folder of the result directory').default([]),
  testCategory: namesOf('a category or a group').default(['all']),
  resultDir: z.string().default('result'),
  scoreDir: z.string().default('score'),
  partialEval: z.boolean().default(false),
  fidelity: z.enum(['official', 'audited']).default('official'),
  mode: z.enum(['auto', 'fc', 'prompt']).default('auto'),
  underscoreToDot: z.enum(['auto', 'on', 'off']).default('auto'),
  ...suiteFields,
  ...todayField,
  json: z.boolean().default(false),
});

type Options = z.output<typeof OptionsSchema>;

export const evaluateCommand = defineCommand({
  name: 'evaluate',
  summary:
    'Scores a tree of results, <result-dir>/<model>/**/BFCL_v4_<category>_result.json, as `bfcl evaluate` does: its score/ tree and CSV files, and for each model verdicts.jsonl (a line per task asked for) and manifest.json. Categories without results are "not run". Runs into one score directory add up, category by category.',
  options: [
    { flags: '--model <names...>', description: 'folders of the result directory; all' },
    { flags: '--test-category <names...>', description: 'categories or groups; all' },
    { flags: '--result-dir <folder>', description: 'one folder per model (result)' },
    { flags: '--score-dir <folder>', description: 'where scores go (score)' },
    { flags: '--partial-eval', description: 'grade what is there where results are missing' },
    {
      flags: '--mode <mode>',
      description:
        'fc, prompt, or auto: fc for a model any of whose single-turn results is a list (or, without any, a step of the others)',
    },
    {
      flags: '--underscore-to-dot <choice>',
      description:
        'tools were offered with _ for . in their names: on, off, or auto: on for fc models whose single-turn calls hold no dot',
    },
    {
      flags: '--fidelity <name>',
      description:
        'official, or audited: beside the official scores those without error texts of inference, with broken calls as failures in irrelevance, with and without suspect entries (audit.json)',
    },
    {
      flags: '--suite <file>',
      description: 'tasks of your own (JSONL); results are then all <model>/**/*_result.jsonl, joined by id',
    },
    todayOption,
    dataDirOption,
    { flags: '--json', description: 'one JSON document instead of tables' },
  ],
  examples: [
    'evaluate --result-dir result --score-dir score',
    'evaluate --model my-model --test-category live,irrelevance --partial-eval',
    'evaluate --suite my-tasks.jsonl --result-dir my-results --score-dir my-scores --json',
  ],
  schema: OptionsSchema,
  async run(options, io) {
    const suite = await openSuite(options, io);
    const today = options.today ?? io.host.today();
    const request = requestOf(options, { suite, today: dayText(today) }, io);
    const grader = await openGrader(suite, request.categories, today);
    const evaluation = await evaluate(request, grader);
    await io.stderr.write(notices(evaluation, request));
    const { scoreDirectory } = request;
    const text = options.json ? summaryJson(evaluation, scoreDirectory) : summaryText(suite, evaluation, io);
    await io.stdout.write(text);
    return 0;
  },
});

type Played = { readonly suite: Suite; readonly today: string };

function requestOf(
  options: Options,
  { suite, today }: Played,
  { workingDirectory, atExit }: Io,
): EvaluateRequest {
  return {
    suite,
    categories: resolveCategories(suite, options.testCategory),
    resultDirectory: resolve(workingDirectory, options.resultDir),
    scoreDirectory: resolve(workingDirectory, options.scoreDir),
    models: options.model.length === 0 ? undefined : options.model.map((name) => name.replaceAll('/', '_')),
    isPartial: options.partialEval,
    fidelity: options.fidelity,
    modes: { mode: options.mode, underscoreToDot: options.underscoreToDot },
    atExit,
    version: packageVersion(),
    options: {
      model: options.model,
      test_category: options.testCategory,
      result_dir: options.resultDir,
      partial_eval: options.partialEval,
      fidelity: options.fidelity,
      mode: options.mode,
      underscore_to_dot: options.underscoreToDot,
      today,
      ...(options.suite === undefined ? {} : { suite: options.suite }),
    },
  };
}

function notices({ runs, without }: Evaluation, { scoreDirectory }: EvaluateRequest): string {
  const lines = [`scores are in ${scoreDirectory}`];
  if (without.length > 0) lines.unshift(`skipped, no results: ${without.join(', ')}`);
  for (const { manifest } of runs) {
    const suspects = Object.values(manifest.categories).reduce(
      (sum, record) => sum + (record.status === 'run' ? record.infrastructure_suspects : 0),
      0,
    );
    if (suspects > 0) {
      lines.push(
        `${manifest.model}: ${suspects} results are error texts of inference, graded as the official does`,
      );
    }
  }
  return lines.map((line) => `inftool: ${line}\n`).join('');
}
