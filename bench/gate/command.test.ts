import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, InputError } from '../../datasets/index.ts';
import { gateCommand } from './command.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-gate-'));
});
afterEach(() => rm(root, { recursive: true }));

/** @param verdicts a letter a task: p pass, f fail, n not run, s fail of an error text */
async function put(model: string, verdicts: string, changes: object = {}): Promise<void> {
  const head = (index: number) => ({
    id: `t${index}`,
    category: 'c',
    family: 'f',
    cluster: `k${index % 20}`,
  });
  const graded = { mode: 'prompt', underscore_to_dot: false };
  const rows = Array.from(verdicts, (letter, index) => {
    if (letter === 'n') return { ...head(index), status: 'not_run', reason: 'no_result' };
    if (letter === 'p') return { ...head(index), status: 'pass', ...graded, infrastructure_suspect: false };
    return {
      ...head(index),
      status: 'fail',
      error_type: 'x',
      ...graded,
      infrastructure_suspect: letter === 's',
    };
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
    categories: {},
    overall: { missing_as_zero: 0, mean_of_run: null, share_of_run: 0 },
    ...changes,
  };
  await mkdir(join(root, model));
  await writeFile(
    join(root, model, 'verdicts.jsonl'),
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  );
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
  const code = await gateCommand.run(
    gateCommand.schema.parse({ arguments: ['base', 'candidate'], ...options }),
    io,
  );
  return { code, out };
}

test.each([
  ['better', 'f'.repeat(200), 'p'.repeat(120) + 'f'.repeat(80), 'PROMOTE', 0],
  ['the same', 'pf'.repeat(100), 'pf'.repeat(100), 'HOLD', 1],
  ['worse', 'p'.repeat(200), 'pf'.repeat(100), 'REJECT', 1],
  ['either', 'pf'.repeat(30), 'fp'.repeat(30), 'INCONCLUSIVE', 3],
])('a candidate that is %s', async (_, base, candidate, decision, code) => {
  await put('base', base);
  await put('candidate', candidate);
  const outcome = await run({ resamples: 500 });
  expect(outcome.out).toContain(`\n${decision}: the difference is `);
  expect(outcome.code).toBe(code);
});

test('of fewer than six clusters nothing is decided, and that is said', async () => {
  await put('base', 'fffff');
  await put('candidate', 'ppppp');
  const { out, code } = await run();
  expect(out).toMatch(
    /INCONCLUSIVE[^]*interval -100\.00 to 100\.00[^]*no interval can be told of fewer than 6 clusters/,
  );
  expect(code).toBe(3);
});

test('only tasks that were graded in both runs count, and the others are told', async () => {
  await put('base', 'pfnps');
  await put('candidate', 'ppp');
  const { out } = await run({ json: true });
  expect(JSON.parse(out)).toMatchObject({
    base: 'base',
    candidate: 'candidate',
    n: 2,
    clusters: 2,
    left_out: 3,
    base_passed: 1,
    candidate_passed: 2,
    only_base: 0,
    only_candidate: 1,
    difference: 0.5,
    mcnemar_p: 1,
    seed: 1,
  });
});

test.each([
  ['no such run', {}, undefined, /candidate has no manifest\.json that can be read/],
  ['no task in common', {}, 'nn', /have no task that was graded in both runs/],
  ['another grader', { grader: 'h' }, 'pp', /base was scored with grader g, candidate with h/],
  ['other data', { suite: { id: 'own', version: 'v', digest: 'e' } }, 'pp', /with data d, candidate with e/],
  ['a record that is none', { record: 'x' }, 'pp', /manifest\.json: expected a record/],
])('%s is bad input', async (_, changes, verdicts, message) => {
  await put('base', 'pf');
  if (verdicts !== undefined) await put('candidate', verdicts, changes);
  await expect(run()).rejects.toThrow(InputError);
  await expect(run()).rejects.toThrow(message);
});
