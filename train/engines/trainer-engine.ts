/** A language model as trainers and servers load it. */
export type ModelFiles = {
  /** Folder in the format of Hugging Face, or a hub's name. */
  readonly model: string;
  /** Folder of a LoRA adapter on it, in PEFT's format. */
  readonly adapter?: string | undefined;
};

/** A task to learn from, as every trainer gets it. One line of `rows.jsonl`. */
export type TrainingRow = {
  /** Of the task, in the suite that the reward server was started with. */
  readonly task_id: string;
  /** The conversation so far, tools and all, as texts. */
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** What the chat template makes of them, up to where the answer begins: the text that the model goes on with. */
  readonly prompt: string;
  /** Of `prompt`, hex. */
  readonly prompt_sha256: string;
  /** SFT: the right answer, with the token that ends it. */
  readonly completion?: string;
};

export type RewardAddress = {
  readonly url: string;
  /** Of all requests of the job. */
  readonly run_id: string;
  /** Rewards of another grader are refused. */
  readonly grader_version: string;
  /** Environment variable that holds the bearer token, where one is needed. */
  readonly token_env?: string | undefined;
};

export type TrainingJob<Settings> = {
  /** In the run: `round-1/grpo`. */
  readonly id: string;
  readonly stage: 'sft' | 'grpo';
  /** All that the job reads and writes lies in it; absolute. */
  readonly folder: string;
  readonly start: ModelFiles;
  /** `rows.jsonl`, absolute. */
  readonly rows: string;
  readonly seed: number;
  readonly settings: Settings;
  /** GRPO. */
  readonly rewards?: RewardAddress | undefined;
};

/** One step of the optimiser, as the trainer tells of it. */
export type TrainerMetric = { readonly step: number; readonly values: Readonly<Record<string, number>> };

export type TrainerState = {
  readonly state: 'running' | 'done' | 'failed';
  /** In order, each step once: of a step done twice, the later. */
  readonly metrics: readonly TrainerMetric[];
  /** Why it failed: what the trainer said last. */
  readonly fault?: string;
};

export type TrainerHandle = {
  poll(): Promise<TrainerState>;
  /** Ends it, with a checkpoint where the trainer makes one when asked, and waits until nothing runs any more. */
  stop(): Promise<void>;
};

/** What trains language models, of which it needs no more than a folder that lies there before and a model that lies there after. */
export type TrainerEngine<Settings> = {
  readonly name: string;
  /** Writes what the job needs into its folder; may be done again. */
  prepare(job: TrainingJob<Settings>): Promise<void>;
  /** Starts the job, or goes on from its last checkpoint. */
  launch(job: TrainingJob<Settings>): Promise<TrainerHandle>;
  /** What a job that is done has made. @throws {InputError} where it is not there, or not whole */
  artifacts(job: TrainingJob<Settings>): Promise<ModelFiles>;
};
