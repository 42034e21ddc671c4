import { performance } from 'node:perf_hooks';
import * as z from 'zod';
import { defineCommand, ensureBfcl, type Io, type Suite, type Task } from '../../datasets/index.ts';
import { gradeEntry, isSingleTurn } from '../../graders/index.ts';
import { textTable } from '../../reports/index.ts';
import { dataDirField, dataDirOption } from '../options.ts';
import { readCorpus, timeAttacks } from './attack-times.ts';
import type { Attack } from './attacks.ts';
import { hostileCase, type HostileCase } from './outputs.ts';

const OptionsSchema = z.object({
  cases: z.coerce.number().int().positive().default(10_000),
  seed: z.coerce.number().int().default(1),
  ...dataDirField,
});

/** A few tasks of every category and format: outputs matter here, not questions. */
async function sampleTasks(suite: Suite): Promise<Task[]> {
  const sample: Task[] = [];
  for (const category of suite.categories.filter(({ checker }) => isSingleTurn(checker))) {
    const tasks = await suite.tasks(category.name);
    const formats = new Map(tasks.map((task) => [`${task.format.decoder} ${task.format.toolCallTag}`, task]));
    sample.push(...formats.values());
  }
  return sample;
}

type Bucket = {
  /** Of the size, in KiB. */
  readonly limit: number;
  count: number;
  slowest: number;
  slowestPerMebibyte: number;
  what: string;
};

const kibibyte = 1024;

/** Upper ends in KiB; outputs are a few characters longer than their body. */
const bucketLimits = [1.1, 4.1, 16.1, 64.1, 256.1, 1024.1];

function bucketOf(size: number): number {
  return bucketLimits.find((kibibytes) => size <= kibibytes * kibibyte) ?? Infinity;
}

function bucketName(limit: number): string {
  return limit === Infinity ? 'over 1 MiB' : `to ${Math.floor(limit)} KiB`;
}

/** Milliseconds an output of this many UTF-16 units may take. */
function limitOf(size: number): number {
  return size <= 64.1 * kibibyte ? 50 : (400 * size) / kibibyte ** 2;
}

function describe({ task, output }: HostileCase): string {
  const text = JSON.stringify(typeof output.result === 'string' ? output.result.slice(0, 40) : 'calls');
  return `${task.category} ${task.format.decoder} ${output.mode} ${text}`;
}

/**
 * Milliseconds that grading takes. One that is over its limit is graded up to twice more: compilers of the engine, its
 * memory and other processes hold up a single grading now and then, a slow algorithm is slow each time.
 */
function gradingTimes({ task, output, size }: HostileCase): readonly [number, ...number[]] {
  const time = (): number => {
    const start = performance.now();
    gradeEntry(task, output);
    return performance.now() - start;
  };
  const first = time();
  if (first <= limitOf(size)) return [first];
  const second = time();
  return second <= limitOf(size) ? [first, second] : [first, second, time()];
}

export const hostileCommand = defineCommand({
  name: 'hostile',
  summary:
    'Grades outputs made to be slow, deep or large, and shows the slowest by size; then calls environments with the attacks of graders/cases, and shows the slowest and the fullest heap by group. Exit 1 where an output takes over 50 ms up to 64 KiB, or over 400 ms per MiB above, or an attack over 500 ms and 1000 ms per MiB, three times in a row.',
  options: [
    { flags: '--cases <n>', description: 'how many (10000)' },
    { flags: '--seed <n>', description: 'same seed, same outputs (1)' },
    dataDirOption,
  ],
  examples: ['hostile --cases 1000 --seed 3'],
  schema: OptionsSchema,
  async run({ cases, seed, dataDir }, io) {
    const attacks = await readCorpus();
    const tasks = await sampleTasks(await ensureBfcl({ dataDir }, io));
    const buckets = new Map<number, Bucket>();
    let slow = 0;
    let delayed = 0;
    for (let index = 0; index < cases; index++) {
      const hostile = hostileCase(tasks, seed, index);
      const [first, ...again] = gradingTimes(hostile);
      note(buckets, hostile, first);
      if (again.length === 0) continue;
      const isSlow = again.every((time) => time > limitOf(hostile.size));
      if (isSlow) slow += 1;
      else delayed += 1;
      const times = [first, ...again].map((time) => time.toFixed(0)).join(', then ');
      await io.stderr.write(`case ${index}: ${times} ms for ${hostile.size} units: ${describe(hostile)}\n`);
    }
    const rows = [...buckets.values()]
      .sort((a, b) => a.limit - b.limit)
      .map((row) => [
        bucketName(row.limit),
        String(row.count),
        row.slowest.toFixed(1),
        row.slowestPerMebibyte.toFixed(0),
        row.what,
      ]);
    const head = ['size', 'outputs', 'slowest ms', 'ms per MiB', 'slowest output'];
    await io.stdout.write(textTable(head, rows, io));
    await io.stdout.write(
      `${cases} outputs, seed ${seed}: ${slow} over their limit, ${delayed} more the first time and not again, none crashed\n`,
    );
    const areAttacksSlow = await attack(attacks, io);
    return slow > 0 || areAttacksSlow ? 1 : 0;
  },
});

/** @returns whether one took too long */
async function attack(attacks: readonly Attack[], io: Io): Promise<boolean> {
  const { rows, slow } = timeAttacks(attacks);
  for (const line of slow) await io.stderr.write(`attack: ${line}\n`);
  const head = ['attacks', 'calls', 'slowest ms', 'heap MiB', 'slowest call'];
  const shown = rows.map(({ group, count, slowest, mostHeap, what }) => [
    group,
    String(count),
    slowest.toFixed(1),
    mostHeap.toFixed(0),
    what,
  ]);
  await io.stdout.write(textTable(head, shown, io));
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const heap = Math.max(...rows.map(({ mostHeap }) => mostHeap));
  await io.stdout.write(
    `${count} attacks: ${slow.length} over their limit, at most ${heap.toFixed(0)} MiB of heap in use\n`,
  );
  return slow.length > 0;
}

function note(buckets: Map<number, Bucket>, hostile: HostileCase, milliseconds: number): void {
  const limit = bucketOf(hostile.size);
  const bucket = buckets.get(limit) ?? { limit, count: 0, slowest: 0, slowestPerMebibyte: 0, what: '' };
  buckets.set(limit, bucket);
  bucket.count += 1;
  bucket.slowestPerMebibyte = Math.max(
    bucket.slowestPerMebibyte,
    (milliseconds * kibibyte ** 2) / hostile.size,
  );
  if (milliseconds <= bucket.slowest) return;
  bucket.slowest = milliseconds;
  bucket.what = describe(hostile);
}
