import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { ensureBfcl } from '../../bfcl/ensure.ts';
import { defineCommand, type Io } from '../../command.ts';
import { auditFile } from '../audit-file.ts';
import { auditText } from '../audit-text.ts';
import { defaultThresholds } from '../thresholds.ts';
import { plantedRows, Recalls } from './measure.ts';

const OptionsSchema = z.object({
  arguments: z.tuple([]),
  dataDir: z.string().optional(),
  rows: z.coerce.number().int().positive().default(10_000),
  each: z.coerce.number().int().positive().default(40),
  seed: z.coerce.number().int().default(1),
  json: z.boolean().default(false),
});

type Options = z.output<typeof OptionsSchema>;

export const measureCommand = defineCommand({
  name: 'audit-measure',
  summary: 'Plants leaks of BFCL in clean rows, and counts what `data audit` finds of them.',
  options: [
    { flags: '--rows <n>', description: 'clean rows, with leaks in some (10000)' },
    { flags: '--each <n>', description: 'leaks of every disguise (40)' },
    { flags: '--seed <n>', description: 'of everything that is drawn (1)' },
    { flags: '--json', description: 'what was found and missed, as one line of JSON' },
    { flags: '--data-dir <folder>', description: 'where the BFCL data lies' },
  ],
  examples: ['audit-measure --rows 10000 --each 40 --seed 1'],
  schema: OptionsSchema,
  run: measure,
});

async function measure({ rows, each, seed, json, dataDir }: Options, io: Io): Promise<number> {
  const planted = await plantedRows(await ensureBfcl({ dataDir }, io), defaultThresholds, {
    rows,
    each,
    seed,
  });
  const folder = await mkdtemp(join(tmpdir(), 'inftool-measure-'));
  try {
    const file = join(folder, 'planted.jsonl');
    await writeFile(file, `${planted.lines.join('\n')}\n`);
    const recalls = new Recalls(planted);
    const start = io.host.now();
    const record = await auditFile(file, planted.benchmark, defaultThresholds, (leak, entries) => {
      recalls.take(leak, entries);
      return Promise.resolve();
    });
    const seconds = (io.host.now() - start) / 1000;
    if (json) {
      const { inftool, suite, thresholds } = record;
      const { others } = recalls;
      const counts = { recalls: recalls.table(), missed: recalls.missed(), others, seconds };
      await io.stdout.write(
        `${JSON.stringify({ inftool, suite, thresholds, rows, each, seed, ...counts })}\n`,
      );
    } else {
      const lines = recalls
        .table()
        .map(
          ({ kind, disguise, planted: count, blind, found }) =>
            `${kind.padEnd(12)} ${disguise.padEnd(46)} ${found} of ${count}, ${blind} blind`,
        );
      await io.stdout.write(`${auditText(record)}\n${lines.join('\n')}\n`);
      await io.stdout.write(
        `seed ${seed}; hits in the other ${rows - planted.planted.length} rows: ${recalls.others.length}\n`,
      );
      await io.stdout.write(`${seconds.toFixed(1)} s for ${rows} rows, the benchmark being open\n`);
    }
    return 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}
