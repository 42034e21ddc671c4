import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { placesOf } from '../browsing/filter.ts';
import { initialState, type State } from '../browsing/state.ts';
import { comparisonFixture } from '../comparison-fixture.ts';
import { comparisonHtml } from '../comparison-html.ts';
import { launchChromium } from './chromium.ts';
import { markOf, openedPage, overflow } from './opened-page.ts';

const record = comparisonFixture({ runs: 3, entries: 240, isMeasured: true });
const phone = { width: 375, height: 812 };

let browser: Browser;
let folder: string;
let url: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-page-'));
  url = await written('report.html', record);
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function written(name: string, told: typeof record): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, await comparisonHtml(told));
  return pathToFileURL(file).href;
}

async function opened(hash = '', options = {}): Promise<Page> {
  const { page, complaints } = await openedPage(browser, url + hash, options);
  await markOf(page, 'inftool:searchable');
  expect(complaints).toEqual([]);
  return page;
}

const asked = (state: Partial<State>) => placesOf(record.entries, { ...initialState, ...state });
const idAt = (place: number | undefined) => record.entries[place ?? -1]?.id ?? 'none';
const told = (page: Page) => page.locator('#browser [role=status]').textContent();
const filter = (page: Page, name: string) => page.locator('.filters').getByLabel(name, { exact: true });
const title = (page: Page) => page.locator('#entry-title');
const hash = (page: Page) => new URL(page.url()).hash;

describe.each([
  ['desktop', { width: 1280, height: 800 }],
  ['phone', phone],
])('on a %s', (_, viewport) => {
  test.each(['light', 'dark'] as const)('the %s page opens without a complaint', async (colorScheme) => {
    const { page, complaints } = await openedPage(browser, url, { viewport, colorScheme });
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

test('filters count what they show, and stand in the address', async () => {
  const page = await opened();
  expect(await told(page)).toBe('240 of 240 tasks, 1 to 50 shown');
  await filter(page, 'Category').selectOption('travel_single');
  expect(await told(page)).toContain(`${asked({ category: 'travel_single' }).length} of 240 tasks`);
  await filter(page, 'Run').selectOption('2');
  await filter(page, 'Outcome').selectOption('lost');
  const lost = asked({ category: 'travel_single', run: 2, outcome: 'lost' });
  expect(lost.length).toBeGreaterThan(0);
  expect(await told(page)).toContain(`${lost.length} of 240 tasks`);
  expect(await page.locator('.entries tbody a').first().textContent()).toBe(idAt(lost[0]));
  expect(hash(page)).toBe('#category=travel_single&run=2&outcome=lost');
  await page.goBack();
  expect(hash(page)).toBe('#category=travel_single&run=2');
  await expect.poll(() => filter(page, 'Outcome').inputValue()).toBe('any');
  await page.getByRole('button', { name: 'Reset' }).click();
  expect(await told(page)).toContain('240 of 240 tasks');
});

test('error type and cause are filters too', async () => {
  const page = await opened();
  await filter(page, 'Error type').selectOption('type_error:simple');
  await filter(page, 'Cause').selectOption('model');
  const found = asked({ error: 'type_error:simple', cause: 'model' });
  expect(found.length).toBeGreaterThan(0);
  expect(await told(page)).toContain(`${found.length} of 240 tasks`);
});

test('a cell of the table of outcomes leads to the tasks that it counts', async () => {
  const page = await opened();
  const cells = page.locator('.shaded').first().locator('td a');
  const links = await cells.all();
  expect(links.length).toBeGreaterThan(10);
  await cells.first().click();
  const type = new URLSearchParams(hash(page).slice(1)).get('error') ?? '';
  const found = asked({ run: 1, outcome: 'lost', error: type });
  expect(hash(page)).toContain('run=1&outcome=lost');
  expect(await told(page)).toContain(`${found.length} of 240 tasks`);
});

test('a search finds ids, prompts and answers; what nobody wrote is not found', async () => {
  const page = await opened();
  await page.keyboard.press('/');
  await page.keyboard.type(idAt(217));
  await expect.poll(() => told(page)).toBe('1 of 240 tasks');
  await page.getByRole('searchbox').fill(record.entries[31]?.prompt.slice(6) ?? '');
  await expect.poll(() => page.locator('.entries tbody a').allTextContents()).toEqual([idAt(31)]);
  const output = record.entries[55]?.answers[1]?.output ?? '';
  await page.getByRole('searchbox').fill(`"${output.slice(-80)}"`);
  await expect.poll(() => page.locator('.entries tbody a').allTextContents()).toEqual([idAt(55)]);
  await page.getByRole('searchbox').fill('nobody-wrote-this');
  await expect.poll(() => told(page)).toBe('None of 240 tasks is like that.');
});

test('a click opens an entry with all that is known of it, back closes it', async () => {
  const page = await opened();
  const entry = record.entries[1];
  await page.locator('.entries tbody tr').nth(1).locator('td').last().click();
  expect(await title(page).textContent()).toContain(`${idAt(1)} ${entry?.category ?? ''}, 2 of 240`);
  const shown = await page.locator('.entry').innerText();
  for (const text of [
    entry?.prompt,
    entry?.expected,
    ...(entry?.answers ?? []).flatMap(({ error, rule, decoded }) => [error, rule, decoded]),
  ])
    expect(shown).toContain(text ?? '');
  expect(await page.locator('.answer').count()).toBe(3);
  await page.getByText('Tools offered').click();
  const docs = await page.locator('.entry details pre').allTextContents();
  expect(docs.map((doc) => JSON.stringify(JSON.parse(doc)))).toEqual(record.tool_sets[0]?.split('\n'));
  await page.goBack();
  await title(page).waitFor({ state: 'detached' });
});

test('the keyboard does all of it', async () => {
  const page = await opened();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  expect(await page.evaluate('document.activeElement.textContent')).toBe(idAt(1));
  await page.keyboard.press('Enter');
  await title(page).waitFor();
  await page.keyboard.press('n');
  await expect.poll(() => title(page).textContent()).toContain('3 of 240');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => title(page).textContent()).toContain('4 of 240');
  await page.keyboard.press('p');
  await expect.poll(() => title(page).textContent()).toContain('3 of 240');
  await page.keyboard.press('Escape');
  await title(page).waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.tagName')).toBe('A');
});

test('rows go on over the edge of a page', async () => {
  const page = await opened();
  await page.getByRole('button', { name: 'Next ›' }).click();
  expect(await told(page)).toContain('51 to 100 shown');
  await page.keyboard.press('k');
  await expect.poll(() => told(page)).toContain('1 to 50 shown');
  expect(await page.evaluate('document.activeElement.textContent')).toBe(idAt(49));
});

test('an address gives back filters and entry, after a reload too', async () => {
  const found = asked({ run: 1, outcome: 'gained' });
  const link = `#entry=${idAt(found[2])}&run=1&outcome=gained`;
  const page = await opened(link);
  for (const again of [false, true]) {
    if (again) await page.reload();
    await title(page).waitFor();
    expect(await title(page).textContent()).toContain(`3 of ${found.length}`);
    expect(await filter(page, 'Outcome').inputValue()).toBe('gained');
    expect(hash(page)).toBe(link);
  }
  await page.keyboard.press('Escape');
  expect(hash(page)).toBe('#run=1&outcome=gained');
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
  const { page, complaints } = await openedPage(browser, url, { javaScriptEnabled: false });
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

test('hostile strings run nothing and stay text', async () => {
  const hostile = comparisonFixture({ runs: 3, entries: 30, isHostile: true });
  const { page, complaints } = await openedPage(browser, await written('hostile.html', hostile), {
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
  const large = await written('large.html', comparisonFixture({ runs: 5, entries: 3000, isMeasured: true }));
  const { size } = await stat(path.join(folder, 'large.html'));
  expect(size).toBeLessThan(5_000_000);
  const { page, complaints } = await openedPage(browser, large);
  const interactive = await markOf(page, 'inftool:interactive');
  const searchable = await markOf(page, 'inftool:searchable');
  console.log(
    `${(size / 1e6).toFixed(2)} MB; interactive after ${interactive.toFixed(0)} ms, all texts searchable after ${searchable.toFixed(0)} ms`,
  );
  await page.getByRole('searchbox').fill('abstain_2999');
  await expect.poll(() => told(page)).toBe('1 of 3000 tasks');
  expect(complaints).toEqual([]);
});
