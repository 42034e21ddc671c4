import { describe, expect, test } from 'vitest';
import { writeJson } from '../../datasets/index.ts';
import { corporaFolder, corpusSuite } from './corpora.ts';

describe.skipIf(corporaFolder === undefined)('the data of BFCL', () => {
  test('possible answers that lie there as text are what Python would write', async () => {
    const suite = await corpusSuite();
    let texts = 0;
    for (const { name } of suite.categories) {
      for (const { id, expected } of await suite.tasks(name)) {
        if (expected.kind !== 'calls' || expected.sourceText === undefined) continue;
        texts += 1;
        if (expected.sourceText !== writeJson(expected.source, { ensureAscii: false })) {
          expect(expected.sourceText).toBe(id);
        }
      }
    }
    expect(texts).toBeGreaterThan(2000);
  });

  test('entries that lie there as text are what Python would write', async () => {
    const suite = await corpusSuite();
    let texts = 0;
    for (const { name } of suite.categories) {
      for (const { id, entry, entryText } of await suite.tasks(name)) {
        if (entryText === undefined) continue;
        texts += 1;
        if (entryText !== writeJson(entry, { ensureAscii: false })) expect(entryText).toBe(id);
      }
    }
    expect(texts).toBeGreaterThan(3000);
  });
});
