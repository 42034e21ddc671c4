import type { CheckpointScore, Suite } from '../../datasets/index.ts';
import type { Played } from '../../synth/index.ts';
import type { PolicyOrder, SuiteSource } from '../crew/desk.ts';
import type { LoopStage } from './config.ts';
import type { TrainingLog } from './training-log.ts';

/** A state of what learns. */
export type Checkpoint = {
  /** In the report: `untrained`, `round-1/sft`, … */
  readonly name: string;
  /** Of its weights, hex. */
  readonly digest: string;
};

/** What learns in a loop: a policy of ours, or a language model in the hands of a trainer. */
export type Learner<State extends Checkpoint> = {
  /** As it comes, before the first round. */
  readonly first: State;
  /** Before its tasks are asked. */
  openSuite(source: SuiteSource): Promise<void>;
  /** Takes up what a round has played. @returns how many tasks each stage has to learn from */
  openLessons(folder: string): Promise<Readonly<Record<LoopStage, number>>>;
  train(stage: LoopStage, round: number, start: State): Promise<{ checkpoint: State; log: TrainingLog }>;
  score(suite: Suite, checkpoint: State): Promise<CheckpointScore>;
  /** Shows a score on the first tasks of a suite while the rest is played, where that is quick. */
  firstLook?(show: (score: CheckpointScore) => Promise<void>): {
    take(played: Played): Promise<void>;
  };
  /** As the assistant of scenarios, where it can be that. */
  assistant?(checkpoint: State): PolicyOrder;
};
