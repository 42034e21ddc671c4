import { createHash } from 'node:crypto';
import { packageVersion, type Estimate, type GateRecord, type GateSide } from '../../datasets/index.ts';
import { estimated, withHolm } from '../compare/estimate.ts';
import { flipsOf } from '../compare/flips.ts';
import { passedPair, type PairedTask, type Pairing } from '../compare/pair-tasks.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import {
  categoryOf,
  commonCategories,
  endpointOf,
  familiesOf,
  type CommonCategory,
  type Endpoint,
} from '../compare/weights.ts';
import type { Look } from './alpha-ledger.ts';
import { judge } from './judge.ts';
import type { Policy } from './policy.ts';
import { reasonsOf, remediesOf } from './reasons.ts';

export type Runs = { readonly base: ScoredRun; readonly candidate: ScoredRun };

/** Where the decision's alpha comes from; without a look it is the policy's whole. */
export type Spending = { readonly lineage: string; readonly look: Look } | undefined;

/** What a gate decides on two runs, and how that came about. */
export function gateRecord(
  { base, candidate }: Runs,
  pairing: Pairing,
  policy: Policy,
  spending: Spending,
): GateRecord {
  const common = commonCategories(base, candidate, pairing);
  const all = new Map([...candidate.categories, ...base.categories]);
  const endpoint = endpointOf(policy.primary, common, all);
  const alpha = spending?.look.alpha ?? policy.alpha;
  const judged = judge(pairing, { ...endpoint, guarded: scoredOf(common) }, policy, alpha);
  const estimateOf = (one: Endpoint) => estimateOn(pairing.pairs, one, policy, alpha);
  const families = familiesOf(common);
  const { suite, grader, fidelity } = base.manifest;
  const decided = spending?.look.decided;
  const { primary, bounds, guards } = judged;
  return {
    record: 'inftool-gate/1',
    inftool: packageVersion(),
    verdict: decided?.verdict ?? judged.verdict,
    reasons: [...repeatedReasons(decided, judged.verdict), ...reasonsOf(judged, policy)],
    resolve: remediesOf(judged, policy),
    base: sideOf(base),
    candidate: sideOf(candidate),
    suite: `${suite.id} ${suite.version}`,
    grader,
    fidelity,
    primary_label: endpoint.label,
    ...termsOf(policy, alpha, spending),
    primary,
    flips:
      base.manifests.length === 1 && candidate.manifests.length === 1
        ? flipsOf(pairing.pairs.filter(({ category }) => endpoint.weights.has(category)))
        : null,
    bounds,
    families: withHolm(families.map(estimateOf)),
    categories: withHolm(common.map((category) => estimateOf(categoryOf(category)))),
    guards: [...guards],
    left_out: { not_run: pairing.notRun, infrastructure: pairing.lost.length },
    infrastructure_suspects: pairing.suspects,
  };
}

function termsOf(policy: Policy, alpha: number, spending: Spending): Pick<GateRecord, 'policy' | 'alpha'> {
  const { margins, primary, resamples, seed, rounds } = policy;
  return {
    policy: {
      digest: policyDigest(policy),
      primary,
      alpha: policy.alpha,
      superiority: margins.superiority,
      non_inferiority: margins.nonInferiority,
      resamples,
      seed,
    },
    alpha: {
      used: alpha,
      lineage: spending?.lineage ?? null,
      round: spending?.look.round ?? null,
      rounds: spending === undefined ? null : rounds,
      spent: spending?.look.spent ?? null,
      is_repeated: spending?.look.decided !== undefined,
    },
  };
}

/** Those that are part of the suite's overall score; all where none is. */
function scoredOf(common: readonly CommonCategory[]): ReadonlySet<string> {
  const scored = common.filter(({ weight }) => weight > 0);
  return new Set((scored.length > 0 ? scored : common).map(({ name }) => name));
}

export function policyDigest(policy: Policy): string {
  return createHash('sha256').update(JSON.stringify(policy)).digest('hex');
}

function repeatedReasons(decided: Look['decided'], now: string): string[] {
  if (decided === undefined) return [];
  const rest = decided.verdict === now ? '' : `; by what is told now it would be ${now}`;
  return [`these two runs were decided on ${decided.date} already, and that stands${rest}`];
}

function sideOf({ name, folder, manifests, manifest, digest }: ScoredRun): GateSide {
  const { inftool, decision } = manifest;
  return { name, folder, repeats: manifests.length, inftool, mode: decision.mode, digest };
}

function estimateOn(
  pairs: readonly PairedTask[],
  { name, weights }: Endpoint,
  policy: Policy,
  alpha: number,
): Estimate {
  const { resamples, seed, margins } = policy;
  const own = pairs.filter(({ category }) => weights.has(category)).map(passedPair);
  return estimated(name, own, weights, { alpha, superiority: margins.superiority, resamples, seed }).estimate;
}
