import { beforeAll, describe, expect, test } from 'vitest';
import { LoopRecordSchema } from '../../datasets/index.ts';
import { loopHtml } from './loop-html.ts';
import { loopMarkdown } from './loop-markdown.ts';
import { loopText } from './loop-text.ts';
import { fixtureRecord, type FixtureOptions } from './loop-fixture.ts';

const usual: FixtureOptions = { rounds: 3, categories: 8, hasBfcl: true, isHostile: false };
const records = {
  usual: fixtureRecord(usual),
  'no round': fixtureRecord({ ...usual, rounds: 0, hasBfcl: false }),
  'no score': { ...fixtureRecord({ ...usual, rounds: 0 }), scores: [] },
  'many categories': fixtureRecord({ ...usual, rounds: 9, categories: 300 }),
  hostile: fixtureRecord({ ...usual, categories: 60, isHostile: true }),
};

const columns = 100;

/** Tags with the values of their attributes taken out, so that only what is markup is left. */
function bareTags(page: string): string[] {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=')).sort();
}

describe.each(Object.entries(records))('%s', (_, record) => {
  let page = '';
  beforeAll(async () => {
    page = await loopHtml(record);
  });

  test('the fixture is a record', () => {
    expect(LoopRecordSchema.parse(record)).toEqual(record);
  });

  test('the page is small, well-formed Unicode, and the same each time', async () => {
    expect(await loopHtml(record)).toBe(page);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
    expect(page.isWellFormed()).toBe(true);
  });

  test('the page loads nothing and runs nothing', () => {
    const bare = bareTags(page).join('\n');
    expect(bare).not.toMatch(/<(script|img|link|iframe|object|embed|image|use|foreignObject|base|form)\b/i);
    expect(bare).not.toMatch(/\s(src|on\w+|xlink:href|srcset|action|data)=/i);
    expect(page).not.toMatch(/\shref="(?!#)/);
    expect(page).not.toMatch(/\s(?:style|fill|stroke|clip-path)="[^"]*url\((?!#)/);
    expect(page).not.toContain('@import');
  });

  test('every tag is closed, every id is there once, every link and clip finds its id', () => {
    const open: string[] = [];
    for (const [, slash, name = '', empty] of page.matchAll(/<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/gi)) {
      if (name === 'meta' || empty === '/') continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...page.matchAll(/(?:href="#|="url\(#|aria-labelledby=")([\w-]+)/g)].map(([, id]) => id);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('every plot has words, every table a caption', () => {
    for (const figure of page.match(/<figure>.*?<\/figure>/gs) ?? [])
      expect(figure).toMatch(/<figcaption>.+<\/figcaption>.*role="img" aria-label="[^"]+"/s);
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<table><caption/g)?.length);
  });

  test('the text holds no control character', () => {
    expect(loopText(record, { columns }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  });

  test('Markdown holds no HTML outside of fences', () => {
    const prose = loopMarkdown(record).replace(/^(`{3,})text\n.*?\n\1$/gms, '');
    expect(prose).not.toMatch(/(?<!\\)<\w/);
  });
});

test('hostile strings leave the markup of the page as it is', async () => {
  const options = { ...usual, categories: 12 };
  const [tame, hostile] = await Promise.all(
    [false, true].map((isHostile) => loopHtml(fixtureRecord({ ...options, isHostile }))),
  );
  const names = (page = '') => [...new Set(bareTags(page).map((tag) => tag.split(/[\s>]/)[0]))];
  expect(names(hostile)).toEqual(names(tame));
});

test('prose keeps to the width of the terminal', () => {
  expect(loopText(records.usual, { columns: 40 })).toContain(
    'Told before training: the smallest true\ngain that this gate finds four times in\nfive is +1.8 percentage points.\n',
  );
});

test('the headline says from where to where, with intervals, n and the champion', () => {
  const line = /From .*/.exec(loopMarkdown(records.usual))?.[0];
  expect(line).toMatchInlineSnapshot(
    `"From 2.0% \\[1.1, 3.0\\] (untrained) to 51.9% \\[49.8, 54.0\\] (round-1/grpo, the champion) on held_out: 4000 tasks in 334 clusters, 95% intervals."`,
  );
});

test('what was not promoted is not called a champion', () => {
  const record = { ...records.usual, champion: 'untrained' };
  expect(loopMarkdown(record)).toContain('No checkpoint was promoted: untrained passes 2.0%');
});

test('what is left out is said, and what there is not yet too', () => {
  const text = loopText(records['no round'], { columns: undefined });
  expect(text).toContain('BFCL was not scored: its data is not there. `inftool data pull` gets it.');
  expect(text).toContain('No checkpoint has been judged yet.');
  expect(text).toContain('Nothing has been trained yet.');
  expect(loopText(records['no score'], { columns })).toContain('No checkpoint has been scored yet.');
});

test("the page shows the gate's numbers as the record has them", async () => {
  const page = await loopHtml(records.usual);
  expect(page).toContain(
    'aria-label="round-1/grpo: PROMOTE, +31.0 points, from +29.6 to +32.3. round-2/grpo: REJECT, -3.5 points',
  );
  expect(page).toContain('minimum detectable effect (1.8)');
});

test('lists that are cut say so', async () => {
  const page = await loopHtml(records['many categories']);
  expect(page).toContain('(the first 200 of 300 rows)');
  expect(page).toContain('the first 40 categories');
  expect(page).toContain('passed by the champion (12 of 180, categories in turn)');
});

test('colour is for terminals that are asked for it', () => {
  expect(loopText(records.usual, { columns, isColored: true })).toContain('\u001b[1m');
});

test('numbers on the axes are left as they are', async () => {
  expect(await loopHtml(records.usual)).toMatch(/>0\.015<\/text>/);
});
