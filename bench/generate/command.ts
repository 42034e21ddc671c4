import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { defineCommand, InputError, resolveCategories, type Command, type Io } from '../../datasets/index.ts';
import { openEndpoint } from '../models/endpoint.ts';
import type { Model } from '../models/model.ts';
import type { ModelProvider } from '../models/provider.ts';
import { dataDirOption, openSuite, suiteFields } from '../options.ts';
import { resultFolder, runSuite, type RunSummary } from '../run/run-suite.ts';

const OptionsSchema = z.object({
  model: z.string().min(1),
  baseUrl: z.string().optional(),
  testCategory: z
    .array(z.string())
    .transform((names) => names.flatMap((name) => name.split(',')))
    .optional(),
  resultDir: z.string().default('result'),
  seed: z.coerce.number().int().default(1),
  concurrency: z.coerce.number().int().positive().default(8),
  ...suiteFields,
  json: z.boolean().default(false),
});
type Options = z.output<typeof OptionsSchema>;

/** @param providers of models that are no endpoints */
export function generateCommand(providers: readonly ModelProvider[]): Command<typeof OptionsSchema> {
  const others = providers.map(({ prefix, description }) => `${prefix}:<${description}>`).join(', ');
  return defineCommand({
    name: 'generate',
    summary:
      'Asks a model the single-turn tasks of a suite and writes its answers as `inftool evaluate` reads them, one folder per model; tasks without an answer, for reasons that say nothing about the model, go to failures.jsonl. Tools are offered through function calling.',
    options: [
      { flags: '--model <name>', description: `as the endpoint knows it, or ${others}` },
      {
        flags: '--base-url <url>',
        description: 'any OpenAI-compatible endpoint (OPENAI_BASE_URL; key in OPENAI_API_KEY)',
      },
      { flags: '--test-category <names...>', description: 'categories or groups; all single-turn ones' },
      { flags: '--result-dir <folder>', description: 'one folder per model (result)' },
      { flags: '--suite <file>', description: 'tasks of your own (JSONL); without it BFCL' },
      { flags: '--seed <n>', description: 'of the requests (1)' },
      { flags: '--concurrency <n>', description: 'requests at a time (8)' },
      dataDirOption,
      { flags: '--json', description: 'one JSON document instead of a line' },
    ],
    examples: [
      'generate --model my-model --base-url http://localhost:8000/v1 --test-category simple_python',
      'generate --model policy:runs/start/round-1/sft.checkpoint.json --suite runs/start/held-out/held-out.jsonl',
    ],
    schema: OptionsSchema,
    run: (options, io) => generate(options, providers, io),
  });
}

async function generate(options: Options, providers: readonly ModelProvider[], io: Io): Promise<number> {
  const model = await modelOf(options, providers, io);
  const suite = await openSuite(options, io);
  const names = options.testCategory ?? [suite.groups.has('single_turn') ? 'single_turn' : 'all'];
  const resultDir = resolve(io.workingDirectory, options.resultDir);
  const folder = join(resultDir, resultFolder(model.name));
  if (existsSync(folder)) {
    throw new InputError(
      `${folder} is there: nothing is overwritten. Name another folder with --result-dir, or remove this one.`,
    );
  }
  const summary = await runSuite(suite, model, {
    resultDir,
    categories: resolveCategories(suite, names).map(({ name }) => name),
    seed: options.seed,
    concurrency: options.concurrency,
  });
  await io.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : summaryLine(summary));
  return summary.answered === summary.asked ? 0 : 1;
}

async function modelOf(
  { model, baseUrl, suite }: Options,
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
  });
}

function summaryLine({ model, folder, asked, answered, faults }: RunSummary): string {
  const classes = Object.entries(faults).map(([name, count]) => `${count} ${name}`);
  const without = classes.length === 0 ? '' : `; no answer: ${classes.join(', ')}`;
  return `${model}: ${answered} of ${asked} tasks answered${without}. Results are in ${folder}\n`;
}
