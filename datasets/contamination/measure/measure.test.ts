import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBfcl } from '../../bfcl/ensure.ts';
import { dataCommand } from '../../data-command.ts';
import { detachedIo } from '../../detached-io.ts';
import { LeakSchema } from '../../contamination-record.ts';
import { auditFile } from '../audit-file.ts';
import { valuesIn } from '../state-index.ts';
import { defaultThresholds } from '../thresholds.ts';
import { plantedRows, Recalls, type PlantedFile } from './measure.ts';

const corpora = process.env['INFTOOL_CORPORA'];
const ROWS = 10_000;
const EACH = 40;

/** Of 40 planted at least so many are found; of those that are not here, all that are not blind. */
const floors: Readonly<Record<string, number>> = {
  'near_schema/renamed, a quarter of all words left out': 32,
  'near_schema/renamed, descriptions of parameters left out': 36,
  // Nothing but the parameters' names is left: found where these are rare.
  'near_schema/renamed, descriptions reworded wholly': 1,
  // Nothing but names is left, of which some are common.
  'near_schema/types left out, descriptions reworded wholly': 30,
  // What is drawn of the accepted values may be less distinctive than the most distinctive ones.
  'call/verbatim': 22,
  'call/optional arguments left out': 20,
  'call/arguments reordered': 22,
  'call/values as texts': 22,
  'call/texts in other case': 22,
  'call/as Python in an answer': 22,
  'call/as Python amid words': 22,
  'call/in XML tags': 22,
  'call/in JSON in a field': 22,
  'call/function renamed': 8,
  'call/function and parameters renamed': 8,
  'state/a tenth of the values changed': 28,
  'state/a third of the values changed': 4,
  'text/amid other words': 34,
  'text/in parts of a message': 36,
  'text/a later turn': 36,
  'text/a tenth of the words left out': 34,
  'text/a quarter of the words left out': 28,
  'text/the first half only': 16,
  'text/two words swapped': 34,
  'text/every fifth word another': 26,
};

describe.skipIf(corpora === undefined)('leaks of the real data planted in 10,000 rows', () => {
  let folder: string;
  let file: string;
  let planted: PlantedFile;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inftool-planted-'));
    const io = detachedIo({ workingDirectory: folder });
    const from = resolve(corpora ?? '', 'bfcl', 'bfcl-v4-data.tar.gz');
    await dataCommand.run(dataCommand.schema.parse({ arguments: ['pull'], dataDir: 'bfcl', from }), io);
    const suite = await ensureBfcl({ dataDir: 'bfcl' }, io);
    planted = await plantedRows(suite, defaultThresholds, { rows: ROWS, each: EACH, seed: 1 });
    file = join(folder, 'planted.jsonl');
    await writeFile(file, planted.lines.join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are found with their evidence, and next to nothing is found elsewhere', async () => {
    const recalls = new Recalls(planted);
    const record = await auditFile(file, planted.benchmark, defaultThresholds, (leak, entries) => {
      expect(LeakSchema.safeParse(leak).success).toBe(true);
      expect(leak.benchmark).not.toBe('');
      recalls.take(leak, entries);
      return Promise.resolve();
    });
    expect(record.read.rows).toBe(ROWS);
    const short = recalls.table().filter(({ kind, disguise, planted: count, blind, found }) => {
      const floor = floors[`${kind}/${disguise}`] ?? count - blind;
      return count !== EACH || found < floor;
    });
    expect(short).toEqual([]);
    expect(recalls.others.length).toBeLessThanOrEqual(20);
  });

  test('audit exits 1 with hits in a file of their own, and 0 for rows without any', async () => {
    const told = { stdout: '' };
    const io = detachedIo({ workingDirectory: folder, told: (text) => (told.stdout += text) });
    const run = (options: object) =>
      dataCommand.run(dataCommand.schema.parse({ dataDir: 'bfcl', ...options }), io);
    expect(await run({ arguments: ['audit', file], hits: 'hits.jsonl', json: true })).toBe(1);
    expect(JSON.parse(told.stdout)).toMatchObject({
      suite: { id: 'bfcl', entries: 5217 },
      read: { rows: ROWS },
    });
    await writeFile(join(folder, 'clean.jsonl'), '{"query": "Paint my fence green.", "tools": []}');
    expect(await run({ arguments: ['audit', 'clean.jsonl'] })).toBe(0);
    await expect(run({ arguments: ['audit', 'clean.jsonl'], hits: 'clean.jsonl' })).rejects.toThrow(
      /another file/,
    );
  });

  test('is blind to what the summary says and to nothing else', () => {
    const { texts, userTexts, states, stateTexts, schemas, items, calls } = planted.benchmark;
    const wrong = (canFind: (item: number) => boolean, finds: (item: number) => boolean, count: number) =>
      [...Array(count).keys()].filter((item) => canFind(item) !== finds(item));
    const saysIt = (item: number) => texts.find(userTexts[item] ?? '').some(({ text }) => text === item);
    expect(wrong((item) => texts.canFind(item), saysIt, userTexts.length)).toEqual([]);
    const holdsIt = (item: number) => {
      const values = valuesIn(JSON.parse(stateTexts[item] ?? ''));
      return states.find(values).some(({ state, shared, of }) => state === item && shared === of);
    };
    expect(wrong((item) => states.canFind(item), holdsIt, stateTexts.length)).toEqual([]);
    const offersIt = (item: number) => {
      const shape = schemas.shape(item);
      return shape !== undefined && schemas.findNear(shape)?.docs.includes(item) === true;
    };
    expect(wrong((item) => schemas.canFindNear(item), offersIt, items.tools.count)).toEqual([]);
    const blindCalls = [...Array(items.calls.count).keys()].filter((item) => !calls.canFind(item));
    expect(blindCalls.length).toBeLessThan(items.calls.count / 4);
  });
});
