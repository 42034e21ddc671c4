import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ComparisonRecord } from '../../../datasets/index.ts';
import { comparisonHtml } from '../comparison-html.ts';
import { launchChromium } from './chromium.ts';
import { markOf, openedPage, type Opened } from './opened-page.ts';

export type WrittenPages = {
  /** A page of the record as a file in a folder that is there for the tests of one file. @returns its URL */
  written(name: string, record: ComparisonRecord): Promise<string>;
  visited(url: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Once all can be searched, without a complaint. */
  opened(url: string, options?: BrowserContextOptions): Promise<Page>;
};

/** Pages for the tests of one file, in one browser. */
export function writtenPages(): WrittenPages {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(path.join(tmpdir(), 'inftool-page-'));
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  return {
    async written(name, record) {
      const file = path.join(folder, name);
      await writeFile(file, await comparisonHtml(record));
      return pathToFileURL(file).href;
    },
    visited: (url, options) => openedPage(browser, url, options),
    async opened(url, options) {
      const { page, complaints } = await openedPage(browser, url, options);
      await markOf(page, 'inftool:searchable');
      expect(complaints).toEqual([]);
      return page;
    },
  };
}
