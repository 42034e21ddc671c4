import type { LoopRecord } from '../../datasets/index.ts';
import { meanInterval, type MeanInterval } from '../../bench/index.ts';
import { heldOutId, type Arm } from './arm-runs.ts';
import { rangeOf, type Range } from './over-seeds.ts';
import { checkpointAt, samplesUntil, scoreAt, type Place } from './places.ts';

type Side = { readonly arm: Arm; readonly place: Place };

/** What is asked of arms: by how much the candidate's pass rate lies above the base's. */
export type Question = { readonly asked: string; readonly candidate: Side; readonly base: Side };

export const questions: readonly Question[] = [
  {
    asked: 'What GRPO adds to the SFT that it starts from',
    candidate: { arm: 'gaps', place: 'round-1/grpo' },
    base: { arm: 'gaps', place: 'round-1/sft' },
  },
  {
    asked: 'What the second round adds to the first',
    candidate: { arm: 'gaps', place: 'last' },
    base: { arm: 'gaps', place: 'round-1/grpo' },
  },
  ...twice('What rounds with GRPO add to SFT alone, on as many scenarios', 'gaps', 'sft-only'),
  ...twice('What following the failures adds to an even mix', 'gaps', 'uniform'),
  ...twice("What the champion's own answers add", 'self', 'gaps'),
];

/** Of the last candidates, which no gate chose, and of the champions. */
function twice(asked: string, candidate: Arm, base: Arm): Question[] {
  return (['last', 'champion'] as const).map((place) => ({
    asked,
    candidate: { arm: candidate, place },
    base: { arm: base, place },
  }));
}

/** The difference on a seed's held-out suite, -1 to 1. */
type SeedDifference = { readonly seed: number; readonly difference: number };

/** Training samples, over seeds: examples of SFT and rollouts of GRPO. */
type SampleRange = { readonly sft: Range; readonly grpo: Range };

export type Answer = {
  readonly question: Question;
  /** Of the seeds that have both sides. */
  readonly differences: readonly SeedDifference[];
  readonly difference: MeanInterval;
  /** Seeds in which the candidate was better. */
  readonly positive: number;
  readonly tasks: Range;
  /** Until each side was there. */
  readonly samples: { readonly candidate: SampleRange; readonly base: SampleRange };
};

/** Paired by seed: both sides answered the same held-out tasks. @returns undefined where no seed has both */
export function answerOf(question: Question, records: readonly LoopRecord[]): Answer | undefined {
  const pairs = records.flatMap((record) => {
    if (record.arm !== question.candidate.arm) return [];
    const partner = records.find(({ arm, seed }) => arm === question.base.arm && seed === record.seed);
    if (partner === undefined) return [];
    const candidate = scoreAt(record, question.candidate.place, heldOutId);
    const base = scoreAt(partner, question.base.place, heldOutId);
    if (candidate === undefined || base === undefined) return [];
    // A run of one round has no second one to ask for.
    if (partner === record && candidate.checkpoint === base.checkpoint) return [];
    return [{ seed: record.seed, candidate, base, record, partner }];
  });
  if (pairs.length === 0) return undefined;
  const differences = pairs.map(({ seed, candidate, base }) => ({
    seed,
    difference: candidate.overall.rate - base.overall.rate,
  }));
  return {
    question,
    differences,
    difference: meanInterval(differences.map(({ difference }) => difference)),
    positive: differences.filter(({ difference }) => difference > 0).length,
    tasks: rangeOf(pairs.map(({ base }) => base.overall.n)),
    samples: {
      candidate: samplesAt(
        pairs.map(({ record }) => record),
        question.candidate.place,
      ),
      base: samplesAt(
        pairs.map(({ partner }) => partner),
        question.base.place,
      ),
    },
  };
}

/** The last candidate's samples are all of the run; a champion's those until it was there. */
function samplesAt(records: readonly LoopRecord[], place: Place): SampleRange {
  const spent = records.map((record) => samplesUntil(record, checkpointAt(record, place) ?? 'untrained'));
  return { sft: rangeOf(spent.map(({ sft }) => sft)), grpo: rangeOf(spent.map(({ grpo }) => grpo)) };
}
