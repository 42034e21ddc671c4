import pMap, { pMapIterable } from 'p-map';
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
import { placesOf, scenarioOf, type ScenarioPlace, type ScenarioPlan } from './scenarios/scenarios.ts';
import { executionFault } from './verify/execution.ts';
import type { Fault } from './verify/grader-checks.ts';
import { createJudge, ownFaultOf } from './verify/verify.ts';
import { YieldCount } from './verify/yield.ts';

/** Some of a plan's scenarios. */
export type Batch = { readonly plan: ScenarioPlan; readonly places: readonly ScenarioPlace[] };

/** One conversation, and the fault that it has by itself. */
export type RawPlay = { readonly trajectory: Trajectory; readonly fault: Fault | undefined };

/** Plays a batch, in its order. What it gives depends on the batch alone. */
export type Players = (batch: Batch) => Promise<readonly RawPlay[]>;

export type PlayersOptions = {
  /** Who plays; whoever is left out is played by the procedure. */
  readonly roles?: Partial<Roles>;
  /** Conversations of a batch under way at a time: more than one pays where models play. */
  readonly concurrency: number;
  readonly maximumSteps?: number;
  readonly signal: AbortSignal;
};

export type SynthesisOptions = {
  readonly seed: number;
  /** Batches under way at a time: more than one pays where several processors play. */
  readonly batches?: number;
  readonly contamination: ContaminationAudit | undefined;
  readonly signal: AbortSignal;
  /** After every conversation, in the plans' order; those of a batch do not wait for one another. */
  readonly onPlayed: (played: Played, done: number, total: number) => Promise<void>;
};

/** One conversation, and what the verifier says of it. */
export type Played = { readonly trajectory: Trajectory; readonly verification: Verification };

const MAXIMUM_STEPS = 12;
const BATCH = 32;

/**
 * Has the scenarios of plans played and verified, in the plans' order whoever plays and however many at a time.
 * @returns what was kept and why the rest was not, as counts
 */
export async function synthesise(
  plans: readonly ScenarioPlan[],
  players: Players,
  options: SynthesisOptions,
): Promise<YieldTable> {
  const { seed, contamination, signal } = options;
  const batches = plans.flatMap(batchesOf);
  const total = batches.reduce((sum, { places }) => sum + places.length, 0);
  const judge = createJudge({ contamination, seed });
  const counts = new YieldCount();
  let done = 0;
  const concurrency = options.batches ?? 1;
  for await (const plays of pMapIterable(batches, players, { concurrency, backpressure: 2 * concurrency })) {
    signal.throwIfAborted();
    await Promise.all(
      plays.map(({ trajectory, fault }) => {
        const verification = judge(trajectory, fault);
        counts.add(trajectory.scenario, verification);
        return options.onPlayed({ trajectory, verification }, ++done, total);
      }),
    );
  }
  return counts.table(seed, contamination);
}

/** Plans one scenario of each kind of every plan. @throws {InputError} if the tree has no tools for one */
export function refuseUnplayable(tree: ToolTree, plans: readonly ScenarioPlan[]): void {
  for (const plan of plans)
    for (const place of placesOf(plan)) if (place.index === 0) scenarioOf(tree, plan, place);
}

/** The batches of plans in their order, or every n-th of them: those of one part. */
export function batchesIn(
  plans: readonly ScenarioPlan[],
  { index, count }: { readonly index: number; readonly count: number },
): Batch[] {
  return plans.flatMap(batchesOf).filter((_, place) => place % count === index - 1);
}

function batchesOf(plan: ScenarioPlan): Batch[] {
  const places = placesOf(plan);
  return Array.from({ length: Math.ceil(places.length / BATCH) }, (_, index) => ({
    plan,
    places: places.slice(index * BATCH, (index + 1) * BATCH),
  }));
}

/** Players that sit here, in this thread. */
export function playersOf(tree: ToolTree, options: PlayersOptions): Players {
  const { concurrency, signal, maximumSteps = MAXIMUM_STEPS } = options;
  const roles = rolesOf(options.roles);
  return ({ plan, places }) =>
    pMap(
      places,
      async (place): Promise<RawPlay> => {
        const planned = scenarioOf(tree, plan, place);
        // The truth first, then the talk.
        const refused = executionFault(planned);
        const trajectory = await play(planned, roles, { seed: planned.scenario.seed, maximumSteps, signal });
        return { trajectory, fault: refused ?? ownFaultOf(trajectory, planned.tools, spokenForms) };
      },
      { concurrency, signal },
    );
}

function rolesOf(roles: Partial<Roles> = {}): Roles {
  return {
    user: roles.user ?? new ProceduralUser({ opening: openingOf, answer: answerOf }),
    assistant: roles.assistant ?? new ProceduralAssistant(),
    server: roles.server ?? new ProceduralServer(),
  };
}
