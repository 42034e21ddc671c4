import pMap from 'p-map';
import type {
  ContaminationAudit,
  ToolTree,
  Trajectory,
  Verification,
  YieldTable,
} from '../datasets/index.ts';
import { answerOf, openingOf } from './phrasing/message.ts';
import { spokenForms } from './phrasing/surfaces.ts';
import { play, type Roles } from './roles/play.ts';
import { ProceduralAssistant } from './roles/procedural-assistant.ts';
import { ProceduralServer } from './roles/procedural-server.ts';
import { ProceduralUser } from './roles/procedural-user.ts';
import type { PlannedScenario } from './scenarios/planned-scenario.ts';
import { scenariosOf, type ScenarioPlan } from './scenarios/scenarios.ts';
import { createVerifier } from './verify/verify.ts';
import { YieldCount } from './verify/yield.ts';

export type SynthesisOptions = {
  readonly seed: number;
  /** Who plays; whoever is left out is played by the procedure. */
  readonly roles?: Partial<Roles>;
  /** Conversations under way at a time: more than one pays where models play. */
  readonly concurrency: number;
  readonly maximumSteps?: number;
  readonly contamination: ContaminationAudit | undefined;
  readonly signal: AbortSignal;
  /** After every conversation, in the plans' order. */
  readonly onPlayed: (played: Played, done: number, total: number) => Promise<void> | void;
};

/** One conversation, and what the verifier says of it. */
export type Played = { readonly trajectory: Trajectory; readonly verification: Verification };

const MAXIMUM_STEPS = 12;
/** Conversations that are played before the first of them is verified. */
const BATCH = 64;

/**
 * Plans scenarios, has them played and verified, in the plans' order whatever the concurrency.
 * @returns what was kept and why the rest was not, as counts
 */
export async function synthesise(
  tree: ToolTree,
  plans: readonly ScenarioPlan[],
  options: SynthesisOptions,
): Promise<YieldTable> {
  const { seed, contamination, concurrency, signal } = options;
  const planned = plans.flatMap((plan) => scenariosOf(tree, plan));
  const roles = rolesOf(options.roles);
  const verify = createVerifier({ spokenForms, contamination, seed });
  const counts = new YieldCount();
  const play1 = (one: PlannedScenario) =>
    play(one, roles, {
      seed: one.scenario.seed,
      maximumSteps: options.maximumSteps ?? MAXIMUM_STEPS,
      signal,
    });
  let done = 0;
  for (let from = 0; from < planned.length; from += BATCH) {
    const batch = planned.slice(from, from + BATCH);
    const trajectories = await pMap(batch, play1, { concurrency, signal });
    for (const [index, trajectory] of trajectories.entries()) {
      const verification = verify(trajectory, batch[index]?.tools ?? []);
      counts.add(trajectory.scenario, verification);
      await options.onPlayed({ trajectory, verification }, ++done, planned.length);
    }
  }
  return counts.table(seed, contamination);
}

function rolesOf(roles: Partial<Roles> = {}): Roles {
  return {
    user: roles.user ?? new ProceduralUser({ opening: openingOf, answer: answerOf }),
    assistant: roles.assistant ?? new ProceduralAssistant(),
    server: roles.server ?? new ProceduralServer(),
  };
}
