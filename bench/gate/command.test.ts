import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, InputError, type GateRecord } from '../../datasets/index.ts';
import { gateCommand } from './command.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-gate-'));
});
afterEach(() => rm(root, { recursive: true }));

type Put = {
  /** Of the manifest. */
  readonly changes?: object;
  /** Of every graded row. */
  readonly measures?: object;
  /** Of tasks, clusters of equal size. */
  readonly clusters?: number;
};

/** @param verdicts a letter a task: p pass, f fail, n not run, i lost to infrastructure, s fail of an error text */
async function put(
  model: string,
  verdicts: string,
  { changes = {}, measures = {}, clusters = 20 }: Put = {},
) {
  const graded = {
    mode: 'prompt',
    underscore_to_dot: false,
    calls: 1,
    expected_calls: 1,
    turns: 1,
    ...measures,
  };
  const rows = Array.from(verdicts, (letter, index) => {
    const head = { id: `t${index}`, category: 'c', family: 'f', cluster: `k${index % clusters}` };
    if (letter === 'n') return { ...head, status: 'not_run', reason: 'no_result' };
    if (letter === 'i') return { ...head, status: 'infrastructure', fault: 'timeout' };
    if (letter === 'p') return { ...head, status: 'pass', ...graded, infrastructure_suspect: false };
    const failed = { error_type: 'x', cause: 'model', rule: 'r', infrastructure_suspect: letter === 's' };
    return { ...head, status: 'fail', ...graded, ...failed };
  });
  const manifest = {
    record: 'inftool-evaluation/1',
    inftool: '1',
    model,
    fidelity: 'official',
    suite: { id: 'own', version: 'v', digest: 'd' },
    grader: 'g',
    seed: null,
    decision: {
      mode: 'prompt',
      mode_by: 'results',
      underscore_to_dot: false,
      underscore_to_dot_by: 'results',
    },
    options: {},
    categories: {
      c: {
        ...{ family: 'f', checker: 'simple', weight: 1, status: 'run', n: rows.length, valid: 1, skipped: 0 },
        ...{ accuracy: 0.5, mode: 'prompt', underscore_to_dot: false, result_files: [] },
        infrastructure_suspects: 0,
      },
    },
    overall: { missing_as_zero: 0, mean_of_run: null, share_of_run: 0 },
    ...changes,
  };
  await mkdir(join(root, model));
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(root, model, 'verdicts.jsonl'), lines);
  await writeFile(join(root, model, 'manifest.json'), JSON.stringify(manifest));
}

async function run(options: object = {}): Promise<{ code: number; out: string }> {
  let out = '';
  const io = detachedIo({
    workingDirectory: root,
    told: (text, stream) => {
      if (stream === 'stdout') out += text;
    },
  });
  const parsed = gateCommand.schema.parse({ arguments: ['base', 'candidate'], ...options });
  return { code: await gateCommand.run(parsed, io), out };
}

async function recordOf(options: object = {}): Promise<GateRecord> {
  return JSON.parse((await run({ json: true, ...options })).out) as GateRecord;
}

async function policy(text: string): Promise<{ policy: string }> {
  await writeFile(join(root, 'gate.yaml'), text);
  return { policy: 'gate.yaml' };
}

test.each([
  ['better', 'f'.repeat(200), 'p'.repeat(120) + 'f'.repeat(80), 'PROMOTE', 0],
  ['itself', 'pf'.repeat(500), 'pf'.repeat(500), 'HOLD', 1],
  ['worse', 'p'.repeat(200), 'pf'.repeat(100), 'REJECT', 1],
  ['either', 'pf'.repeat(30), 'fp'.repeat(30), 'INCONCLUSIVE', 3],
])('a candidate that is %s', async (_, base, candidate, verdict, code) => {
  const clusters = base.length;
  await put('base', base, { clusters });
  await put('candidate', candidate, { clusters });
  const outcome = await run();
  expect(outcome.out.split('\n', 1)).toEqual([`${verdict}: candidate against base`]);
  expect(outcome.code).toBe(code);
});

test('of fewer than six clusters nothing is decided, and that is said', async () => {
  await put('base', 'fffff');
  await put('candidate', 'ppppp');
  const { out, code } = await run();
  expect(out).toMatch(/INCONCLUSIVE: [^]*−100\.00 to \+100\.00 points/);
  expect(code).toBe(3);
});

test('only tasks that were graded in both runs count, and the others are told', async () => {
  await put('base', 'pfnpsi');
  await put('candidate', 'pppnnp');
  const record = await recordOf();
  expect(record).toMatchObject({
    primary: { tasks: 2, clusters: 2, base: 0.5, candidate: 1, difference: 0.5, discordant: 1 },
    flips: { only_base: 0, only_candidate: 1, mcnemar_p: 1 },
    left_out: { not_run: 2, infrastructure: 1 },
    bounds: { lost: 1 },
  });
});

test('lost tasks that could turn the verdict leave it open', async () => {
  const candidate = 'p'.repeat(130) + 'f'.repeat(65);
  await put('base', 'f'.repeat(200), { clusters: 200 });
  await put('candidate', `${candidate}iiiii`, { clusters: 200 });
  const { verdict, bounds, reasons } = await recordOf();
  expect(bounds).toMatchObject({ lost: 5, worst: { verdict: 'PROMOTE' }, best: { verdict: 'PROMOTE' } });
  expect(verdict).toBe('PROMOTE');
  expect(reasons.join()).toContain('5 tasks were lost to infrastructure');
  const strict = await policy('infrastructure: { maxShare: 0.01 }');
  expect((await recordOf(strict)).verdict).toBe('INCONCLUSIVE');
});

test('who would miss a gain that matters does not hold', async () => {
  const base = 'pf'.repeat(100);
  await put('base', base, { clusters: 200 });
  await put('candidate', `fp${'pf'.repeat(98)}fp`, { clusters: 200 });
  expect((await recordOf()).verdict).toBe('INCONCLUSIVE');
  const wide = await policy('margins: { nonInferiority: 0.1 }');
  const record = await recordOf(wide);
  expect(record.verdict).toBe('HOLD');
  expect(record.primary.minimum_detectable).toBeLessThan(0.1);
});

test('a guard that is breached forbids promotion', async () => {
  await put('base', 'f'.repeat(200), { clusters: 200, measures: { output_tokens: 100 } });
  const candidate = 'p'.repeat(120) + 'f'.repeat(80);
  await put('candidate', candidate, { clusters: 200, measures: { output_tokens: 170, calls: 0 } });
  const { verdict, guards, reasons } = await recordOf();
  const statuses = Object.fromEntries(guards.map(({ name, status }) => [name, status]));
  expect(statuses).toEqual({ abstaining: 'worse', surplus_calls: 'fine', output_tokens: 'worse' });
  expect(verdict).toBe('REJECT');
  expect(reasons.join()).toContain('abstaining went from 0.00 to 1.00');
  expect((await recordOf(await policy('guards: { over_calling: 0.02 }'))).verdict).toBe('PROMOTE');
});

test('repeats are means, and their own cluster', async () => {
  await put('base', 'pf'.repeat(20), { clusters: 40 });
  await put('base@2', 'pp'.repeat(20), { clusters: 40, changes: { model: 'base@2', repeat: 2 } });
  await put('candidate', 'p'.repeat(40), { clusters: 40 });
  const record = await recordOf();
  expect(record.base.repeats).toBe(2);
  expect(record.primary).toMatchObject({ base: 0.75, candidate: 1, clusters: 40 });
  expect(record.flips).toBeNull();
});

test('a lineage spends its alpha once for a pair, and no more than it has', async () => {
  const clusters = 100;
  await put('base', 'f'.repeat(100), { clusters });
  await put('candidate', 'p'.repeat(60) + 'f'.repeat(40), { clusters });
  await put('third', 'p'.repeat(50) + 'f'.repeat(50), { clusters });
  const spend = { ledger: 'runs/alpha.jsonl', ...(await policy('{ alpha: 0.05, rounds: 2 }')) };
  const first = await recordOf(spend);
  expect(first.alpha).toEqual({
    ...{ used: 0.025, lineage: 'default', round: 1, rounds: 2, spent: 0.025, is_repeated: false },
  });
  const again = await recordOf({ ...spend, seed: 5 });
  expect(again.alpha).toMatchObject({ round: 1, spent: 0.025, is_repeated: true });
  expect(again.verdict).toBe(first.verdict);
  const other = await recordOf({ ...spend, arguments: ['base', 'third'] });
  expect(other.alpha).toMatchObject({ round: 2, spent: 0.05 });
  await expect(run({ ...spend, arguments: ['candidate', 'third'] })).rejects.toThrow(
    /alpha of 0\.05 is spent/,
  );
  expect((await recordOf({ ...spend, lineage: 'new', arguments: ['candidate', 'third'] })).alpha.round).toBe(
    1,
  );
  const looser = { ...spend, ...(await policy('{ alpha: 0.1, rounds: 2 }')) };
  await expect(run(looser)).rejects.toThrow(/spends 0\.025 on each decision, the policy 0\.05/);
  expect((await readFile(join(root, 'runs/alpha.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(3);
});

test('too few sign flips for an alpha, and a place that cannot be written, are bad input', async () => {
  await put('base', 'f'.repeat(100), { clusters: 100 });
  await put('candidate', 'p'.repeat(60) + 'f'.repeat(40), { clusters: 100 });
  const few = { resamples: 199 };
  expect((await run(few)).code).toBe(0);
  const told = run({ ...few, ledger: 'alpha.jsonl' });
  await expect(told).rejects.toThrow(/199 sign flips refuse nothing at an alpha of 0\.005.*at least 399/);
  await expect(told).rejects.toThrow(InputError);
  await expect(run({ markdown: 'base/verdicts.jsonl/gate.md' })).rejects.toThrow(/cannot be written/);
});

test('writes the decision for CI', async () => {
  await put('base', 'p'.repeat(100), { clusters: 100 });
  await put('candidate', 'pf'.repeat(50), { clusters: 100 });
  await run({ markdown: 'out/gate.md', junit: 'out/gate.xml' });
  expect(await readFile(join(root, 'out/gate.md'), 'utf8')).toContain('## REJECT: candidate against base');
  const junit = await readFile(join(root, 'out/gate.xml'), 'utf8');
  expect(junit).toMatch(/<testsuite name="gate: candidate against base" tests="3" failures="1" skipped="0">/);
});

test.each([
  ['no such run', undefined, {}, /There is no .*candidate: expected/],
  ['no task in common', 'nn', {}, /have no task that was graded in both runs/],
  ['another grader', 'pp', { grader: 'h' }, /base was scored with grader g, candidate with h/],
  ['other data', 'pp', { suite: { id: 'own', version: 'v', digest: 'e' } }, /with data d, candidate with e/],
  ['a record that is none', 'pp', { record: 'x' }, /manifest\.json: expected a record/],
  ['another mode', 'pp', { decision: { ...mode('fc') } }, /Pass --allow mode/],
  ['other categories', 'pp', { categories: {} }, /base alone has c\. Pass --allow categories/],
])('%s is bad input', async (_, verdicts, changes, message) => {
  await put('base', 'pf');
  if (verdicts !== undefined) await put('candidate', verdicts, { changes });
  await expect(run()).rejects.toThrow(InputError);
  await expect(run()).rejects.toThrow(message);
});

function mode(name: string) {
  return {
    ...{ mode: name, mode_by: 'results' },
    ...{ underscore_to_dot: false, underscore_to_dot_by: 'results' },
  };
}

test.each([
  ['primary: best', /primary/],
  ['alpha: 0', /alpha/],
  ['guard: {}', /guard/],
  ['guards: { politeness: 1 }', /politeness/],
])('a policy of %s is bad input', async (text, message) => {
  await put('base', 'pf');
  await put('candidate', 'pp');
  await expect(run(await policy(text))).rejects.toThrow(message);
});
