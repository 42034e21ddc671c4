import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { comparisonFixture } from '../comparison-fixture.ts';
import { markOf, overflow } from './opened-page.ts';
import { writtenPages } from './written-pages.ts';

const record = comparisonFixture({ runs: 3, entries: 240, isMeasured: true });
const phone = { width: 375, height: 812 };

const pages = writtenPages();
let url: string;
beforeAll(async () => {
  url = await pages.written('report.html', record);
});

const opened = (hash = '', options = {}): Promise<Page> => pages.opened(url + hash, options);
const idAt = (place: number | undefined) => record.entries[place ?? -1]?.id ?? 'none';
const told = (page: Page) => page.locator('#browser [role=status]').textContent();
const title = (page: Page) => page.locator('#entry-title');

describe.each([
  ['desktop', { width: 1280, height: 800 }],
  ['phone', phone],
])('on a %s', (_, viewport) => {
  test.each(['light', 'dark'] as const)('the %s page opens without a complaint', async (colorScheme) => {
    const { page, complaints } = await pages.visited(url, { viewport, colorScheme });
    await markOf(page, 'inftool:searchable');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(21, 24, 28)');
    await page.locator('.entries tbody a').first().click();
    await title(page).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

test('the theme changes, and is remembered', async () => {
  const page = await opened('', { colorScheme: 'light' });
  const paper = 'getComputedStyle(document.body).backgroundColor';
  await page.getByRole('button', { name: 'Change to the dark theme' }).click();
  expect(await page.evaluate(paper)).toBe('rgb(21, 24, 28)');
  await page.reload();
  expect(await page.evaluate(paper)).toBe('rgb(21, 24, 28)');
  await page.getByRole('button', { name: 'Change to the light theme' }).click();
  expect(await page.evaluate(paper)).toBe('rgb(255, 255, 255)');
});

test('without scripts overview and plots are there, and it is said what is not', async () => {
  const { page, complaints } = await pages.visited(url, { javaScriptEnabled: false });
  expect(await page.getByRole('heading', { name: 'Overview' }).isVisible()).toBe(true);
  expect(await page.getByRole('img').count()).toBeGreaterThan(5);
  for (const plot of await page.getByRole('img').all()) expect(await plot.isVisible()).toBe(true);
  expect(await page.getByText('its script, which does not run here').isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

test('on paper there are the numbers of plots and the open entry, not the browser', async () => {
  const page = await opened(`#entry=${idAt(3)}`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('#browser').isVisible()).toBe(false);
  expect(await page.locator('.answer').first().isVisible()).toBe(true);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await page.locator('details.numbers table').first().isVisible()).toBe(true);
});

test('on paper the table of tasks is there, without what asks for others', async () => {
  const page = await opened('', { viewport: { width: 718, height: 1000 } });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.entries').isVisible()).toBe(true);
  for (const part of ['.filters', '.pager', '.theme', '.keys'])
    expect(await page.locator(part).isVisible()).toBe(false);
  expect(await page.locator('figure .wide').first().isVisible()).toBe(true);
  expect(await page.locator('figure .narrow').first().isVisible()).toBe(false);
});

test.each([phone, { width: 1280, height: 800 }])(
  'long names stay within their cells: %j',
  async (viewport) => {
    const start = 'org/a-name-with-a-long-start-that-all-of-them-share-instruct-checkpoint';
    const named = comparisonFixture({ runs: 3, entries: 30 });
    const long = {
      ...named,
      runs: named.runs.map((run, place) => ({ ...run, name: `${start}-${place}` })),
      entries: named.entries.map((entry, place) => ({ ...entry, id: `${'x'.repeat(200)}-${place}` })),
    };
    const { page, complaints } = await pages.visited(await pages.written('long.html', long), { viewport });
    await markOf(page, 'inftool:searchable');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const [narrowest = 0, over = -1] = await page.evaluate<number[]>(
      `(() => { const cells = [...document.querySelectorAll('tbody th:not(.short)')].filter((cell) => cell.offsetWidth > 0);
      return [Math.min(...cells.map((cell) => cell.offsetWidth)), cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length]; })()`,
    );
    expect(narrowest).toBeGreaterThan(90);
    expect(over).toBe(0);
    const ids = await page.locator('.entries tbody a').allTextContents();
    expect(ids[3]).toMatch(/^x+…x+-3$/);
    await page.locator('.entries tbody a').nth(3).click();
    expect(await title(page).textContent()).toContain(`${'x'.repeat(200)}-3`);
    expect(complaints).toEqual([]);
  },
);

test('hostile strings run nothing and stay text', async () => {
  const hostile = comparisonFixture({ runs: 3, entries: 30, isHostile: true });
  const { page, complaints } = await pages.visited(await pages.written('hostile.html', hostile), {
    viewport: phone,
  });
  page.on('dialog', (dialog) => {
    expect(dialog.message()).toBe('no dialog');
  });
  await markOf(page, 'inftool:searchable');
  for (const place of [0, 7, 13]) {
    await page.locator('.entries tbody a').nth(place).click();
    await title(page).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('.entry img, .entry script, .entry svg').count()).toBe(0);
    await page.keyboard.press('Escape');
    await title(page).waitFor({ state: 'detached' });
  }
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
});

test('five models and 3,000 entries', async () => {
  const large = await pages.written(
    'large.html',
    comparisonFixture({ runs: 5, entries: 3000, isMeasured: true }),
  );
  const { size } = await stat(fileURLToPath(large));
  expect(size).toBeLessThan(5_000_000);
  const { page, complaints } = await pages.visited(large);
  const interactive = await markOf(page, 'inftool:interactive');
  const searchable = await markOf(page, 'inftool:searchable');
  console.log(
    `${(size / 1e6).toFixed(2)} MB; interactive after ${interactive.toFixed(0)} ms, all texts searchable after ${searchable.toFixed(0)} ms`,
  );
  await page.getByRole('searchbox').fill('abstain_2999');
  await expect.poll(() => told(page)).toBe('1 of 3000 tasks');
  expect(complaints).toEqual([]);
});
