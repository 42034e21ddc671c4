import { checkpointFolder, type CheckpointScore, type Suite } from '../../datasets/index.ts';
import type { PolicyOrder, SuiteSource } from '../crew/desk.ts';
import { Policy } from '../policy/policy.ts';
import type { LoopStage } from './config.ts';
import type { LoopContext } from './context.ts';
import { FirstLook } from './first-look.ts';
import type { Checkpoint, Learner } from './learner.ts';
import { scorePolicy, type Scored } from './score.ts';
import { grpoStage, sftStage } from './training-stage.ts';
import type { TrainingLog } from './training-log.ts';

export type PolicyCheckpoint = Checkpoint & { readonly policy: Policy };

function checkpointOf(name: string, policy: Policy): PolicyCheckpoint {
  return { name, digest: policy.digest(), policy };
}

/** The reference policy, which a crew trains and asks. */
export class ReferenceLearner implements Learner<PolicyCheckpoint> {
  readonly first = checkpointOf('untrained', Policy.untrained());
  #lessons: readonly number[] = [];

  constructor(private readonly context: LoopContext) {}

  async openSuite(source: SuiteSource): Promise<void> {
    await this.context.crew.all('openSuite', source);
  }

  async openLessons(folder: string): Promise<Record<LoopStage, number>> {
    const count = await this.context.crew.all('openLessons', folder);
    this.#lessons = Array.from({ length: count }, (_, lesson) => lesson);
    return { sft: Math.min(count, this.context.config.sft.examples), grpo: count };
  }

  async train(
    stage: LoopStage,
    round: number,
    { policy: start }: PolicyCheckpoint,
  ): Promise<{ checkpoint: PolicyCheckpoint; log: TrainingLog }> {
    const name = `round-${round}/${stage}`;
    const { examples } = this.context.config.sft;
    const lessons = stage === 'sft' ? this.#lessons.slice(0, examples) : this.#lessons;
    const train = stage === 'sft' ? sftStage : grpoStage;
    const { policy, log } = await train(this.context, name, round, { start, lessons });
    return { checkpoint: checkpointOf(name, policy), log };
  }

  score(suite: Suite, checkpoint: PolicyCheckpoint): Promise<CheckpointScore> {
    return scorePolicy(this.context, suite, this.#scored(checkpoint));
  }

  firstLook(show: (score: CheckpointScore) => Promise<void>): FirstLook {
    return new FirstLook(this.context, this.#scored(this.first), show);
  }

  assistant({ name, policy }: PolicyCheckpoint): PolicyOrder {
    return { name: checkpointFolder(name), weights: policy.weights, beam: this.context.config.beam };
  }

  #scored(checkpoint: PolicyCheckpoint): Scored {
    const { name, digest } = checkpoint;
    return { checkpoint: name, digest, order: this.assistant(checkpoint) };
  }
}
