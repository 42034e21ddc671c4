import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  defineCommand,
  ensureBfcl,
  InputError,
  ModeSchema,
  packageVersion,
  resolveCategories,
  type Command,
  type Io,
  type Prompts,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { chosenOutside, outsideFields, outsideOptions } from '../environments/outside-options.ts';
import { openEndpoint } from '../models/endpoint.ts';
import type { Model } from '../models/model.ts';
import type { ModelProvider } from '../models/provider.ts';
import { dataDirOption, dayText, openSuite, suiteFields, todayField, todayOption } from '../options.ts';
import { withoutWords } from '../prompts/without-words.ts';
import { resultFolder } from '../run/run-suite.ts';
import { runTasks, type TasksOptions, type TasksSummary } from '../run/run-tasks.ts';
import { claimGeneration } from './generation.ts';

const OptionsSchema = z.object({
  model: z.string().min(1),
  baseUrl: z.string().optional(),
  testCategory: z
    .array(z.string())
    .transform((names) => names.flatMap((name) => name.split(',')))
    .optional(),
  mode: ModeSchema.default('fc'),
  resultDir: z.string().default('result'),
  seed: z.coerce.number().int().default(1),
  numThreads: z.coerce.number().int().positive().default(32),
  temperature: z.coerce.number().nonnegative().default(0.001),
  allowOverwrite: z.boolean().default(false),
  includeInputLog: z.boolean().default(false),
  excludeStateLog: z.boolean().default(false),
  ...suiteFields,
  ...todayField,
  ...outsideFields,
  json: z.boolean().default(false),
});
type Options = z.output<typeof OptionsSchema>;

/** @param providers of models that are no endpoints */
export function generateCommand(providers: readonly ModelProvider[]): Command<typeof OptionsSchema> {
  const others = providers.map(({ prefix, description }) => `${prefix}:<${description}>`).join(', ');
  return defineCommand({
    name: 'generate',
    summary:
      'Has a model do the tasks of a suite and writes what it does as `inftool evaluate` and `bfcl evaluate` read it, one folder per model. A task that is done has its row at once: a run that was cut goes on where it was. Tasks without an answer, for reasons that say nothing about the model, go to failures.jsonl and are asked again next time.',
    options: [
      { flags: '--model <name>', description: `as the endpoint knows it, or ${others}` },
      {
        flags: '--base-url <url>',
        description: 'any OpenAI-compatible endpoint (OPENAI_BASE_URL; key in OPENAI_API_KEY)',
      },
      {
        flags: '--mode <mode>',
        description: 'fc: tools through the API; prompt: tools in words, calls in the answer (fc)',
      },
      { flags: '--test-category <names...>', description: 'categories or groups; all that count' },
      { flags: '--result-dir <folder>', description: 'one folder per model (result)' },
      { flags: '--suite <file>', description: 'tasks of your own (JSONL); without it BFCL' },
      { flags: '--seed <n>', description: 'of the requests (1)' },
      { flags: '--num-threads <n>', description: 'tasks at a time (32)' },
      { flags: '--temperature <x>', description: 'of the sampling (0.001, as the official)' },
      { flags: '--allow-overwrite', description: 'begin anew: results that are there are removed' },
      { flags: '--include-input-log', description: 'write down what was sent' },
      { flags: '--exclude-state-log', description: 'leave states of environments out of logs' },
      ...outsideOptions,
      todayOption,
      dataDirOption,
      { flags: '--json', description: 'one JSON document instead of a line' },
    ],
    examples: [
      'generate --model my-model --base-url http://localhost:8000/v1 --test-category simple_python',
      'generate --model my-model --mode prompt --test-category all_scoring --num-threads 64',
      'generate --model policy:runs/start/round-1/sft.checkpoint.json --suite runs/start/held-out/held-out.jsonl',
    ],
    schema: OptionsSchema,
    run: (options, io) => generate(options, providers, io),
  });
}

async function generate(options: Options, providers: readonly ModelProvider[], io: Io): Promise<number> {
  const model = await modelOf(options, providers, io);
  const suite = await openSuite(options, io);
  const names = options.testCategory ?? [suite.groups.has('all_scoring') ? 'all_scoring' : 'all'];
  const categories = resolveCategories(suite, names).map(({ name }) => name);
  const resultDir = resolve(io.workingDirectory, options.resultDir);
  const folder = join(resultDir, resultFolder(model.name));
  const setting = await settingOf(options, suite, io);
  if (options.allowOverwrite) await rm(folder, { recursive: true, force: true });
  await claimGeneration(folder, {
    record: 'inftool-generation/1',
    inftool: packageVersion(),
    model: model.name,
    mode: options.mode,
    suite: { id: suite.id, version: suite.version, digest: suite.digest },
    seed: options.seed,
    temperature: options.temperature,
    today: dayText(setting.today),
  });
  const summary = await runTasks(suite, model, {
    resultDir,
    categories,
    concurrency: options.numThreads,
    setting,
  });
  await io.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : summaryLine(summary));
  return summary.answered === summary.asked ? 0 : 1;
}

async function settingOf(options: Options, suite: Suite, io: Io): Promise<TasksOptions['setting']> {
  return {
    mode: options.mode,
    prompts: await promptsOf(suite, options, io),
    seed: options.seed,
    longContext: (await suite.longContext?.()) ?? new Map<string, Value>(),
    today: options.today ?? io.host.today(),
    outside: await chosenOutside(options, io),
    logsInput: options.includeInputLog,
    logsState: !options.excludeStateLog,
  };
}

/** Suites without prompts of their own are put in BFCL's words; where tools go through the API there are none. */
async function promptsOf(suite: Suite, { mode, dataDir }: Options, io: Io): Promise<Prompts> {
  const own = await suite.prompts?.();
  if (own !== undefined) return own;
  if (mode === 'fc') return withoutWords;
  const prompts = await (await ensureBfcl({ dataDir }, io)).prompts?.();
  if (prompts === undefined) throw new InputError('There are no prompts: expected the data of BFCL.');
  return prompts;
}

async function modelOf(
  { model, baseUrl, suite, temperature }: Options,
  providers: readonly ModelProvider[],
  { environment, workingDirectory }: Io,
): Promise<Model> {
  const provider = providers.find(({ prefix }) => model.startsWith(`${prefix}:`));
  if (provider !== undefined) {
    if (provider.isOurs && suite === undefined) {
      throw new InputError(
        'Looks at BFCL with a policy of ours stand in the ledger: expected --suite here. `inftool loop --bfcl` scores on BFCL and enters it.',
      );
    }
    return provider.open(model.slice(provider.prefix.length + 1), workingDirectory);
  }
  const url = baseUrl ?? environment['OPENAI_BASE_URL'];
  if (url === undefined)
    throw new InputError('There is no endpoint to ask: expected --base-url or OPENAI_BASE_URL.');
  return openEndpoint({
    model,
    baseUrl: url,
    apiKey: environment['OPENAI_API_KEY'] ?? 'none',
    timeout: 120_000,
    maxRetries: 4,
    sampling: { temperature },
  });
}

function summaryLine({ model, folder, asked, kept, answered, requests, faults }: TasksSummary): string {
  const classes = Object.entries(faults).map(([name, count]) => `${count} ${name}`);
  const without =
    classes.length === 0 ? '' : `; no answer: ${classes.join(', ')}. Run again to ask those again`;
  const before = kept === 0 ? '' : `, ${kept} of them before`;
  return `${model}: ${answered} of ${asked} tasks answered${before}, ${requests} requests${without}. Results are in ${folder}\n`;
}
