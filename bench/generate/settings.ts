import * as z from 'zod';
import { InputError, ModeSchema, readYaml } from '../../datasets/index.ts';

const positive = z.number().positive();

/** How one model is asked; what is left out is left to the command line, and else to `usual`. */
const SettingsSchema = z
  .strictObject({
    /** Up to and with `/v1`, as a rule. */
    baseUrl: z.string(),
    /** The environment variable that the key stands in. */
    apiKeyEnv: z.string(),
    /** `${NAME}` in a value stands for an environment variable. */
    headers: z.record(z.string(), z.string()),
    api: z.enum(['chat', 'completions']),
    /** Jinja file or `tokenizer_config.json`, for `api: completions`. */
    chatTemplate: z.string(),
    mode: ModeSchema,
    temperature: z.number().nonnegative(),
    topP: z.number().positive().max(1),
    /** Of one answer. */
    maxTokens: z.int().positive(),
    stop: z.union([z.string(), z.array(z.string())]),
    presencePenalty: z.number(),
    frequencyPenalty: z.number(),
    /** Further fields of every request. */
    extraBody: z.record(z.string(), z.json()),
    /** Seconds for one try of a request. */
    timeout: positive,
    /** Seconds for one task. */
    taskTimeout: positive,
    /** Tries of a request after the first. */
    maxRetries: z.int().nonnegative(),
    /** Tasks at a time. */
    numThreads: z.int().positive(),
    /** USD for a million tokens. */
    price: z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }),
  })
  .partial();
export type Settings = z.output<typeof SettingsSchema>;

const ModelsFileSchema = z.strictObject({
  /** Of all models. */
  defaults: SettingsSchema.optional(),
  models: z
    .array(
      SettingsSchema.extend({
        /** Of the folder of results. */
        name: z.string().min(1),
        /** As the endpoint knows it, or a provider's; else the name. */
        model: z.string().min(1).optional(),
      }),
    )
    .min(1),
});

/** A model that is to be asked, with all that was said of it. */
export type ModelSettings = Settings & {
  readonly name: string;
  readonly model: string;
  readonly temperature: number;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly numThreads: number;
};

/** The later count more. What nobody says: the official's sampling, and the library's timeout. */
function joined(model: Pick<ModelSettings, 'name' | 'model'>, ...parts: readonly Settings[]): ModelSettings {
  const said: Settings = {};
  for (const part of parts)
    Object.assign(said, Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)));
  const { temperature = 0.001, timeout = 600, maxRetries = 4, numThreads = 32 } = said;
  return { ...said, ...model, temperature, timeout, maxRetries, numThreads };
}

type Asked = {
  /** Of the command line: of these only, or those to choose from the file. */
  readonly names: readonly string[];
  readonly file: string | undefined;
  /** Of the command line: what is said there counts for every model. */
  readonly said: Settings;
};

/** @throws {InputError} for a file of another shape, and for names that are not in it, twice in it, or none at all */
export async function modelsOf({ names, file, said }: Asked): Promise<ModelSettings[]> {
  if (file === undefined) {
    if (names.length === 0) throw new InputError('There is no model to ask: expected --model or --config.');
    return names.map((name) => joined({ name, model: name }, said));
  }
  const { defaults = {}, models } = await readModels(file);
  const known = models.map(({ name }) => name);
  const double = known.find((name, index) => known.indexOf(name) !== index);
  if (double !== undefined) throw new InputError(`${file}: two models are named ${double}. Rename one.`);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new InputError(`${file} has no model ${missing}: expected one of ${known.join(', ')}.`);
  return models
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ name, model = name, ...own }) => joined({ name, model }, defaults, own, said));
}

async function readModels(file: string): Promise<z.output<typeof ModelsFileSchema>> {
  const parsed = ModelsFileSchema.safeParse(await readYaml(file));
  if (parsed.success) return parsed.data;
  throw new InputError(`${file}: ${z.prettifyError(parsed.error)}`);
}
