import type { ModelFiles, TrainingJob } from '../trainer-engine.ts';
import { filesOf, type JobFiles } from './job-files.ts';
import type { VerlSettings } from './settings.ts';

type Job = TrainingJob<VerlSettings>;
type Value = string | number | boolean | null | readonly string[];
type Setting = readonly [key: string, value: Value];

/** The module of verl that does a stage. */
export const trainers = { sft: 'verl.trainer.sft_trainer_ray', grpo: 'verl.trainer.main_ppo' } as const;

/** What verl 0.9.1 is told on its command line, in Hydra's grammar; the job's own overrides come last. */
export function overridesOf(job: Job): string[] {
  const settings = job.stage === 'sft' ? sftSettings(job) : grpoSettings(job);
  const own = settings.map(([key, value]) => `${key}=${hydraValue(value)}`);
  return [...own, ...job.settings.overrides[job.stage]];
}

/** Tokens that rows may have. */
export function roomOf({ stage, settings: { sft, grpo } }: Job) {
  if (stage === 'sft') return { max_prompt: sft.maxLength, max_length: sft.maxLength };
  const prompt = grpo.maxLength - grpo.maxCompletion;
  return { max_prompt: prompt, max_length: grpo.maxLength };
}

/** Rows of a step. */
export function rowsOfStep({ stage, settings: { sft, grpo } }: Job): number {
  return stage === 'sft' ? sft.batchSize : grpo.batchSize / grpo.groupSize;
}

function grpoSettings(job: Job): Setting[] {
  const { settings, seed } = job;
  const { grpo } = settings;
  const files = filesOf(job.folder);
  const prompts = rowsOfStep(job);
  return [
    ['algorithm.adv_estimator', 'grpo'],
    ['algorithm.norm_adv_by_std_in_grpo', settings.scaleRewards],
    ['algorithm.use_kl_in_reward', false],
    ['data.train_files', files.parquet],
    // verl wants some; nothing is validated on them.
    ['data.val_files', files.parquet],
    ['data.val_max_samples', 1],
    ['data.train_batch_size', prompts],
    ['data.max_prompt_length', grpo.maxLength - grpo.maxCompletion],
    ['data.max_response_length', grpo.maxCompletion],
    ['data.filter_overlong_prompts', false],
    ['data.truncation', 'error'],
    ['data.seed', seed],
    ...modelSettings('actor_rollout_ref.model', job.start, settings, grpo.gradientCheckpointing),
    ['actor_rollout_ref.actor.optim.lr', grpo.learningRate],
    ['actor_rollout_ref.actor.optim.lr_warmup_steps', grpo.warmup],
    ['actor_rollout_ref.actor.optim.lr_scheduler_type', grpo.scheduler],
    ['actor_rollout_ref.actor.data_loader_seed', seed],
    ['actor_rollout_ref.actor.ppo_mini_batch_size', prompts],
    ['actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu', grpo.microBatch],
    ['actor_rollout_ref.actor.use_kl_loss', grpo.klWeight > 0],
    ['actor_rollout_ref.actor.kl_loss_coef', grpo.klWeight],
    ['actor_rollout_ref.actor.kl_loss_type', 'low_var_kl'],
    ['actor_rollout_ref.actor.clip_ratio', grpo.clip],
    ['actor_rollout_ref.actor.clip_ratio_low', grpo.clip],
    ['actor_rollout_ref.actor.clip_ratio_high', grpo.clip],
    ...rolloutSettings(job),
    ['actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu', grpo.microBatch],
    ...rewardSettings(files),
    ...trainerSettings(job, files),
    ['trainer.val_before_train', false],
    ['trainer.max_actor_ckpt_to_keep', 2],
    ['trainer.use_v1', true],
    ['trainer.v1.trainer_mode', 'sync'],
    ['trainer.v1.sampler.custom_sampler.path', files.shim('inftool_verl_sampler.py')],
    ['trainer.v1.sampler.custom_sampler.name', 'StrictReplayBuffer'],
  ];
}

function rolloutSettings({ settings, seed }: Job): Setting[] {
  const { grpo, rollout, lora } = settings;
  return [
    ['actor_rollout_ref.rollout.name', rollout.name],
    ['actor_rollout_ref.rollout.n', grpo.groupSize],
    ['actor_rollout_ref.rollout.temperature', grpo.temperature],
    ['actor_rollout_ref.rollout.seed', seed],
    ['actor_rollout_ref.rollout.tensor_model_parallel_size', rollout.tensorParallel],
    ['actor_rollout_ref.rollout.gpu_memory_utilization', rollout.gpuMemory],
    ['actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu', grpo.microBatch],
    ...(lora === undefined ? [] : ([['actor_rollout_ref.rollout.load_format', 'safetensors']] as const)),
  ];
}

function rewardSettings(files: JobFiles): Setting[] {
  return [
    ['reward.custom_reward_function.path', files.shim('inftool_verl_reward.py')],
    ['reward.custom_reward_function.name', 'compute_score'],
    // The one key that verl reads and its configuration lacks.
    ['+reward.custom_reward_function.reward_kwargs.inftool', files.rewards],
    ['reward.reward_manager.source', 'importlib'],
    ['reward.reward_manager.name', 'InftoolRewardManager'],
    ['reward.reward_manager.module.path', files.shim('inftool_verl_manager.py')],
  ];
}

function sftSettings(job: Job): Setting[] {
  const { settings, seed } = job;
  const { sft } = settings;
  const files = filesOf(job.folder);
  return [
    ['data.train_files', files.parquet],
    ['data.messages_key', 'messages'],
    ['data.train_batch_size', sft.batchSize],
    ['data.micro_batch_size_per_gpu', sft.microBatch],
    ['data.use_dynamic_bsz', false],
    ['data.max_length', sft.maxLength],
    ['data.truncation', 'error'],
    ...modelSettings('model', job.start, settings, sft.gradientCheckpointing),
    ['optim.lr', sft.learningRate],
    ['optim.lr_warmup_steps', sft.warmup],
    ['optim.lr_scheduler_type', sft.scheduler],
    ['engine.seed', seed],
    ['trainer.seed', seed],
    ...trainerSettings(job, files),
    ['trainer.max_ckpt_to_keep', 2],
  ];
}

function modelSettings(
  key: string,
  { model, adapter }: ModelFiles,
  { lora }: VerlSettings,
  isCheckpointed: boolean,
): Setting[] {
  const base: Setting[] = [
    [`${key}.path`, model],
    [`${key}.enable_gradient_checkpointing`, isCheckpointed],
  ];
  if (lora !== undefined) {
    base.push(
      [`${key}.lora_rank`, lora.rank],
      [`${key}.lora_alpha`, lora.alpha],
      [`${key}.target_modules`, lora.targets],
    );
  }
  if (adapter !== undefined) base.push([`${key}.lora_adapter_path`, adapter]);
  return base;
}

function trainerSettings({ id, stage, settings }: Job, files: JobFiles): Setting[] {
  const { steps, saveSteps } = settings[stage];
  return [
    ['trainer.nnodes', settings.nodes],
    ['trainer.n_gpus_per_node', settings.gpusPerNode],
    // Each has a step at least.
    ['trainer.total_epochs', steps],
    ['trainer.total_training_steps', steps],
    ['trainer.save_freq', saveSteps],
    ['trainer.test_freq', -1],
    ['trainer.logger', ['console', 'file']],
    ['trainer.project_name', 'inftool'],
    ['trainer.experiment_name', id],
    ['trainer.default_local_dir', files.checkpoints],
    ['trainer.resume_mode', 'auto'],
    ['hydra.run.dir', '.'],
    ['hydra.output_subdir', null],
  ];
}

/** A value in the grammar of Hydra's overrides: texts are quoted, unless nothing in them is special. */
export function hydraValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return `[${value.map(hydraValue).join(',')}]`;
  if (/^[A-Za-z/][\w./-]*$/.test(value) && !/^(true|false|null|nan|inf)$/i.test(value)) return value;
  // A backslash is itself, unless it stands before a quote.
  return `'${value.replaceAll(/(\\+)(?='|$)/g, '$1$1').replaceAll("'", "\\'")}'`;
}
