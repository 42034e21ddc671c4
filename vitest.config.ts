import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['./bench/corpora/skipped.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    testTimeout: 60_000,
  },
});
