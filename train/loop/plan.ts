import type { CheckpointScore, ScenarioKind } from '../../datasets/index.ts';
import type { LoopConfig } from './config.ts';
import type { Mix } from './synthesis-stage.ts';

const kinds: readonly ScenarioKind[] = [
  'single',
  'multiple',
  'parallel',
  'parallel_multiple',
  'irrelevance',
  'missing_parameter',
];

/** What every kind is given at least, of its even share. */
const floor = 0.3;

function shares(weights: readonly number[]): Mix {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Object.fromEntries(kinds.map((kind, index) => [kind, (weights[index] ?? 0) / sum])) as Record<
    ScenarioKind,
    number
  >;
}

/** Even by kind; a missing parameter makes two tasks, one before the answer and one after it. */
export const evenMix: Mix = shares(kinds.map((kind) => (kind === 'missing_parameter' ? 0.5 : 1)));

/** The share of failed tasks of a kind, both decisions of a missing parameter taken together. */
function failureRate({ categories }: CheckpointScore, kind: ScenarioKind): number {
  const of = Object.entries(categories).filter(
    ([name]) => name === kind || (name.startsWith(`${kind}_`) && kind === 'missing_parameter'),
  );
  const n = of.reduce((sum, [, rate]) => sum + rate.n, 0);
  return n === 0 ? 0 : of.reduce((sum, [, rate]) => sum + (1 - rate.rate) * rate.n, 0) / n;
}

/** A round's mix: even, or by what the champion fails at on the held-out suite, with a floor for every kind. */
export function mixFor(arm: LoopConfig['arm'], score: CheckpointScore): Mix {
  if (arm === 'uniform' || arm === 'sft-only') return evenMix;
  const rates = kinds.map((kind) => failureRate(score, kind));
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  if (total === 0) return evenMix;
  return shares(rates.map((rate) => floor / kinds.length + ((1 - floor) * rate) / total));
}
