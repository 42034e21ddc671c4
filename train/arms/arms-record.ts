import type { LoopRecord, RoundDecision } from '../../datasets/index.ts';
import { meanInterval, type MeanInterval } from '../../bench/index.ts';
import { bfclId, heldOutId, type Arm } from './arm-runs.ts';
import { answerOf, questions, type Answer } from './questions.ts';
import { rangeOf, rateOver, type Range, type SeedRate } from './over-seeds.ts';
import { checkpointAt, inOrder, samplesUntil, scoreAt, type Samples } from './places.ts';
import type { Provenance } from './provenance.ts';

/** One checkpoint of an arm, over the seeds that have it. */
export type StageRow = {
  readonly arm: Arm;
  readonly place: string;
  readonly seeds: readonly number[];
  readonly overall: SeedRate;
  readonly categories: Readonly<Record<string, SeedRate>>;
};

type DecisionRow = {
  readonly arm: Arm;
  readonly checkpoint: string;
  readonly seeds: readonly number[];
  /** In how many seeds the gate decided so. */
  readonly decisions: Readonly<Record<RoundDecision['decision'], number>>;
  /** Of the candidate over the champion of that time, -1 to 1. */
  readonly gain: MeanInterval;
};

type SampleRow = {
  readonly arm: Arm;
  readonly seeds: readonly number[];
} & Readonly<Record<keyof Samples | 'rounds', Range>>;

/** Everything that the tables show. */
export type ArmsRecord = {
  readonly record: 'inftool-arms/1';
  readonly provenance: Provenance;
  readonly stages: readonly StageRow[];
  readonly answers: readonly Answer[];
  readonly samples: readonly SampleRow[];
  readonly decisions: readonly DecisionRow[];
  /** Empty where no record has BFCL scores. */
  readonly bfcl: readonly StageRow[];
};

/** @param records comparable, at least one */
export function armsRecordOf(records: readonly LoopRecord[], provenance: Provenance): ArmsRecord {
  const arms = [...new Set(records.map(({ arm }) => arm))];
  const each = <Row>(rowsOf: (arm: Arm, own: readonly LoopRecord[]) => Row[]): Row[] =>
    arms.flatMap((arm) =>
      rowsOf(
        arm,
        records.filter((record) => record.arm === arm),
      ),
    );
  return {
    record: 'inftool-arms/1',
    provenance,
    stages: each((arm, own) => stageRows(arm, own, heldOutId)),
    answers: questions.flatMap((question) => answerOf(question, records) ?? []),
    samples: each((arm, own) => [sampleRow(arm, own)]),
    decisions: each(decisionRows),
    bfcl: each((arm, own) => stageRows(arm, own, bfclId)),
  };
}

/** Every checkpoint in the order of training, and then the last candidate and the champion. */
function stageRows(arm: Arm, records: readonly LoopRecord[], suite: string): StageRow[] {
  const names = inOrder(records.flatMap(({ scores }) => scores.map(({ checkpoint }) => checkpoint)));
  return [...names, 'last', 'champion'].flatMap((place): StageRow[] => {
    const scored = records.flatMap((record) => {
      const score = scoreAt(record, place, suite);
      return score === undefined ? [] : [{ seed: record.seed, score }];
    });
    if (scored.length === 0) return [];
    const scores = scored.map(({ score }) => score);
    const categories = [...new Set(scores.flatMap((score) => Object.keys(score.categories)))].sort();
    return [
      {
        arm,
        place,
        seeds: scored.map(({ seed }) => seed),
        overall: rateOver(scores.map(({ overall }) => overall)),
        categories: Object.fromEntries(
          categories.map((name) => [name, rateOver(scores.flatMap((score) => score.categories[name] ?? []))]),
        ),
      },
    ];
  });
}

function sampleRow(arm: Arm, records: readonly LoopRecord[]): SampleRow {
  const spent = records.map((record) => samplesUntil(record, checkpointAt(record, 'last') ?? 'untrained'));
  return {
    arm,
    seeds: records.map(({ seed }) => seed),
    rounds: rangeOf(records.map(({ rounds }) => rounds.length)),
    kept: rangeOf(spent.map(({ kept }) => kept)),
    sft: rangeOf(spent.map(({ sft }) => sft)),
    grpo: rangeOf(spent.map(({ grpo }) => grpo)),
  };
}

function decisionRows(arm: Arm, records: readonly LoopRecord[]): DecisionRow[] {
  const made = records.flatMap(({ seed, rounds }) =>
    rounds.flatMap(({ decisions }) => decisions.map((one) => ({ seed, ...one }))),
  );
  return inOrder(made.map(({ candidate }) => candidate)).map((checkpoint) => {
    const some = made.filter(({ candidate }) => candidate === checkpoint);
    const count = (wanted: RoundDecision['decision']) =>
      some.filter(({ decision }) => decision === wanted).length;
    return {
      arm,
      checkpoint,
      seeds: some.map(({ seed }) => seed),
      decisions: {
        PROMOTE: count('PROMOTE'),
        HOLD: count('HOLD'),
        INCONCLUSIVE: count('INCONCLUSIVE'),
        REJECT: count('REJECT'),
      },
      gain: meanInterval(some.map(({ difference }) => difference)),
    };
  });
}
