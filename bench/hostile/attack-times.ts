import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import { InputError, packageRoot } from '../../datasets/index.ts';
import { executeCalls } from '../../graders/index.ts';
import { preparedInstances, readAttacks, type Attack } from './attacks.ts';

/** Texts of one group. */
type AttackRow = {
  readonly group: string;
  count: number;
  /** In milliseconds. */
  slowest: number;
  what: string;
  /** In MiB, with what is no longer in use. */
  mostHeap: number;
};

export type AttackTimes = {
  readonly rows: readonly AttackRow[];
  /** Texts that took too long each time, with how long. */
  readonly slow: readonly string[];
};

const mebibyte = 1 << 20;

/** Milliseconds that a call may take: all that its budget buys, on a busy machine, and what reading it takes. */
function limitOf(text: string): number {
  return 500 + (1000 * text.length) / mebibyte;
}

/** @throws {InputError} where the corpus is not there: it is not part of the package */
export async function readCorpus(): Promise<Attack[]> {
  const file = join(packageRoot(import.meta.url), 'graders', 'cases', 'attacks.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(`${file}: expected the attacks of a checkout of InfTool.`, { cause });
  });
  return readAttacks(JSON.parse(text));
}

/** Plays attacks, those that take too long up to three times. */
export function timeAttacks(attacks: readonly Attack[]): AttackTimes {
  const rows = new Map<string, AttackRow>();
  const slow: string[] = [];
  for (const attack of attacks) {
    const row = rows.get(attack.group) ?? {
      group: attack.group,
      count: 0,
      slowest: 0,
      what: '',
      mostHeap: 0,
    };
    rows.set(attack.group, row);
    const text = attack.calls.at(-1) ?? '';
    const times = [timeOf(attack, row)];
    while (times.length < 3 && (times.at(-1) ?? 0) > limitOf(text)) times.push(timeOf(attack, row));
    const [first = 0] = times;
    row.count += 1;
    const shown = JSON.stringify(text.slice(0, 40));
    if (first > row.slowest) [row.slowest, row.what] = [first, shown];
    if (times.every((time) => time > limitOf(text)))
      slow.push(
        `${times.map((time) => time.toFixed(0)).join(', then ')} ms for ${text.length} units: ${shown}`,
      );
  }
  return { rows: [...rows.values()], slow };
}

/** Milliseconds that the last call takes. */
function timeOf(attack: Attack, row: AttackRow): number {
  const instances = preparedInstances(attack);
  const start = performance.now();
  executeCalls(attack.calls.slice(-1), instances);
  const time = performance.now() - start;
  row.mostHeap = Math.max(row.mostHeap, v8.getHeapStatistics().used_heap_size / mebibyte);
  return time;
}
