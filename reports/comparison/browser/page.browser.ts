import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { placesOf } from '../browsing/filter.ts';
import { initialState, type State } from '../browsing/state.ts';
import { comparisonFixture } from '../comparison-fixture.ts';
import { writtenPages } from './written-pages.ts';

const record = comparisonFixture({ runs: 3, entries: 240, isMeasured: true });

const pages = writtenPages();
let url: string;
beforeAll(async () => {
  url = await pages.written('report.html', record);
});

const opened = (hash = '', options = {}): Promise<Page> => pages.opened(url + hash, options);
const asked = (state: Partial<State>) => placesOf(record.entries, { ...initialState, ...state });
const idAt = (place: number | undefined) => record.entries[place ?? -1]?.id ?? 'none';
const told = (page: Page) => page.locator('#browser [role=status]').textContent();
const filter = (page: Page, name: string) => page.locator('.filters').getByLabel(name, { exact: true });
const title = (page: Page) => page.locator('#entry-title');
const hash = (page: Page) => new URL(page.url()).hash;

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

test('an address that names what is not there is told of, and the rest is shown', async () => {
  const page = await opened('#entry=nowhere_7&category=travel_single');
  const count = asked({ category: 'travel_single' }).length;
  await expect.poll(() => told(page)).toBe(`There is no task nowhere_7 here. ${count} of 240 tasks`);
  expect(await title(page).count()).toBe(0);
  await filter(page, 'Category').selectOption('');
  await expect.poll(() => told(page)).toBe('240 of 240 tasks, 1 to 50 shown');
});

test('filters that match nothing show what the address asks for', async () => {
  const page = await opened('#category=none_such&run=9&page=99');
  expect(await told(page)).toBe('None of 240 tasks is like that.');
  expect(await filter(page, 'Category').inputValue()).toBe('none_such');
  await page.getByRole('button', { name: 'Reset' }).click();
  expect(await told(page)).toContain('240 of 240 tasks');
  expect(hash(page)).toBe('');
});

test('arrows with shift select text of an open entry and leave it open', async () => {
  const page = await opened(`#entry=${idAt(3)}`);
  await title(page).waitFor();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+N');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => title(page).textContent()).toContain('5 of 240');
});

test('focus returns to the table from an entry on another page of it', async () => {
  const page = await opened();
  await page.locator('.entries tbody a').nth(49).click();
  await title(page).waitFor();
  await page.keyboard.press('n');
  await expect.poll(() => title(page).textContent()).toContain('51 of 240');
  await page.keyboard.press('Escape');
  await title(page).waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.tagName')).toBe('A');
});
