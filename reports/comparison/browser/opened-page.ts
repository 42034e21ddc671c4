import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export type Opened = {
  readonly page: Page;
  /** What should not have happened: errors, and requests but that of the file. */
  readonly complaints: readonly string[];
};

/** The page from its file, as somebody opens it who got it by mail. */
export async function openedPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url.split('#')[0]) complaints.push(`request of ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** Of the marks that the page's script sets; in milliseconds after the page was opened. */
export async function markOf(page: Page, name: string): Promise<number> {
  const read = `performance.getEntriesByName(${JSON.stringify(name)})[0]?.startTime ?? -1`;
  let at = -1;
  await expect
    .poll(
      async () => {
        at = Number(await page.evaluate(read));
        return at;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  return at;
}

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
}
