import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../../datasets/index.ts';
import type { TrainerEngine, TrainerState, TrainingJob } from './trainer-engine.ts';

/** Milliseconds between looks at a trainer. */
const LOOK = 500;

export type FollowOptions = {
  readonly signal: AbortSignal;
  /** Of the optimiser. */
  readonly onStep: (step: number) => void;
};

/**
 * Has a trainer do a job, and waits for it.
 * @throws {InputError} where it fails; the signal's reason, when the trainer has written a checkpoint and ended
 */
export async function followJob<Settings>(
  engine: TrainerEngine<Settings>,
  job: TrainingJob<Settings>,
  { signal, onStep }: FollowOptions,
): Promise<TrainerState> {
  await engine.prepare(job);
  const handle = await engine.launch(job);
  try {
    for (;;) {
      const state = await handle.poll();
      onStep(state.metrics.at(-1)?.step ?? 0);
      if (state.state === 'done') return state;
      if (state.state === 'failed') {
        throw new InputError(
          `${job.id}: the trainer (${engine.name}) did not come to its end: ${state.fault ?? 'it does not say why.'}\nThe same command goes on from the last checkpoint in ${job.folder}.`,
        );
      }
      await pause(LOOK, undefined, { signal });
    }
  } finally {
    await handle.stop();
  }
}
