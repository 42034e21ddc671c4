import * as z from 'zod';
import type { TrainingMetric } from '../../datasets/index.ts';

export const TrainingLogSchema = z.strictObject({
  digest: z.string(),
  samples: z.int(),
  /** Lessons that could not be learnt from: no way of the policy leads there, or the model has no room for them. */
  unreachable: z.int(),
  flatGroups: z.strictObject({ dropped: z.int(), of: z.int() }),
  metrics: z.array(
    z.strictObject({
      round: z.int(),
      stage: z.enum(['sft', 'grpo']),
      step: z.int(),
      samples: z.int(),
      values: z.record(z.string(), z.number()),
    }),
  ),
});
export type TrainingLog = z.output<typeof TrainingLogSchema>;

/** Points in a plot of one stage, at most. */
const mostPoints = 60;

/** Every so many steps' mean, so that a plot has no more points than it can show. */
export function thinned(metrics: readonly TrainingMetric[]): TrainingMetric[] {
  const every = Math.ceil(metrics.length / mostPoints);
  return Array.from({ length: Math.ceil(metrics.length / every) }, (_, index) =>
    metrics.slice(index * every, (index + 1) * every),
  ).flatMap((some) => {
    const last = some.at(-1);
    return last === undefined ? [] : [{ ...last, values: meanValues(some) }];
  });
}

function meanValues(metrics: readonly TrainingMetric[]): Record<string, number> {
  const names = new Set(metrics.flatMap(({ values }) => Object.keys(values)));
  return Object.fromEntries(
    [...names].map((name) => {
      const told = metrics.flatMap(({ values }) => values[name] ?? []);
      return [name, told.reduce((sum, value) => sum + value, 0) / told.length];
    }),
  );
}
