import { usualPolicy, type Policy } from '../gate/policy.ts';
import { judge } from '../gate/judge.ts';
import { roundAlpha } from '../gate/alpha-ledger.ts';
import type { GateVerdict } from '../../datasets/index.ts';
import { otherGates } from './other-gates.ts';
import { SimulatedBase, type Structure } from './simulate.ts';

/** How often each verdict came, of one way to decide. */
export type Tally = Record<GateVerdict, number>;

export type Trials = {
  readonly rho: number;
  /** True gain of the candidate in every category. */
  readonly effect: number;
  /** 1: one look at the whole alpha. More: as many candidates against one base on a ledger, until one is promoted or rejected. */
  readonly rounds: number;
  readonly resamples: number;
  /** Which trials: from this one on, every `step`th, below `count`. */
  readonly from: number;
  readonly step: number;
  readonly count: number;
};

/** By name of the way to decide; ours is `gate`. A lineage counts once, as PROMOTE or REJECT if any of its rounds came to that. */
export type Tallies = Record<string, Tally>;

export function emptyTally(): Tally {
  return { PROMOTE: 0, HOLD: 0, REJECT: 0, INCONCLUSIVE: 0 };
}

/** Has pairs of models drawn, and decides on each. */
export function runTrials(structure: Structure, trials: Trials): Tallies {
  const { rho, effect, rounds, resamples, from, step, count } = trials;
  const tallies: Tallies = Object.fromEntries(
    ['gate', ...otherGates.map(({ name }) => name)].map((name) => [name, emptyTally()]),
  );
  const primary = { name: 'overall', weights: structure.weights };
  for (let trial = from; trial < count; trial += step) {
    const policy: Policy = { ...usualPolicy, rounds, resamples, seed: trial };
    const base = new SimulatedBase(structure, { rho, effect }, trial);
    const verdicts = new Map<string, GateVerdict>();
    for (let round = 1; round <= rounds; round++) {
      const pairing = base.pairing();
      // Each round's sign flips are its own, as those of other data would be.
      const own = { ...policy, seed: trial * rounds + round };
      keep(verdicts, 'gate', () => judge(pairing, primary, own, roundAlpha(policy), true).verdict);
      for (const { name, decide } of otherGates) keep(verdicts, name, () => decide(pairing, policy.alpha));
    }
    for (const [name, verdict] of verdicts) {
      const tally = tallies[name];
      if (tally !== undefined) tally[verdict]++;
    }
  }
  return tallies;
}

/** Once a lineage has promoted or rejected it is not asked again. */
function keep(verdicts: Map<string, GateVerdict>, name: string, decide: () => GateVerdict): void {
  const known = verdicts.get(name);
  if (known === 'PROMOTE' || known === 'REJECT') return;
  verdicts.set(name, decide());
}
