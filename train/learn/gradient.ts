import type { Fork } from '../policy/fork.ts';

/** Adds to a gradient what the slopes of a fork's scores come to. @param slopes one for each way */
export function addSlopes(gradient: Float64Array, { rows, given }: Fork, slopes: Float64Array): void {
  rows.forEach(({ ids, values }, way) => {
    const slope = slopes[way] ?? 0;
    if (slope === 0) return;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] ?? 0;
      gradient[id] = (gradient[id] ?? 0) + slope * (values[at] ?? 0);
    }
    for (const id of given[way] ?? []) gradient[id] = (gradient[id] ?? 0) + slope;
  });
}

/** A loss and its gradient, as sums over some examples. */
export type LossPart = { readonly loss: number; readonly gradient: Float64Array };

/**
 * Examples that are worked on together. Sums are formed within shards, then over shards in order: weights depend on this
 * number, and not on how many threads share the work.
 */
const shardSize = 4;

/** A batch cut into shards. */
export function shardsOf<Example>(batch: readonly Example[]): Example[][] {
  return Array.from({ length: Math.ceil(batch.length / shardSize) }, (_, index) =>
    batch.slice(index * shardSize, (index + 1) * shardSize),
  );
}

/** The sum of parts, in their order. */
export function summed(parts: readonly LossPart[], size: number): LossPart {
  const gradient = new Float64Array(size);
  let loss = 0;
  for (const part of parts) {
    loss += part.loss;
    for (let at = 0; at < size; at++) gradient[at] = (gradient[at] ?? 0) + (part.gradient[at] ?? 0);
  }
  return { loss, gradient };
}
