import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  detachedIo,
  InputError,
  LoopRecordSchema,
  type ComparisonRecord,
  type LoopRecord,
} from '../../datasets/index.ts';
import { evaluateCommand } from '../evaluate/command.ts';
import { gateCommand } from '../gate/command.ts';
import { reportCommand } from './command.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-report-'));
  const tasks = Array.from({ length: 12 }, (_, index) => ({
    id: `t${index}`,
    category: index < 8 ? 'bells' : 'silence',
    cluster: `k${index}`,
    tools: [{ name: 'ring', description: 'Rings.', parameters: { type: 'object', properties: {} } }],
    messages: [{ role: 'user', content: `Ring ${index}!` }],
    ...(index < 8 ? { possible_answers: [{ ring: {} }] } : { expect: 'no_call' }),
  }));
  await writeFile(join(root, 'tasks.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
});
afterEach(() => rm(root, { recursive: true }));

const hostile = '</script><script src="https://example.org/x.js">alert(1)</script>\u2028\ud800';

/** @param answers a letter a task: r rings, t talks, w writes a call in another way, e is an error text, h would be markup */
async function results(model: string, answers: string, more: object = {}): Promise<void> {
  const texts: Record<string, string> = {
    r: '[ring()]',
    t: 'No bell here.',
    w: '<tool_call>{"name": "ring", "arguments": {}}</tool_call>',
    e: 'Error during inference: Error code: 503',
    h: hostile,
  };
  const rows = Array.from(answers, (letter, index) => ({ id: `t${index}`, result: texts[letter], ...more }));
  await mkdir(join(root, 'result', model), { recursive: true });
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(root, 'result', model, 'all_result.jsonl'), lines);
}

type Run = {
  readonly schema: { parse(options: object): never };
  readonly run: (options: never, io: never) => Promise<number>;
};

async function run(command: unknown, options: object): Promise<{ code: number; out: string; notes: string }> {
  let [out, notes] = ['', ''];
  const io = detachedIo({
    workingDirectory: root,
    told: (text, stream) => {
      if (stream === 'stdout') out += text;
      else notes += text;
    },
  });
  const { schema, run: work } = command as Run;
  const code = await work(schema.parse({ suite: 'tasks.jsonl', mode: 'prompt', ...options }), io as never);
  return { code, out, notes };
}

const report = (options: object) => run(reportCommand, options);

async function recordOf(options: object): Promise<ComparisonRecord> {
  return JSON.parse((await report({ json: true, resamples: 199, ...options })).out) as ComparisonRecord;
}

test('results that were not scored yet are scored first, and folders without any are named', async () => {
  await results('base', 'rrrrtttttttt');
  await results('better', 'rrrrrrrwtttr', { latency: 2, output_token_count: 10 });
  await mkdir(join(root, 'result', 'notes'));
  const { out, notes, code } = await report({ arguments: ['result'] });
  expect(code).toBe(0);
  expect(notes).toContain('skipped, no runs of this suite in them: result/notes');
  expect(out).toMatch(/^base +66\.67%/m);
  expect(out).toMatch(/^better against base$/m);
  expect(out).toMatch(/overall: Overall by the weights of the suite/);
});

test('a record tells scores, causes, confusion and what was answered', async () => {
  await results('base', 'rrrrtttttttt');
  await results('other', 'rrrrrrwettrt', { latency: 2, input_token_count: 3, output_token_count: 10 });
  const record = await recordOf({ arguments: ['result/base', 'result/other'] });
  const [base, other] = record.runs;
  expect(base).toMatchObject({ name: 'base', overall: { n: 12, clusters: 12 }, latency: null, cost: null });
  expect(base?.overall.rate).toBeCloseTo(8 / 12, 12);
  expect(other).toMatchObject({
    causes: { parser: 1, endpoint: 1, model: 1 },
    latency: { mean: 2, median: 2, p95: 2, n: 12 },
    output_tokens: { mean: 10 },
    infrastructure_suspects: 1,
  });
  const [difference] = record.differences;
  expect(difference?.overall.difference).toBeCloseTo(1 / 12, 12);
  expect(difference?.flips).toMatchObject({ only_base: 1, only_candidate: 2 });
  const { outcomes, counts } = difference?.confusion ?? { outcomes: [], counts: [] };
  expect(outcomes[0]).toBe('pass');
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(record.entries.map(({ id }) => id)).toEqual(['t4', 't5', 't10']);
  expect(record.entries[0]).toMatchObject({
    prompt: 'user: Ring 4!',
    answers: [
      { status: 'fail', output: 'No bell here.' },
      { status: 'pass', output: '[ring()]' },
    ],
  });
  expect(record.tool_sets).toHaveLength(1);
});

test('repeats are one run', async () => {
  await results('base', 'rrrrrrrrtttt');
  await results('base@2', 'rrrrttttrrrr');
  await run(evaluateCommand, { resultDir: 'result', scoreDir: 'score' });
  const record = await recordOf({ arguments: ['score'] });
  expect(record.runs).toHaveLength(1);
  expect(record.runs[0]).toMatchObject({ repeats: 2 });
  expect(record.runs[0]?.overall.rate).toBeCloseTo(8 / 12, 12);
  expect(record.runs[0]?.pass_hat).toEqual([expect.closeTo(8 / 12, 12), expect.closeTo(4 / 12, 12)]);
});

test('files for machines', async () => {
  await results('base', 'rrrrrrrrtttt');
  await results('other', 'tttttttttttt');
  const files = { csv: 'out/a.csv', markdown: 'out/a.md', junit: 'out/a.xml' };
  await report({ arguments: ['result'], ...files });
  const read = (name: string) => readFile(join(root, 'out', name), 'utf8');
  const lines = (await read('a.csv')).trimEnd().split(/\r?\n/);
  expect(lines[0]).toMatch(/^"?run"?,"?kind/);
  expect(lines).toHaveLength(1 + 2 * (1 + 2));
  expect(await read('a.md')).toContain('### other against base');
  expect(await read('a.xml')).toMatch(/<testcase classname="other\.categories" name="bells"><failure/);
});

test('the checkpoints of a loop come in the order of training', async () => {
  for (const name of ['untrained', 'round-1-sft', 'round-1-grpo']) await results(name, 'rrrrrrrrtttt');
  await run(evaluateCommand, { resultDir: 'result', scoreDir: 'loop/score/own' });
  await rename(join(root, 'loop/score/own'), join(root, 'loop/score/other'));
  await run(evaluateCommand, { resultDir: 'result', scoreDir: 'loop/score/own' });
  await writeFile(join(root, 'loop/record.json'), JSON.stringify(loopRecord()));
  const record = await recordOf({ arguments: ['loop'] });
  expect(record.runs.map(({ name }) => name)).toEqual(['untrained', 'round-1-sft', 'round-1-grpo']);
  expect(record).toMatchObject({ is_sequence: true, skipped: [join('loop', 'score', 'other')] });
  const other = await recordOf({ arguments: ['loop/score/other'] });
  expect(other.runs.map(({ name }) => name)).toEqual(['untrained', 'round-1-grpo']);
  expect(other.is_sequence).toBe(true);
  const alone = await recordOf({ arguments: ['loop', 'result/untrained'] });
  expect(alone.is_sequence).toBe(false);
});

/** Of one round, whose checkpoints but for that of SFT were scored on another suite too. */
function loopRecord(): LoopRecord {
  const score = (suite: string, checkpoint: string) => ({
    ...{ suite, checkpoint, digest: '', categories: {}, failures: {}, skipped: {} },
    overall: { rate: 1, low: 1, high: 1, n: 12, clusters: 12 },
  });
  const suite = { version: '1', digest: '', tasks: 12 };
  return LoopRecordSchema.parse({
    ...{ record: 'inftool-loop/1', inftool: '', grader: '', arm: 'gaps', seed: 1, node: '', config: {} },
    suites: { own: suite, other: suite },
    minimumDetectableEffect: 0.1,
    scores: [
      ...['untrained', 'round-1/sft', 'round-1/grpo'].map((name) => score('own', name)),
      ...['untrained', 'round-1/grpo'].map((name) => score('other', name)),
    ],
    ...{ metrics: [], rounds: [], champion: 'untrained', gained: [], lost: [], notes: [], stopped: '' },
  });
}

/** A part of what the page has packed for its script. */
function unpacked(page: string, part: string): unknown {
  const packed = new RegExp(`<script type="text/plain" id="data-${part}">([^<]*)</script>`).exec(page)?.[1];
  return JSON.parse(inflateRawSync(Buffer.from(packed ?? '', 'base64')).toString());
}

test('a page holds every section and every task in which runs differ, and fetches nothing', async () => {
  await results('base', 'rrrrtttttttt');
  await results('other', 'rrhrrrwettrt', { latency: 2, input_token_count: 3, output_token_count: 10 });
  const { code } = await report({ arguments: ['result'], html: 'out/deep/page.html', resamples: 199 });
  expect(code).toBe(0);
  const page = await readFile(join(root, 'out/deep/page.html'), 'utf8');
  const ids = [...page.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id);
  expect(ids).toEqual(
    'overview scores differences failures confusion trade-offs entries provenance'.split(' '),
  );
  const { entries } = await recordOf({ arguments: ['result'] });
  expect(entries.map(({ id }) => id)).toEqual(['t2', 't4', 't5', 't10']);
  expect(unpacked(page, 'heads')).toMatchObject({
    runs: ['base', 'other'],
    entries: entries.map(({ id, category }) => ({ id, category })),
  });
  expect(unpacked(page, 'texts-0')).toMatchObject(
    entries.map(({ prompt, expected }) => ({ prompt, expected })),
  );
  expect(JSON.stringify(unpacked(page, 'texts-0'))).toContain(JSON.stringify(hostile).slice(1, -1));
  expect(page).toContain("default-src 'none'");
  expect(page.isWellFormed()).toBe(true);
  const markup = page.replace(/<script>.*?<\/script>/s, '');
  expect(markup).not.toMatch(
    /\s(?:src|href|xlink:href|action|data)="(?!#)|@import|url\((?!#)|<(?:link|img|iframe|object)\b/i,
  );
  expect(page).not.toContain('example.org');
});

describe('a page that cannot be written', () => {
  beforeEach(() => results('base', 'rrrrrrrrtttt'));

  test.each([
    ['under a file', 'tasks.jsonl/page.html'],
    ['over a folder', 'result'],
  ])('is bad input, and leaves what is there as it was: %s', async (_, html) => {
    const before = await readFile(join(root, 'tasks.jsonl'), 'utf8');
    const told = report({ arguments: ['result/base'], html });
    await expect(told).rejects.toThrow(InputError);
    await expect(told).rejects.toThrow(/cannot be written .* a file in a folder/);
    expect(await readFile(join(root, 'tasks.jsonl'), 'utf8')).toBe(before);
  });
});

test('what a cell of outcomes counts is what the page has tasks of', async () => {
  await results('base', 'rrrrtttttttt');
  await results('other', 'tttrrrwwttrr');
  const { differences, entries } = await recordOf({ arguments: ['result'] });
  const { outcomes, counts } = differences[0]?.confusion ?? { outcomes: [], counts: [] };
  const found = outcomes.flatMap((before, row) =>
    outcomes.flatMap((after, column) => {
      if ((before === 'pass') === (after === 'pass')) return [];
      const told = (place: number, outcome: string) => (answer: (typeof entries)[number]['answers']) =>
        (answer[place]?.error_type ?? answer[place]?.status) === outcome;
      const tasks = entries.filter(({ answers }) => told(0, before)(answers) && told(1, after)(answers));
      expect(tasks).toHaveLength(counts[row]?.[column] ?? -1);
      return tasks;
    }),
  );
  expect(found).toHaveLength(entries.length);
  expect(entries.length).toBeGreaterThan(5);
});

test('the gate takes the same runs, and one at a time', async () => {
  await results('base', 'rrrrrrrrtttt');
  await results('other', 'tttttttttttt');
  const { out } = await run(gateCommand, { arguments: ['result/base', 'result/other'] });
  expect(out).toMatch(/^[A-Z]+: other against base\n/);
  await expect(run(gateCommand, { arguments: ['result', 'result/base'] })).rejects.toThrow(
    /holds several runs: expected one of/,
  );
});

test('runs of other tasks, and places without any, are bad input', async () => {
  await results('base', 'rrrrrrrrtttt');
  await mkdir(join(root, 'empty'));
  await expect(report({ arguments: ['empty'] })).rejects.toThrow(/holds no runs/);
  await expect(report({ arguments: ['nowhere'] })).rejects.toThrow(
    /There is no .*nowhere: expected a model's/,
  );
});
