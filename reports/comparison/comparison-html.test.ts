import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComparisonRecordSchema, type ComparisonRecord } from '../../datasets/index.ts';
import { headsId, textsId, toolsId } from './browsing/wire.ts';
import { comparisonFixture } from './comparison-fixture.ts';
import { comparisonHtml } from './comparison-html.ts';

const usual = { runs: 3, entries: 200, isMeasured: true };
const records: Record<string, ComparisonRecord> = {
  usual: comparisonFixture(usual),
  'one run': comparisonFixture({ runs: 1, entries: 0 }),
  'repeated checkpoints': comparisonFixture({ runs: 6, entries: 20, repeats: 4, isSequence: true }),
  'many runs': comparisonFixture({ runs: 12, entries: 30 }),
  hostile: comparisonFixture({ ...usual, isHostile: true }),
};

const withoutScript = (page: string) => page.replace(/<script>.*?<\/script>/s, '');

/** Tags with the values of their attributes taken out, so that only what is markup is left. */
function bareTags(page: string): string[] {
  return (withoutScript(page).match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=')).sort();
}

function unpacked(page: string, id: string): unknown {
  const packed = new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`).exec(page)?.[1] ?? '';
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString());
}

describe.each(Object.entries(records))('%s', (_, record) => {
  let page = '';
  beforeAll(async () => {
    page = await comparisonHtml(record);
  });

  test('the fixture is a record', () => {
    expect(ComparisonRecordSchema.parse(record)).toEqual(record);
  });

  test('the page is well-formed Unicode, and the same each time', async () => {
    expect(await comparisonHtml(record)).toBe(page);
    expect(page.isWellFormed()).toBe(true);
  });

  test('the page loads nothing and runs its own script only, by its digest', () => {
    const bare = bareTags(page).join('\n');
    expect(bare).not.toMatch(/<(img|link|iframe|object|embed|image|use|foreignObject|base|form)\b/i);
    expect(bare).not.toMatch(/\s(src|on\w+|xlink:href|srcset|action|data)=/i);
    expect(withoutScript(page)).not.toMatch(/\shref="(?!#)/);
    expect(page).not.toContain('@import');
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const digest = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'`);
    expect(bare.match(/<script\b/g)?.length).toBe(
      page.match(/<script type="text\/plain" id="data-/g)?.length,
    );
  });

  test('every tag is closed, every id is there once, every link and clip finds its id', () => {
    const open: string[] = [];
    for (const [, slash, name = '', empty] of withoutScript(page).matchAll(
      /<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/gi,
    )) {
      if (name === 'meta' || name === 'wbr' || empty === '/') continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...page.matchAll(/(?:href="#|="url\(#|aria-labelledby=")([\w-]+)[")]/g)].map(
      ([, id]) => id,
    );
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('every plot has words and a table with its numbers, every table a caption', () => {
    const figures = page.match(/<figure>.*?<\/figure>/gs) ?? [];
    for (const figure of figures)
      expect(figure).toMatch(/<figcaption>.+<\/figcaption>.*role="img" aria-label="[^"]+"/s);
    // The plot of overall scores has its table above it.
    expect(page.match(/<details class="numbers">/g)?.length ?? 0).toBe(figures.length - 1);
    expect(page.match(/<table[^>]*>/g)?.length).toBe(page.match(/<table[^>]*><caption/g)?.length);
  });

  test('what was packed is what the record has', () => {
    if (record.entries.length === 0) return;
    expect(unpacked(page, toolsId)).toEqual(record.tool_sets);
    expect(unpacked(page, headsId)).toMatchObject({
      runs: record.runs.map(({ name }) => name),
      entries: record.entries.map(({ category, tools }) => ({ category, tools })),
    });
    expect(unpacked(page, textsId(0))).toMatchObject([
      { expected: record.entries[0]?.expected },
      ...record.entries.slice(1, 150).map(() => ({})),
    ]);
  });
});

test('hostile strings leave the markup of the page as it is', async () => {
  const [tame = '', hostile = ''] = await Promise.all(
    [false, true].map((isHostile) => comparisonHtml(comparisonFixture({ ...usual, isHostile }))),
  );
  const names = (page: string) => [...new Set(bareTags(page).map((tag) => tag.split(/[\s>]/)[0]))];
  expect(names(hostile)).toEqual(names(tame));
});

test('numbers stand in the page as the record has them', async () => {
  const page = await comparisonHtml(records['usual'] ?? comparisonFixture(usual));
  expect(page).toContain('model-a scores 60.00% overall [58.00%, 62.00%], on 4000 tasks.');
  expect(page).toContain('▲ +12.00');
  expect(page).toContain('+9.00 to +15.00');
  expect(page).toContain('Overall +12.00 points, from +9.00 to +15.00, on 4000 tasks.');
  expect(page).toContain('model-a: 60.00% at 1.5. model-b: 72.00% at 3.5.');
  expect(page).toContain('80 tasks are passed by the candidate only, 120 by the base only (McNemar p 0.0057');
  expect(page).toContain('seed 1');
});

test('what there is not is said', async () => {
  const one = await comparisonHtml(comparisonFixture({ runs: 1, entries: 0 }));
  expect(one).toContain('Output tokens: not measured in any run.');
  expect(one).toContain('Latency: not measured in any run.');
  expect(one).toContain('One run alone differs from none.');
  const hostile = await comparisonHtml(comparisonFixture({ ...usual, isHostile: true }));
  expect(hostile).toContain('Left out: 4 too long');
  expect(hostile).toContain('Folders without runs of this suite, skipped: empty');
});

/** The labels along the foot of every plot of differences, with their places. */
function footOf(page: string, width: string): string[] {
  const [, section = ''] = /<section aria-labelledby="differences">(.*?)<\/section>/s.exec(page) ?? [];
  return [...section.matchAll(new RegExp(`<div class="${width}">(<svg.*?</svg>)</div>`, 'gs'))].map(
    ([, svg]) =>
      [...(svg ?? '').matchAll(/transform="translate\((\S+) \S+\)" [^>]*>(-?[\d.]+)<\/text>/g)]
        .map(([, x, label]) => `${x} ${label}`)
        .join(),
  );
}

test.each(['wide', 'narrow'])('plots of differences share one scale: %s', async (width) => {
  const record = comparisonFixture({ ...usual, runs: 4 });
  const spread = record.differences.map(({ overall }) => overall.difference);
  expect(new Set(spread).size).toBeGreaterThan(1);
  const [, other] = record.differences;
  const [category] = other?.categories ?? [];
  if (category !== undefined) category.name = 'a_category_that_others_do_not_have';
  const feet = footOf(await comparisonHtml(record), width);
  expect(feet).toHaveLength(3);
  expect(feet[0]?.split(',').length).toBeGreaterThan(2);
  expect(new Set(feet).size).toBe(1);
});

test('one run has scores of its own and nothing of differences', async () => {
  const page = await comparisonHtml(comparisonFixture({ runs: 1, entries: 0 }));
  expect(page).toContain('<caption id="overview-0">Overall scores</caption>');
  expect(page).toContain('Scores of model-a, 95% intervals');
  expect(page).toMatch(/<bdi>errands_single<\/bdi><\/th><td[^>]*><bdi>60.00%/);
  expect(page).toContain('One run alone differs from none.');
  expect(page).not.toContain('id="differences"');
});

test('scores of several runs stand side by side, with interval and number', async () => {
  const page = await comparisonHtml(comparisonFixture(usual));
  expect(page).toContain('60.00% [58.00%,\u00a062.00%] of\u00a0600');
  expect(page).toContain('72.00% [70.00%,\u00a074.00%] of\u00a0600');
});

test('what was left out of the page is not said to be nothing, and no cell leads to it', async () => {
  const record = { ...comparisonFixture({ runs: 2, entries: 0 }), entries_left_out: { 'more than 0': 7 } };
  const page = await comparisonHtml(record);
  expect(page).toContain('Left out: 7 more than 0.');
  expect(page).not.toContain('There is no task that');
  expect(page).not.toMatch(/href="#[^"]*=/);
  expect(page).not.toContain('leads to those tasks');
  const none = await comparisonHtml({ ...record, entries_left_out: {} });
  expect(none).toContain('There is no task that some runs pass and others fail.');
});

test('runs that have graded different numbers of tasks are told of', async () => {
  const record = comparisonFixture({ runs: 2, entries: 0 });
  const note = 'The runs have not graded the same number of tasks.';
  expect(await comparisonHtml(record)).toContain(note);
  const even = record.runs.map((run) => ({ ...run, not_run: 3, infrastructure: 0 }));
  expect(await comparisonHtml({ ...record, runs: even })).not.toContain(note);
});

test('names that differ at their ends only are told apart in legends', async () => {
  const record = comparisonFixture({ ...usual, runs: 2 });
  const start = 'a-name-that-goes-on-for-longer-than-a-legend-has-room-for-checkpoint';
  const runs = record.runs.map((run, place) => ({ ...run, name: `${start}-${place}` }));
  const page = await comparisonHtml({ ...record, runs });
  const [, legend = ''] = /against cost<\/figcaption><ul class="legend">(.*?)<\/ul>/s.exec(page) ?? [];
  expect(legend.match(/checkpoint-\d/g)).toEqual(['checkpoint-0', 'checkpoint-1']);
});

test('rounds and repeats have a place where there are any', async () => {
  const page = await comparisonHtml(
    comparisonFixture({ runs: 6, entries: 20, repeats: 4, isSequence: true }),
  );
  expect(page).toContain('<h2 id="rounds">');
  expect(page).toContain('Pass^k');
  expect(await comparisonHtml(comparisonFixture(usual))).not.toContain('<h2 id="rounds">');
});

test('the plots of many runs leave less room for entries', async () => {
  const page = await comparisonHtml(comparisonFixture({ runs: 12, entries: 1500, isMeasured: true }));
  expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
  expect(page).toMatch(/Texts of more than \d+ characters are cut/);
});

test('five models and 3,000 entries fit into 5 MB: the longest texts are cut, and it is said', async () => {
  const page = await comparisonHtml(comparisonFixture({ runs: 5, entries: 3000 }));
  expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
  const [, told] = /Texts of more than (\d+) characters are cut/.exec(page) ?? [];
  const longest = Number(told);
  expect(longest).toBeGreaterThan(1000);
  const texts = JSON.stringify(unpacked(page, textsId(0)));
  expect(texts).toContain('…"');
  const strings = texts.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  expect(Math.max(...strings.map((text) => String(JSON.parse(text)).length))).toBe(longest);
});
