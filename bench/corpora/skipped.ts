import { corpora, corporaFolder } from './corpora.ts';

/** Says after a test run which corpora it went without. */
export function teardown(): void {
  if (corporaFolder !== undefined) return;
  const rows = Object.entries(corpora).map(([name, { entries }]) => `  ${name}: ${entries} entries`);
  console.log(`\nSkipped, as INFTOOL_CORPORA names no folder:\n${rows.join('\n')}`);
}
