import * as z from 'zod';

const count = z.int().positive();

/** What trainers of all engines are told of a stage. */
const stageFields = {
  /** Of the optimiser. */
  steps: count,
  /** Sequences of a step: examples of SFT, answers of GRPO. */
  batchSize: count,
  /** Of them, at a time on a device. */
  microBatch: count.default(1),
  learningRate: z.number().positive(),
  scheduler: z.string().default('constant'),
  /** Steps. */
  warmup: z.int().nonnegative().default(0),
  /** Tokens of prompt and answer; tasks that need more are left out, and counted. */
  maxLength: count,
  /** Steps from one checkpoint to the next. */
  saveSteps: count.default(50),
  gradientCheckpointing: z.boolean().default(false),
  /** Further arguments of the trainer's configuration, by its names. */
  arguments: z.record(z.string(), z.json()).default({}),
};

const SftSchema = z.strictObject(stageFields);

const GrpoSchema = z
  .strictObject({
    ...stageFields,
    /** Answers to one task. */
    groupSize: z.int().min(2),
    /** Tokens of an answer. */
    maxCompletion: count,
    temperature: z.number().positive().default(1),
    klWeight: z.number().min(0).default(0),
    clip: z.number().positive().default(0.2),
    reward: z.enum(['gated', 'graded', 'binary']).default('gated'),
  })
  .refine(({ batchSize, groupSize }) => batchSize % groupSize === 0, {
    path: ['batchSize'],
    message: 'expected a multiple of groupSize',
  });

const LoraSchema = z.strictObject({
  rank: count.default(16),
  alpha: z.number().positive().default(32),
  dropout: z.number().min(0).lt(1).default(0),
  /** Modules, by their names or all that are linear. */
  targets: z.union([z.string(), z.array(z.string()).min(1)]).default('all-linear'),
});

const ServingSchema = z.strictObject({
  /** Whose server answers; `running`: one that runs already and is given adapters by name. */
  recipe: z.enum(['transformers', 'vllm', 'sglang', 'running']),
  /** Of `running`, up to and with `/v1`. */
  baseUrl: z.url().optional(),
  /** The program, where it is not in the engine's environment or on the path; further arguments of it. */
  command: z.array(z.string()).min(1).optional(),
  arguments: z.array(z.string()).default([]),
  /** Requests at a time. */
  concurrency: count.default(8),
  /** Tokens of an answer. */
  maxTokens: count.default(512),
  temperature: z.number().nonnegative().default(0.001),
  /** Seconds for it to come up, and for one request. */
  startSeconds: z.number().positive().default(600),
  timeout: z.number().positive().default(600),
});
export type ServingSettings = z.output<typeof ServingSchema>;

/** What all engines that train language models are configured by. */
export const languageModelFields = {
  /** Folder in the format of Hugging Face, or a hub's name. */
  model: z.string().min(1),
  /** Missing: all weights are trained. */
  lora: LoraSchema.optional(),
  sft: SftSchema,
  grpo: GrpoSchema,
  serving: ServingSchema,
};

export type LanguageModelSettings = z.output<z.ZodObject<typeof languageModelFields>>;

/** `engine` of a loop's configuration: TRL on one machine. */
export const TrlSettingsSchema = z
  .strictObject({
    name: z.literal('trl'),
    ...languageModelFields,
    /** Interpreter with what `requirements.txt` names; missing: that of `inftool setup trl`. */
    python: z.string().optional(),
    device: z.enum(['cuda', 'cpu']).default('cuda'),
    dtype: z.enum(['bfloat16', 'float32']).default('bfloat16'),
    /** Of the processor. */
    threads: count.default(1),
  })
  .superRefine(({ device, dtype, sft, grpo, serving }, context) => {
    const refuse = (path: string[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (device === 'cpu' && dtype !== 'float32')
      refuse(['dtype'], 'expected float32 where the device is cpu');
    for (const [stage, { batchSize, microBatch }] of Object.entries({ sft, grpo }))
      if (batchSize % microBatch !== 0)
        refuse([stage, 'batchSize'], `expected a multiple of microBatch (${microBatch})`);
    if ((serving.recipe === 'running') !== (serving.baseUrl !== undefined))
      refuse(['serving', 'baseUrl'], 'expected with the recipe running, and with no other');
  });
export type TrlSettings = z.output<typeof TrlSettingsSchema>;
