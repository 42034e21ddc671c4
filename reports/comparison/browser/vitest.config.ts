import { defineConfig } from 'vitest/config';

/** Tests of the page in a browser, apart from the others: they need a Chromium. */
export default defineConfig({
  test: {
    include: ['reports/comparison/browser/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    expect: { poll: { timeout: 20_000 } },
  },
});
