import stringWidth from 'string-width';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountText, costText, elapsedText, leftText, rateText, tokensText } from './amounts.ts';
import { progressDisplay, type DisplayOptions } from './display.ts';
import { foldedRows } from './fold.ts';
import { categoryLine, planLine, progressLine } from './lines.ts';
import {
  sumOfCounts,
  type CategoryProgress,
  type ModelProgress,
  type ProgressCount,
  type ProgressSnapshot,
} from './snapshot.ts';
import { progressSummary } from './summary.ts';

const nothing: ProgressCount = { ...sumOfCounts([]), cost: undefined };

function category(name: string, count: Partial<ProgressCount>): CategoryProgress {
  return { category: name, ...nothing, ...count };
}

function model(
  name: string,
  categories: CategoryProgress[],
  more: Partial<ModelProgress> = {},
): ModelProgress {
  return { model: name, ...sumOfCounts(categories), categories, failures: [], elapsed: 61_900, ...more };
}

function run(...models: ModelProgress[]): ProgressSnapshot {
  const [first] = models;
  const { rate, timeLeft } = first ?? nothing;
  return { models, all: { ...sumOfCounts(models), rate, timeLeft }, elapsed: 61_900 };
}

const running = category('live_parallel_multiple', {
  total: 24,
  answered: 9,
  failed: 2,
  underWay: 4,
  input: 1_100_000,
  output: 120_000,
  cost: 0.1249,
  rate: 0.35,
  timeLeft: 37_142,
});
const usual = model(
  'my-model',
  [
    category('simple_python', { total: 400, kept: 400, cost: 0 }),
    category('multiple', { total: 200, kept: 100, answered: 100, cost: 0 }),
    running,
    category('multi_turn_base', { total: 200, cost: 0 }),
    category('memory_kv', { total: 155, cost: 0 }),
  ],
  { rate: 2.25, timeLeft: 3_700_000 },
);

const at = (columns: number, more: Partial<DisplayOptions> = {}): DisplayOptions => ({
  columns,
  rows: 24,
  isColored: false,
  ...more,
});

test('a terminal of 80 columns', () => {
  expect(progressDisplay(run(usual), at(80))).toMatchInlineSnapshot(`
    "                               done     rate  failed  tokens   cost    left
    my-model                    611/979   2.25/s       2   1.22M  $0.12  1h 02m
      2 done                    600/600
      live_parallel_multiple      11/24   21/min       2   1.22M  $0.12     38s
      2 not begun                 0/355
    [###################............]  62%  1m 01s so far, 1h 02m left, 4 under way
    "
  `);
});

test('a narrow one shows less', () => {
  expect(progressDisplay(run(usual), at(40))).toMatchInlineSnapshot(`
    "                   done  failed    left
    my-model        611/979       2  1h 02m
      2 done        600/600
      live…tiple      11/24       2     38s
      2 no…begun      0/355
     62%  1m 01s so far, 1h 02m left
    "
  `);
});

test('a wide one is not filled', () => {
  expect(progressDisplay(run(usual), at(200))).toMatchInlineSnapshot(`
    "                               done           rate  failed  tokens   cost    left
    my-model                    611/979   62%   2.25/s       2   1.22M  $0.12  1h 02m
      2 done                    600/600  100%
      live_parallel_multiple      11/24   45%   21/min       2   1.22M  $0.12     38s
      2 not begun                 0/355    0%
    [#####################################.......................]  62%  1m 01s so far, 1h 02m left, 4 under way
    "
  `);
});

test('failures are red, folded lines dim, the bar green', () => {
  const text = progressDisplay(run(usual), at(80, { isColored: true }));
  expect(text).toContain('\u001b[31m     2\u001b[39m');
  expect(text).toContain('\u001b[2m  2 done');
  expect(text).toContain('[\u001b[32m#');
  expect(text.replace(/\u001b\[\d+m/g, '')).toBe(progressDisplay(run(usual), at(80)));
});

test('nothing planned is nothing shown', () => {
  expect(progressDisplay(run(), at(80))).toBe('');
});

const counts = fc.record({
  total: fc.nat(2000),
  answered: fc.nat(1000),
  failed: fc.nat(3),
  underWay: fc.nat(2),
  input: fc.nat(10 ** 9),
  cost: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
  rate: fc.option(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { nil: undefined }),
  timeLeft: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
});
const texts = fc.string({ unit: 'binary', maxLength: 40 });
const runs = fc
  .array(fc.tuple(texts, fc.array(fc.tuple(texts, counts), { maxLength: 30 })), { maxLength: 30 })
  .map((models) =>
    run(
      ...models.map(([name, categories]) =>
        model(
          name,
          categories.map(([inner, count]) => category(inner, count)),
        ),
      ),
    ),
  );

test('no run is wider or higher than the terminal, or steers it', () => {
  fc.assert(
    fc.property(
      runs,
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 5, max: 60 }),
      (some, columns, rows) => {
        const text = progressDisplay(some, at(columns, { rows }));
        const lines = text.split('\n').slice(0, -1);
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThan(columns);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      },
    ),
  );
});

test('what a fold stands for is not lost: lines of a model add up to it', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 3, max: 60 }), (some, most) => {
      const rows = foldedRows(some, most);
      expect(rows.length).toBeLessThanOrEqual(most);
      const models = rows.filter(({ depth, name }) => depth === 0 && name !== 'all models');
      const total = (list: typeof rows) => list.reduce((sum, { count }) => sum + count.total, 0);
      if (models.length > 0) expect(total(models)).toBe(some.all.total);
      for (const [index, row] of rows.entries()) {
        if (row.depth !== 0) continue;
        const next = rows.findIndex(({ depth }, place) => place > index && depth === 0);
        const inner = rows.slice(index + 1, next === -1 ? undefined : next);
        if (inner.length > 0) expect(total(inner)).toBe(row.count.total);
      }
    }),
  );
});

test('many models: those at work have a line each as far as there is room', () => {
  const models = Array.from({ length: 40 }, (_, index) => model(`model-${index}`, [running]));
  const rows = foldedRows(run(...models), 21).map(({ name }) => name);
  expect(rows).toHaveLength(21);
  expect(rows.slice(-3)).toEqual(['model-18', '21 more', 'all models']);
});

test('of too many categories those at work come before those with failures', () => {
  const done = Array.from({ length: 9 }, (_, index) => category(`done-${index}`, { total: 1, failed: 1 }));
  const rows = foldedRows(run(model('m', [...done, running])), 4).map(({ name }) => name);
  expect(rows).toEqual(['m', 'live_parallel_multiple', 'done-0', '8 more']);
});

test.each([
  [0, '0s'],
  [59_999, '59s'],
  [227_000, '3m 47s'],
  [3_720_000, '1h 02m'],
  [183_600_000, '2d 03h'],
])('%i ms are %s', (span, text) => {
  expect(elapsedText(span)).toBe(text);
});

test.each([
  [{ rate: 12.345 }, '12.3/s'],
  [{ rate: 0.5 }, '30/min'],
  [{ rate: 0.01 }, '36/h'],
  [{}, ''],
])('a rate %j is %j', (count, text) => {
  expect(rateText({ ...nothing, ...count })).toBe(text);
});

test('amounts that are not all known say so; where there is no price there is no cost', () => {
  expect(amountText(1_234_567)).toBe('1.23M');
  const used = { ...nothing, input: 300_000, output: 1, untold: 2 };
  expect(tokensText(used)).toBe('300K+');
  expect(costText({ ...used, cost: 0.12 })).toBe('$0.12+');
  expect(costText({ ...used, untold: 0, cost: 0.00123 })).toBe('$0.0012');
  expect(costText(used)).toBe('');
  expect(leftText(nothing)).toBe('');
  expect(leftText({ ...nothing, timeLeft: 1 })).toBe('1s');
});

test('lines of a log', () => {
  const lines = [planLine(usual), progressLine(run(usual)), categoryLine('evil\u001b[2J\nname', running)];
  expect(lines.join('')).toMatchInlineSnapshot(`
    "my-model: 979 tasks in 5 categories, 500 of them done before
    my-model: 611 of 979 done (62%), 2.25/s, 2 failed, 1.22M tokens, $0.12, 1h 02m left
    evil\\u001b[2J name, live_parallel_multiple finished: 9 of 24 answered, 2 failed, 1.22M tokens, $0.12
    "
  `);
  expect(progressLine(run(usual, usual))).toMatch(/^all models: 1222 of 1958 done \(62%\)/);
});

const failures = [
  {
    class: 'timeout',
    count: 2,
    example: { id: 'simple_python_3', message: 'no answer\u0007 in 120 s\nat all' },
  },
];
const summaryOptions = {
  isColored: false,
  folders: new Map([['my-model', '/home/me/my result/my-model']]),
  evaluate: ['inftool', 'evaluate', '--model', 'my-model', '--result-dir', 'my result'],
};

test('a run with failures ends with why, and how to go on', () => {
  expect(progressSummary(run({ ...usual, failures }), summaryOptions)).toMatchInlineSnapshot(`
    "my-model: 609 of 979 tasks answered (500 kept from before)
      0 requests, 1.1M tokens in and 120K out, $0.12, 1m 01s
      2 failed:
        2 timeout, the first simple_python_3: no answer\\u0007 in 120 s at all
      368 not asked, or not to their end
      results: /home/me/my result/my-model
    To ask the 370 without an answer again, and no others: run the same command again.
    To score what is there: inftool evaluate --model my-model --result-dir 'my result' --partial-eval
    "
  `);
});

test('a run without failures ends with how to score it', () => {
  const done = model('my-model', [
    category('multiple', { total: 3, kept: 1, answered: 2, cached: 1, untold: 1, requests: 2 }),
  ]);
  expect(progressSummary(run(done), summaryOptions)).toMatchInlineSnapshot(`
    "my-model: 3 of 3 tasks answered (1 kept from before, 1 from the cache)
      2 requests, 1m 01s
      tokens not told for 1 of the answered: more were used
      results: /home/me/my result/my-model
    To score it: inftool evaluate --model my-model --result-dir 'my result'
    "
  `);
});

test('where nothing was answered there is nothing to score; what removes results is named', () => {
  const failed = model('my-model', [category('multiple', { total: 1, failed: 1 })]);
  const text = progressSummary(run(failed), { ...summaryOptions, without: ['--allow-overwrite'] });
  expect(text).not.toContain('inftool evaluate');
  expect(text).toContain('run the same command again without --allow-overwrite.');
});

test('names and messages do not steer the terminal in a summary', () => {
  fc.assert(
    fc.property(texts, texts, (name, message) => {
      const evil = model(name, [running], {
        failures: [{ class: 'server', count: 1, example: { id: name, message } }],
      });
      const options = { ...summaryOptions, folders: new Map([[name, name]]), evaluate: ['inftool', name] };
      expect(progressSummary(run(evil), options).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }),
  );
});
