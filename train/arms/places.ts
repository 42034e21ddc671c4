import type { CheckpointScore, LoopRecord } from '../../datasets/index.ts';

/** A checkpoint: its name, or `last` for the last round's candidate, or `champion` for the one that the gate left. */
export type Place = string;

/** The name of the checkpoint at a place. */
export function checkpointAt(record: LoopRecord, place: Place): string | undefined {
  if (place === 'champion') return record.champion;
  return place === 'last' ? record.rounds.at(-1)?.decisions.at(-1)?.candidate : place;
}

export function scoreAt(record: LoopRecord, place: Place, suite: string): CheckpointScore | undefined {
  const name = checkpointAt(record, place);
  return record.scores.find((score) => score.suite === suite && score.checkpoint === name);
}

/** Checkpoints in the order of training. */
export function inOrder(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => positionOf(a) - positionOf(b));
}

/** `untrained` 0, `round-1/sft` 2, `round-1/grpo` 3, `round-2/sft` 4, … */
function positionOf(checkpoint: string): number {
  const [, round, stage] = /^round-(\d+)\/(sft|grpo)$/.exec(checkpoint) ?? [];
  return round === undefined ? 0 : 2 * Number(round) + (stage === 'grpo' ? 1 : 0);
}

/** What was learnt from until a checkpoint was there, whether the gate promoted what came of it or not. */
export type Samples = {
  /** Verified trajectories that the rounds kept. */
  readonly kept: number;
  /** Examples that SFT saw, each as often as it was seen. */
  readonly sft: number;
  /** Rollouts of GRPO. */
  readonly grpo: number;
};

export function samplesUntil({ rounds, metrics }: LoopRecord, checkpoint: string): Samples {
  const until = positionOf(checkpoint);
  const counted = (wanted: 'sft' | 'grpo') =>
    rounds.reduce((sum, { round }) => {
      if (positionOf(`round-${round}/${wanted}`) > until) return sum;
      const own = metrics.filter((metric) => metric.round === round && metric.stage === wanted);
      return sum + Math.max(0, ...own.map(({ samples }) => samples));
    }, 0);
  const kept = rounds
    .filter(({ round }) => positionOf(`round-${round}/sft`) <= until)
    .flatMap((round) => round.yield)
    .reduce((sum, one) => sum + one.kept, 0);
  return { kept, sft: counted('sft'), grpo: counted('grpo') };
}
