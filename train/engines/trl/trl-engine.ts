import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { InputError, type Io } from '../../../datasets/index.ts';
import type { TrlSettings } from '../engine-config.ts';
import { OwnProcess } from '../process.ts';
import { textOf } from '../text-of.ts';
import type {
  ModelFiles,
  TrainerEngine,
  TrainerHandle,
  TrainerMetric,
  TrainerState,
  TrainingJob,
} from '../trainer-engine.ts';
import { trlCommand, trlVariables } from './python.ts';

type Job = TrainingJob<TrlSettings>;

/** Milliseconds for a step and a checkpoint, when a trainer is told to end. */
const PATIENCE = 600_000;

const MetricSchema = z.object({
  step: z.int().nonnegative(),
  values: z.record(z.string(), z.number()),
});

/** TRL in a process beside ours, on this machine. @param python its interpreter */
export function trlEngine(python: string, io: Io): TrainerEngine<TrlSettings> {
  return {
    name: 'trl',
    async prepare(job) {
      await mkdir(job.folder, { recursive: true });
      await writeFile(path.join(job.folder, 'job.json'), `${JSON.stringify(jobFile(job), null, 1)}\n`);
    },
    launch(job) {
      const process = OwnProcess.start(
        trlCommand(python, 'train', job.folder),
        {
          environment: { ...trlVariables(job.settings.threads), HF_HUB_OFFLINE: offline(job, io) },
          log: path.join(job.folder, 'trainer.log'),
        },
        io,
      );
      return Promise.resolve(new TrlHandle(process, job.folder));
    },
    artifacts,
  };
}

/** Models in folders need no hub, and a hub that cannot be reached costs minutes. */
function offline({ start }: Job, { environment }: Io): string {
  return environment['HF_HUB_OFFLINE'] ?? (path.isAbsolute(start.model) ? '1' : '0');
}

/** As the entry script reads it. */
function jobFile({ id, stage, start, rows, seed, settings, rewards }: Job) {
  const { device, dtype, threads, lora } = settings;
  const own = stage === 'sft' ? settings.sft : settings.grpo;
  return {
    ...{ id, stage, start, rows, seed },
    settings: { device, dtype, threads, ...(lora && { lora }), ...own },
    ...(rewards && { rewards }),
  };
}

class TrlHandle implements TrainerHandle {
  constructor(
    private readonly process: OwnProcess,
    private readonly folder: string,
  ) {}

  async poll(): Promise<TrainerState> {
    // Before the metrics: a trainer that has ended by now has written all of them.
    const { isRunning } = this.process;
    const metrics = await metricsIn(path.join(this.folder, 'metrics.jsonl'));
    if (isRunning) return { state: 'running', metrics };
    if (this.process.exitCode === 0) return { state: 'done', metrics };
    return { state: 'failed', metrics, fault: await this.process.end() };
  }

  stop(): Promise<void> {
    return this.process.stop(PATIENCE);
  }
}

/** Of a step that was done twice, because a checkpoint was gone back to, the later counts. */
async function metricsIn(file: string): Promise<TrainerMetric[]> {
  const steps = new Map<number, Record<string, number>>();
  let last = 0;
  for (const line of (await textOf(file)).split('\n').slice(0, -1)) {
    const { step, values } = MetricSchema.parse(JSON.parse(line));
    if (step < last) for (const known of [...steps.keys()]) if (known >= step) steps.delete(known);
    last = step;
    steps.set(step, { ...steps.get(step), ...values });
  }
  return [...steps].map(([step, values]) => ({ step, values }));
}

async function artifacts({ folder, start, settings }: Job): Promise<ModelFiles> {
  const made = path.join(folder, 'model');
  const isAdapter = settings.lora !== undefined;
  try {
    await access(path.join(made, isAdapter ? 'adapter_config.json' : 'config.json'));
  } catch (cause) {
    throw new InputError(
      `${made}: expected the model that training has made. Remove ${folder} and train anew.`,
      {
        cause,
      },
    );
  }
  return isAdapter ? { model: start.model, adapter: made } : { model: made };
}

const PromptLineSchema = z.object({
  task_id: z.string(),
  prompt_sha256: z.string(),
  tokens: z.int().positive(),
  ids_sha256: z.string(),
});
export type PromptTokens = z.output<typeof PromptLineSchema>;

/** What a tokenizer made of each task's prompt, as the entry script has written it. */
export async function promptTokensIn(file: string): Promise<Map<string, PromptTokens>> {
  const lines = new Map<string, PromptTokens>();
  for (const line of (await textOf(file)).split('\n').filter((text) => text !== '')) {
    const prompt = PromptLineSchema.parse(JSON.parse(line));
    lines.set(prompt.task_id, prompt);
  }
  return lines;
}
