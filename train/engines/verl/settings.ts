import * as z from 'zod';
import { languageModelFields } from '../engine-config.ts';

const count = z.int().positive();

/** What the engine sets itself, and depends on: a beginning of a key each. */
const own = [
  'algorithm.filter_groups',
  'data.train_files',
  'data.val_files',
  'reward',
  'custom_reward_function',
  'reward_model',
  'trainer.default_local_dir',
  'trainer.logger',
  'trainer.resume_mode',
  'trainer.use_v1',
  'trainer.v1',
  // What a prompt is, and how many tokens of it are kept, is checked before the training, as these have it.
  'actor_rollout_ref.model.custom_chat_template',
  'actor_rollout_ref.model.tokenizer_path',
  'actor_rollout_ref.rollout.agent',
  'actor_rollout_ref.rollout.multi_turn',
  'actor_rollout_ref.rollout.prompt_length',
  'data.apply_chat_template_kwargs',
  'data.custom_cls',
  'data.function_tool_path',
  'data.ignore_input_ids_mismatch',
  'data.max_length',
  'data.max_prompt_length',
  'data.messages_key',
  'data.prompt_key',
  'data.tool_config_path',
  'data.truncation',
  'model.custom_chat_template',
  'model.tokenizer_path',
];

/** `key=value` as Hydra reads it, with `+` or `++` before it for keys that verl's configuration lacks. */
const OverrideSchema = z
  .string()
  .regex(/^(\+{0,2}|~)[\w./@-]+(=[^\n]*)?$/, 'expected key=value, as Hydra takes it')
  .refine((text) => !own.some((start) => isWithin(keyOf(text), start)), {
    message: `expected a key other than those that the engine sets: ${own.join(', ')}`,
  });

function keyOf(override: string): string {
  return override.replace(/^[+~]*/, '').split('=', 1)[0] ?? '';
}

function isWithin(key: string, start: string): boolean {
  return key === start || key.startsWith(`${start}.`) || start.startsWith(`${key}.`);
}

/** `engine` of a loop's configuration: verl on a Ray cluster. */
export const VerlSettingsSchema = z
  .strictObject({
    name: z.literal('verl'),
    ...languageModelFields,
    /** Of the cluster, all of which the job takes. */
    nodes: count.default(1),
    gpusPerNode: count.default(1),
    /** Processors of the process that leads the job. */
    cpus: z.number().nonnegative().default(1),
    /** Interpreter with verl, as the nodes call it. */
    python: z.string().min(1).default('python3'),
    /** Servers in which the model answers while it is trained. */
    rollout: z
      .strictObject({
        name: z.enum(['vllm', 'sglang']).default('vllm'),
        /** GPUs of one server. */
        tensorParallel: count.default(1),
        /** Part of a GPU's memory. */
        gpuMemory: z.number().positive().lt(1).default(0.5),
      })
      .prefault({}),
    /** Advantages are divided by their group's standard deviation. */
    scaleRewards: z.boolean().default(true),
    /** Seconds of one try to get rewards, and for which it is tried again before the run ends. */
    rewardTimeout: z.number().positive().default(60),
    rewardPatience: z.number().nonnegative().default(300),
    /** Further settings of verl. */
    overrides: z
      .strictObject({
        sft: z.array(OverrideSchema).default([]),
        grpo: z.array(OverrideSchema).default([]),
      })
      .prefault({}),
  })
  .superRefine(({ sft, grpo, lora }, context) => {
    const refuse = (path: string[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    for (const [stage, { scheduler, arguments: given }] of Object.entries({ sft, grpo })) {
      if (scheduler !== 'constant' && scheduler !== 'cosine')
        refuse([stage, 'scheduler'], `expected constant or cosine, got ${scheduler}`);
      if (Object.keys(given).length > 0)
        refuse([stage, 'arguments'], `expected none: what verl is to be told goes into overrides.${stage}`);
    }
    if (grpo.maxCompletion >= grpo.maxLength)
      refuse(['grpo', 'maxCompletion'], 'expected fewer tokens than maxLength, which has the prompt, too');
    if (lora !== undefined && lora.dropout !== 0)
      refuse(['lora', 'dropout'], 'expected 0: verl trains adapters without dropout');
    if (lora !== undefined && !Number.isInteger(lora.alpha))
      refuse(['lora', 'alpha'], 'expected a whole number');
  });
export type VerlSettings = z.output<typeof VerlSettingsSchema>;
