import { ScenarioKindSchema, type CheckpointScore, type ScenarioKind } from '../../datasets/index.ts';
import type { LoopConfig } from './config.ts';
import type { Mix } from './synthesis-stage.ts';

const kinds = ScenarioKindSchema.options;

/** What every kind with a call is given at least, of its even share. */
const floor = 0.3;

/** Kinds that teach when not to call. Their share stays even: with less of them the policy would unlearn it, with more it would stop calling. */
const withoutCall: ReadonlySet<ScenarioKind> = new Set(['irrelevance', 'missing_parameter']);

function shares(weights: readonly number[]): Mix {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Object.fromEntries(kinds.map((kind, index) => [kind, (weights[index] ?? 0) / sum])) as Record<
    ScenarioKind,
    number
  >;
}

/** Even by kind; a missing parameter makes two tasks, one before the answer and one after it. */
export const evenMix: Mix = shares(kinds.map((kind) => (kind === 'missing_parameter' ? 0.5 : 1)));

/** A round's mix: even, or by what the champion fails at on the held-out suite, with a floor for every kind that calls. */
export function mixFor(arm: LoopConfig['arm'], score: CheckpointScore | undefined): Mix {
  if (score === undefined || arm === 'uniform' || arm === 'sft-only') return evenMix;
  const rates = kinds.map((kind) => (withoutCall.has(kind) ? 0 : 1 - (score.categories[kind]?.rate ?? 1)));
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  if (total === 0) return evenMix;
  const room = kinds.filter((kind) => !withoutCall.has(kind)).reduce((sum, kind) => sum + evenMix[kind], 0);
  return shares(
    kinds.map((kind, index) =>
      withoutCall.has(kind)
        ? evenMix[kind]
        : floor * evenMix[kind] + (1 - floor) * room * ((rates[index] ?? 0) / total),
    ),
  );
}
