import type { Fork } from '../policy/walk.ts';

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
