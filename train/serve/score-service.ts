import { graderVersion, type RewardName } from '../../graders/index.ts';
import type { Journal } from './journal.ts';
import type { ServerMetrics } from './metrics.ts';
import type { Grading } from './scorer-pool.ts';
import type { Refusal, ScoreResponse } from './wire.ts';

export type Answer = { readonly response: ScoreResponse } | { readonly refusal: Refusal };

/** What a server is, for those that ask. */
export type About = {
  readonly inftool: string;
  readonly grader_version: string;
  /** Where a request names none. */
  readonly reward: RewardName;
  readonly suite: Grading['head'];
};

export type ServiceParts = {
  readonly grading: Grading;
  readonly journal: Journal;
  readonly metrics: ServerMetrics;
  readonly reward: RewardName;
  readonly inftool: string;
  readonly clock: () => Date;
};

/** Rewards for whatever face asks: graded, entered in the journal, then answered. */
export class ScoreService {
  constructor(private readonly parts: ServiceParts) {}

  get about(): About {
    const { inftool, reward, grading } = this.parts;
    return { inftool, grader_version: graderVersion, reward, suite: grading.head };
  }

  /** @param body of `POST /v1/score` @param face the way it came */
  async score(body: string, face: string): Promise<Answer> {
    const { grading, journal, metrics, clock } = this.parts;
    const scored = await grading.score(body);
    if (scored.kind === 'refused') return { refusal: scored.refusal };
    const { response, entries } = scored;
    const changed = journal.changed(response.run_id, entries);
    if (changed !== undefined)
      return {
        refusal: {
          status: 409,
          code: 'item_changed',
          message: `Item ${changed.id} of run ${response.run_id} was asked for with another answer, task, reward or grader before. Give each rollout an id of its own, and another reward or grader a run of its own.`,
        },
      };
    await journal.enter(
      {
        at: clock().toISOString(),
        face,
        run_id: response.run_id,
        suite: grading.head.digest,
        grader: response.grader_version,
        reward: response.reward,
      },
      entries,
    );
    metrics.countRewards(face, response.items);
    return { response };
  }
}
