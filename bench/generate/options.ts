import * as z from 'zod';
import { ModeSchema, type CommandOption } from '../../datasets/index.ts';
import { outsideFields, outsideOptions } from '../environments/outside-options.ts';
import { dataDirOption, suiteFields, todayField, todayOption } from '../options.ts';
import type { ModelProvider } from '../models/provider.ts';
import type { Settings } from './settings.ts';

const amount = () => z.coerce.number().nonnegative().optional();
const natural = () => z.coerce.number().int().positive().optional();
const names = () =>
  z
    .array(z.string())
    .transform((all) => all.flatMap((joined) => joined.split(',')).map((name) => name.trim()))
    .transform((all) => all.filter((name) => name !== ''));

const ShardSchema = z
  .string()
  .regex(/^\d+\/\d+$/, 'expected a part and how many there are, such as 2/8')
  .transform((text) => {
    const [index = 0, count = 0] = text.split('/').map(Number);
    return { index, count };
  })
  .refine(({ index, count }) => index >= 1 && index <= count, 'expected a part from 1 to their number');

const HeaderSchema = z
  .string()
  .regex(/^[^:\s]+:/, 'expected a header as "Name: value"')
  .transform((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });

const PriceSchema = z
  .string()
  .regex(/^[\d.]+,[\d.]+$/, 'expected USD for a million tokens of input and of output, such as 0.15,0.6')
  .transform((text) => {
    const [input = 0, output = 0] = text.split(',').map(Number);
    return { input, output };
  });

const JsonObjectSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('expected a JSON object');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.json()));

export const OptionsSchema = z.object({
  model: z.union([z.array(z.string()), z.string().transform((name) => [name])]).default([]),
  config: z.string().optional(),
  baseUrl: z.string().optional(),
  header: z.array(HeaderSchema).optional(),
  mode: ModeSchema.optional(),
  api: z.enum(['chat', 'completions']).optional(),
  chatTemplate: z.string().optional(),
  temperature: amount(),
  topP: amount(),
  maxTokens: natural(),
  extraBody: JsonObjectSchema.optional(),
  price: PriceSchema.optional(),
  timeout: amount(),
  taskTimeout: amount(),
  maxRetries: z.coerce.number().int().nonnegative().optional(),
  numThreads: natural(),
  giveUpAfter: z.coerce.number().int().nonnegative().default(64),
  testCategory: names().optional(),
  runIds: z.union([z.string(), z.literal(true)]).optional(),
  limit: natural(),
  sample: natural(),
  shard: ShardSchema.optional(),
  repeats: z.coerce.number().int().positive().default(1),
  seed: z.coerce.number().int().default(1),
  cache: z.union([z.string(), z.literal(true)]).optional(),
  resultDir: z.string().default('result'),
  allowOverwrite: z.boolean().default(false),
  includeInputLog: z.boolean().default(false),
  excludeStateLog: z.boolean().default(false),
  ...suiteFields,
  ...todayField,
  ...outsideFields,
  json: z.boolean().default(false),
});
export type Options = z.output<typeof OptionsSchema>;

/** What the command line says of the models' settings. */
export function saidOf(options: Options): Settings {
  const { baseUrl, header, mode, api, chatTemplate, temperature, topP, maxTokens, extraBody } = options;
  const { price, timeout, taskTimeout, maxRetries, numThreads } = options;
  const headers = header === undefined ? undefined : Object.fromEntries(header);
  const how = { baseUrl, headers, mode, api, chatTemplate, temperature, topP, maxTokens, extraBody };
  return { ...how, price, timeout, taskTimeout, maxRetries, numThreads };
}

export function optionsWith(providers: readonly ModelProvider[]): CommandOption[] {
  const others = providers.map(({ prefix, description }) => `${prefix}:<${description}>`).join(', ');
  return [
    { flags: '--model <names...>', description: `as the endpoint knows them, or ${others}` },
    ...modelOptions,
    ...taskOptions,
    ...outsideOptions,
    todayOption,
    dataDirOption,
    { flags: '--json', description: 'one JSON document instead of lines' },
  ];
}

/** How models are asked. */
const modelOptions: readonly CommandOption[] = [
  {
    flags: '--config <models.yaml>',
    description: 'models with settings of their own, asked side by side; --model then chooses among them',
  },
  {
    flags: '--base-url <url>',
    description: 'any OpenAI-compatible endpoint (OPENAI_BASE_URL; key in OPENAI_API_KEY)',
  },
  {
    flags: '--header <lines...>',
    description: "of every request; ${NAME} is an environment variable: 'X-Key: ${MY_KEY}'",
  },
  {
    flags: '--mode <mode>',
    description:
      'fc: tools through the API; prompt: tools in words, calls in the answer (fc; recorded: as it was)',
  },
  { flags: '--api <name>', description: 'chat, or completions: one text, by --chat-template (chat)' },
  { flags: '--chat-template <file>', description: 'tokenizer_config.json or Jinja, for completions' },
  { flags: '--temperature <x>', description: 'of the sampling (0.001, as the official)' },
  { flags: '--top-p <x>', description: "of the sampling; the server's" },
  { flags: '--max-tokens <n>', description: "of one answer; the server's" },
  { flags: '--extra-body <json>', description: 'further fields of every request' },
  { flags: '--price <in,out>', description: 'USD for a million tokens, for the cost' },
  { flags: '--timeout <seconds>', description: 'for one try of a request (600)' },
  { flags: '--task-timeout <seconds>', description: 'for one task; as long as it takes' },
  { flags: '--max-retries <n>', description: 'of a request without an answer (4)' },
  { flags: '--num-threads <n>', description: 'tasks at a time, of each model (32)' },
  {
    flags: '--give-up-after <n>',
    description: 'tasks in a row for which nobody is there, or lets us in; 0: never (64)',
  },
];

/** What they are asked, and where it goes. */
const taskOptions: readonly CommandOption[] = [
  { flags: '--test-category <names...>', description: 'categories or groups; all that count' },
  {
    flags: '--run-ids [file]',
    description: 'only tasks of {category: [ids]} (test_case_ids_to_generate.json)',
  },
  { flags: '--limit <n>', description: 'of each category only the first n tasks' },
  { flags: '--sample <n>', description: 'of each category only n tasks, drawn with --seed' },
  { flags: '--shard <i/n>', description: 'one of n parts of all this; `inftool merge` joins them' },
  { flags: '--repeats <n>', description: 'runs with seeds of their own: <model>, <model>@2, … (1)' },
  { flags: '--seed <n>', description: 'of the requests (1)' },
  {
    flags: '--cache [folder]',
    description: 'keep answers, and ask no request that has one there (.inftool-cache)',
  },
  { flags: '--result-dir <folder>', description: 'one folder per model (result)' },
  { flags: '--suite <file>', description: 'tasks of your own (JSONL); without it BFCL' },
  { flags: '--allow-overwrite', description: 'begin anew: results that are there are removed' },
  { flags: '--include-input-log', description: 'write down what was sent' },
  { flags: '--exclude-state-log', description: 'leave states of environments out of logs' },
];
