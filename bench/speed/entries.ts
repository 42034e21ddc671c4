import { performance } from 'node:perf_hooks';
import type { OfficialGrader } from '../parity/official.ts';
import type { TimedCase } from './cases.ts';

export type EntryTimes = {
  readonly stratum: string;
  readonly entries: number;
  /** Microseconds of one entry, mean over the entries; each entry's is the fastest of its repetitions. */
  readonly ours: number;
  readonly official: number;
};

const repetitions = 20;
/** Our entries take about the resolution of the clock: they are timed in runs of this many. */
const perRun = 50;

function ourMicroseconds({ grade }: TimedCase): number {
  let fastest = Infinity;
  for (let run = 0; run < repetitions; run++) {
    const start = performance.now();
    for (let call = 0; call < perRun; call++) grade();
    fastest = Math.min(fastest, (performance.now() - start) / perRun);
  }
  return fastest * 1000;
}

async function officialMicroseconds(
  { line }: TimedCase,
  official: OfficialGrader,
): Promise<number | undefined> {
  const answer = await official.answer(line.replace(/\}$/, `, "repeat": ${repetitions}}`));
  return 'seconds' in answer && answer.seconds !== undefined ? answer.seconds * 1e6 : undefined;
}

/** Both graders on the same cases, one after the other. Entries without an official verdict are left out. */
export async function timeEntries(
  stratum: string,
  cases: readonly TimedCase[],
  official: OfficialGrader,
): Promise<EntryTimes> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const { grade } of cases) grade();
  for (const timedCase of cases) {
    const microseconds = await officialMicroseconds(timedCase, official);
    if (microseconds === undefined) continue;
    theirs.push(microseconds);
    ours.push(ourMicroseconds(timedCase));
  }
  return { stratum, entries: ours.length, ours: mean(ours), official: mean(theirs) };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
