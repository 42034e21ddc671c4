import { performance } from 'node:perf_hooks';
import { gradeEntry } from '../../graders/index.ts';
import { officialLine, type ParityCase } from '../parity/cases.ts';
import type { OfficialGrader } from '../parity/official.ts';

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

function ourMicroseconds({ task, output }: ParityCase): number {
  let fastest = Infinity;
  for (let run = 0; run < repetitions; run++) {
    const start = performance.now();
    for (let call = 0; call < perRun; call++) gradeEntry(task, output);
    fastest = Math.min(fastest, (performance.now() - start) / perRun);
  }
  return fastest * 1000;
}

async function officialMicroseconds(
  parityCase: ParityCase,
  official: OfficialGrader,
): Promise<number | undefined> {
  const line = officialLine(parityCase).replace(/\}$/, `, "repeat": ${repetitions}}`);
  const answer = await official.answer(line);
  return 'seconds' in answer && answer.seconds !== undefined ? answer.seconds * 1e6 : undefined;
}

/** Both graders on the same cases, one after the other. Entries without an official verdict are left out. */
export async function timeEntries(
  stratum: string,
  cases: readonly ParityCase[],
  official: OfficialGrader,
): Promise<EntryTimes> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const parityCase of cases) gradeEntry(parityCase.task, parityCase.output);
  for (const parityCase of cases) {
    const microseconds = await officialMicroseconds(parityCase, official);
    if (microseconds === undefined) continue;
    theirs.push(microseconds);
    ours.push(ourMicroseconds(parityCase));
  }
  return { stratum, entries: ours.length, ours: mean(ours), official: mean(theirs) };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
