import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  detachedIo,
  InputError,
  LoopRecordSchema,
  type CheckpointScore,
  type LoopRecord,
  type LoopRound,
  type Rate,
} from '../../datasets/index.ts';
import { checkComparable } from './arm-runs.ts';
import { armsMarkdown } from './arms-markdown.ts';
import { armsRecordOf } from './arms-record.ts';
import { armsCommand } from './command.ts';
import { run } from './launch.ts';
import { noteLaunch, type Provenance } from './provenance.ts';

/** Passed of 100 tasks by checkpoint, of which 60 are single; two in three passes are single's. */
type Passed = Readonly<Record<string, number>>;

function rateOf(passed: number, n: number): Rate {
  return { rate: passed / n, low: 0, high: 1, n, clusters: n };
}

function scoreOf(suite: string, checkpoint: string, passed: number): CheckpointScore {
  const single = Math.round((passed * 2) / 3);
  return {
    checkpoint,
    digest: 'ab',
    suite,
    overall: rateOf(passed, 100),
    categories: { single: rateOf(single, 60), missing_parameter_ask: rateOf(passed - single, 40) },
    failures: {},
    skipped: {},
  };
}

function roundOf(round: number, base: string, candidate: string, gain: number): LoopRound {
  return {
    round,
    plan: { single: 1 },
    yield: [{ kind: 'single', played: 50, kept: 45, rejected: { leak: 5 } }],
    decisions: [
      {
        decision: gain > 0.02 ? 'PROMOTE' : 'HOLD',
        base,
        candidate,
        difference: gain,
        low: gain - 0.02,
        high: gain + 0.02,
        mcnemar: 0.5,
        n: 100,
        clusters: 100,
        level: 0.975,
        margins: { superiority: 0, nonInferiority: 0.01 },
      },
    ],
    flatGroups: { dropped: 0, of: 1 },
    seconds: {},
  };
}

/** A record of two rounds, in the second of which there is SFT in the arm sft-only alone. */
function recordOf(arm: LoopRecord['arm'], seed: number, passed: Passed, bfcl: Passed = {}): LoopRecord {
  const stage = arm === 'sft-only' ? 'sft' : 'grpo';
  const [first, second] = [`round-1/${stage}`, `round-2/${stage}`];
  const at = (name: string) => (passed[name] ?? NaN) / 100;
  const gain = at(second) - at(first);
  const metric = (round: number, step: number, samples: number) =>
    ({ round, stage, step, samples, values: {} }) as const;
  const suites = { 'held-out': { version: '1', digest: `held-out ${seed}`, tasks: 100 } };
  return LoopRecordSchema.parse({
    record: 'inftool-loop/1',
    inftool: '0.1.0',
    grader: '0123456789abcdef',
    arm,
    seed,
    node: 'v20.0.0',
    config: { arm, seed, rounds: 2 },
    suites:
      Object.keys(bfcl).length === 0
        ? suites
        : { ...suites, bfcl: { version: '4', digest: 'cd', tasks: 100 } },
    minimumDetectableEffect: 0.02,
    scores: [
      ...Object.entries(passed).map(([name, count]) => scoreOf('held-out', name, count)),
      ...Object.entries(bfcl).map(([name, count]) => scoreOf('bfcl', name, count)),
    ],
    metrics: [
      ...(arm === 'sft-only' ? [] : [{ round: 1, stage: 'sft', step: 3, samples: 30, values: {} }]),
      metric(1, 1, 100),
      metric(1, 2, 200 + seed),
      metric(2, 1, 150),
    ],
    rounds: [roundOf(1, 'untrained', first, at(first) - at('untrained')), roundOf(2, first, second, gain)],
    champion: gain > 0.02 ? second : first,
    gained: [],
    lost: [],
    notes: [],
    stopped: 'after 2 rounds',
  });
}

const gapsPassed = { untrained: 9, 'round-1/sft': 30, 'round-1/grpo': 48, 'round-2/grpo': 60 };
const gaps = [
  recordOf('gaps', 1, gapsPassed),
  recordOf('gaps', 2, { untrained: 12, 'round-1/sft': 36, 'round-1/grpo': 51, 'round-2/grpo': 51 }),
];
const sftOnly = [
  recordOf('sft-only', 1, { untrained: 9, 'round-1/sft': 42, 'round-2/sft': 45 }),
  recordOf('sft-only', 2, { untrained: 12, 'round-1/sft': 51, 'round-2/sft': 54 }),
];

const provenance: Provenance = {
  command: 'inftool arms --arms gaps sft-only --seeds 1 2 3 --out runs/arms',
  inftool: ['0.1.0'],
  grader: ['0123456789abcdef'],
  node: ['v20.0.0'],
  commits: ['0123456789abcdef0123456789abcdef01234567-changed'],
  configurations: { gaps: 'a'.repeat(64), 'sft-only': 'b'.repeat(64) },
  missing: ['gaps-3', 'sft-only-3'],
};

describe('arms over seeds', () => {
  const { stages, answers, samples, decisions } = armsRecordOf([...gaps, ...sftOnly], provenance);
  const answer = (candidate: string, place: string, base?: string) =>
    answers.find(
      ({ question: { candidate: one, base: other } }) =>
        one.arm === candidate && one.place === place && (base === undefined || other.arm === base),
    );

  test('a stage is a mean over seeds, in the order of training, then the last candidate and the champion', () => {
    const rows = stages.filter(({ arm }) => arm === 'gaps');
    expect(rows.map(({ place }) => place)).toEqual([
      'untrained',
      'round-1/sft',
      'round-1/grpo',
      'round-2/grpo',
      'last',
      'champion',
    ]);
    const last = rows.find(({ place }) => place === 'last');
    // 60 and 51: mean 55.5, deviation 6.364, half width 12.7062 · 6.364 / √2 = 57.178
    expect(last?.overall.mean).toBeCloseTo(0.555, 12);
    expect(last?.overall.low).toBeCloseTo(0.555 - 0.57178, 5);
    expect(last?.overall.high).toBeCloseTo(0.555 + 0.57178, 5);
    // 40 and 34 of 60
    expect(last?.categories['single']?.mean).toBeCloseTo(37 / 60, 12);
    // Round 2 was promoted with seed 1 alone: 60 and 51
    expect(rows.at(-1)?.overall.mean).toBeCloseTo(0.555, 12);
  });

  test('differences are paired by seed', () => {
    // 48 − 30 and 51 − 36
    const grpo = answer('gaps', 'round-1/grpo');
    expect(grpo?.difference.mean).toBeCloseTo(0.165, 12);
    expect(grpo?.difference.high).toBeCloseTo(0.165 + 0.190593, 6);
    expect(grpo?.positive).toBe(2);
    expect(grpo?.samples).toEqual({
      candidate: { sft: [30, 30], grpo: [201, 202] },
      base: { sft: [30, 30], grpo: [0, 0] },
    });
    // 60 − 45 and 51 − 54
    const last = answer('gaps', 'last', 'sft-only');
    expect(last?.differences.map(({ difference }) => Math.round(difference * 100))).toEqual([15, -3]);
    expect(last?.difference.mean).toBeCloseTo(0.06, 12);
    expect(last?.positive).toBe(1);
    expect(last?.samples).toEqual({
      candidate: { sft: [30, 30], grpo: [351, 352] },
      base: { sft: [351, 352], grpo: [0, 0] },
    });
    // Champions: 60 − 45 and 51 − 54, as gains of 3 points were promoted here, and one of 0 was not
    expect(answer('gaps', 'champion')?.difference.mean).toBeCloseTo(0.06, 12);
    expect(answer('self', 'last')).toBeUndefined();
  });

  test('a run of one round has no second one to compare', () => {
    const whole = recordOf('gaps', 1, gapsPassed);
    const once = { ...whole, rounds: whole.rounds.slice(0, 1), scores: whole.scores.slice(0, 3) };
    const asked = armsRecordOf([once], provenance).answers.map(({ question }) => question.asked);
    expect(asked).toEqual(['What GRPO adds to the SFT that it starts from']);
  });

  test('seeds that only one arm has are in no difference', () => {
    const some = armsRecordOf([...gaps, ...sftOnly.slice(1)], provenance).answers;
    const last = some.find(({ question }) => question.base.arm === 'sft-only');
    expect(last?.differences.map(({ seed }) => seed)).toEqual([2]);
    expect(last?.difference).toMatchObject({ low: null, high: null, n: 1 });
  });

  test('decisions and samples are counted', () => {
    expect(
      decisions.find(({ arm, checkpoint }) => arm === 'gaps' && checkpoint === 'round-2/grpo')?.decisions,
    ).toEqual({
      PROMOTE: 1,
      HOLD: 1,
      INCONCLUSIVE: 0,
      REJECT: 0,
    });
    expect(samples.find(({ arm }) => arm === 'gaps')).toEqual({
      arm: 'gaps',
      seeds: [1, 2],
      rounds: [2, 2],
      kept: [90, 90],
      sft: [30, 30],
      grpo: [351, 352],
    });
  });

  test('the tables read so', async () => {
    const bfcl = { untrained: 6, 'round-1/sft': 21, 'round-1/grpo': 33, 'round-2/grpo': 36 };
    const looked = recordOf('gaps', 1, gapsPassed, bfcl);
    const text = armsMarkdown(armsRecordOf([looked, ...gaps.slice(1), ...sftOnly], provenance));
    await expect(text).toMatchFileSnapshot('arms.snapshot.txt');
  });
});

describe('runs that cannot be compared are refused', () => {
  const [one, other] = [...gaps.slice(0, 1), ...sftOnly.slice(0, 1)];
  const changed = (change: Partial<LoopRecord>) => LoopRecordSchema.parse({ ...other, ...change });

  test.each([
    ['configuration', changed({ config: { arm: 'sft-only', seed: 1, rounds: 3 } })],
    ['the version of the grader', changed({ grader: 'another' })],
    ['the held-out suite', changed({ suites: { 'held-out': { version: '2', digest: 'x', tasks: 100 } } })],
  ])('%s', (what, record) => {
    const records = one === undefined ? [] : [one, record];
    expect(() => {
      checkComparable(records);
    }).toThrow(
      new InputError(
        `gaps-1 and sft-only-1 differ in ${what}: they cannot be compared. Run one of them anew.`,
      ),
    );
  });

  test('a look at BFCL by one of them is no hindrance', () => {
    expect(() => {
      checkComparable([...gaps, ...sftOnly, recordOf('gaps', 3, gapsPassed, { untrained: 3 })]);
    }).not.toThrow();
  });
});

describe('the command', () => {
  const root = mkdtempSync(join(tmpdir(), 'inftool-arms-'));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });
  let printed = '';
  const io = detachedIo({ workingDirectory: root, told: (text) => void (printed += text) });
  const report = (...seeds: number[]) =>
    armsCommand.run(
      armsCommand.schema.parse({ arms: ['gaps', 'sft-only'], seeds, out: 'runs', reportOnly: true }),
      io,
    );

  test('without a run that is done has nothing to tell', async () => {
    await expect(report(1, 2)).rejects.toThrow(InputError);
  });

  test('reports the runs that are there, with the commit that they were launched with', async () => {
    for (const record of [...gaps, ...sftOnly]) {
      const folder = join(root, 'runs', `${record.arm}-${record.seed}`);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'record.json'), JSON.stringify(record));
      await noteLaunch(join(root, 'runs'), {
        run: `${record.arm}-${record.seed}`,
        commit: 'c0ffee',
        command: '',
      });
    }
    expect(await report(1, 2, 3)).toBe(0);
    const text = await readFile(join(root, 'runs', 'arms.md'), 'utf8');
    expect(printed).toBe(text);
    expect(text).toContain('Not done, and in no table: gaps-3, sft-only-3.');
    expect(text).toContain('commit c0ffee; ');
    expect(JSON.parse(await readFile(join(root, 'runs', 'arms.json'), 'utf8'))).toMatchObject({
      record: 'inftool-arms/1',
      provenance: { missing: ['gaps-3', 'sft-only-3'], commits: ['c0ffee'] },
    });
  });

  test("refuses a folder that holds another arm's run", async () => {
    const folder = join(root, 'runs', 'gaps-9');
    await mkdir(folder);
    await writeFile(join(folder, 'record.json'), JSON.stringify(sftOnly[0]));
    await expect(report(9)).rejects.toThrow('holds a run of arm sft-only with seed 1');
  });

  test('a process of its own leaves what it printed, and its exit code', async () => {
    const cli = join(root, 'cli.mjs');
    const log = join(root, 'logs', 'one.log');
    await writeFile(
      cli,
      'console.log(process.argv.slice(2).join()); console.error("no"); process.exitCode = 2;',
    );
    expect(await run({ cli, words: ['loop', '--seed', '1'], log }, io)).toBe(2);
    expect((await readFile(log, 'utf8')).split('\n').sort()).toEqual(['', 'loop,--seed,1', 'no']);
  });
});
