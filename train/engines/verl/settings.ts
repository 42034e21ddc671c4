import * as z from 'zod';

const count = z.int().positive();

/** What the engine sets itself, and depends on: a beginning of a key each. */
const own = [
  'algorithm.filter_groups',
  'data.train_files',
  'data.val_files',
  'reward',
  'custom_reward_function',
  'trainer.default_local_dir',
  'trainer.logger',
  'trainer.resume_mode',
  'trainer.use_v1',
  'trainer.v1',
];

/** `key=value` as Hydra reads it, with `+` or `++` before it for keys that verl's configuration lacks. */
const OverrideSchema = z
  .string()
  .regex(/^(\+{0,2}|~)[\w./@-]+(=[^\n]*)?$/, 'expected key=value, as Hydra takes it')
  .refine(
    (text) => {
      const key = text.replace(/^[+~]*/, '').split('=', 1)[0] ?? '';
      return !own.some((start) => key === start || key.startsWith(`${start}.`));
    },
    { message: `expected a key other than those that the engine sets: ${own.join(', ')}` },
  );

const stageFields = {
  /** Of the optimiser. */
  steps: count,
  /** Sequences of a step: examples of SFT, answers of GRPO. */
  batchSize: count,
  /** Of them, at a time on a device. */
  microBatch: count.default(1),
  learningRate: z.number().positive(),
  scheduler: z.enum(['constant', 'cosine']).default('constant'),
  /** Steps. */
  warmup: z.int().nonnegative().default(0),
  /** Tokens of prompt and answer; rows that need more are left out, and counted. */
  maxLength: count,
  /** Steps from one checkpoint to the next; the last step has one, too. */
  saveSteps: count.default(50),
  gradientCheckpointing: z.boolean().default(true),
  /** Further settings of verl. */
  overrides: z.array(OverrideSchema).default([]),
};

const SftSchema = z.strictObject(stageFields);
export type VerlSftSettings = z.output<typeof SftSchema>;

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
    /** Advantages are divided by their group's standard deviation. */
    scaleRewards: z.boolean().default(true),
    /** Servers in which the model answers. */
    rollout: z
      .strictObject({
        name: z.enum(['vllm', 'sglang']).default('vllm'),
        /** GPUs of one server. */
        tensorParallel: count.default(1),
        /** Part of a GPU's memory. */
        gpuMemory: z.number().positive().lt(1).default(0.5),
      })
      .prefault({}),
    /** Seconds of one try to get rewards, and for which it is tried again before the run ends. */
    rewardTimeout: z.number().positive().default(60),
    rewardPatience: z.number().nonnegative().default(300),
  })
  .refine(({ batchSize, groupSize }) => batchSize % groupSize === 0, {
    path: ['batchSize'],
    message: 'expected a multiple of groupSize',
  })
  .refine(({ maxLength, maxCompletion }) => maxCompletion < maxLength, {
    path: ['maxCompletion'],
    message: 'expected fewer tokens than maxLength, which has the prompt, too',
  });
export type VerlGrpoSettings = z.output<typeof GrpoSchema>;

const LoraSchema = z.strictObject({
  rank: count.default(16),
  alpha: count.default(32),
  /** Modules, by their names or all that are linear. */
  targets: z.union([z.string(), z.array(z.string()).min(1)]).default('all-linear'),
});

/** How verl trains on a Ray cluster. */
export const VerlSettingsSchema = z.strictObject({
  sft: SftSchema,
  grpo: GrpoSchema,
  /** Missing: all weights are trained. */
  lora: LoraSchema.optional(),
  /** Of the cluster, all of which the job takes. */
  nodes: count.default(1),
  gpusPerNode: count.default(1),
  /** Processors of the process that leads the job. */
  cpus: z.number().nonnegative().default(1),
  /** Interpreter with verl, as the nodes call it. */
  python: z.string().min(1).default('python3'),
});
export type VerlSettings = z.output<typeof VerlSettingsSchema>;
