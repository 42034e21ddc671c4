import { open, rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ensureBfcl, type DataOptions } from '../bfcl/ensure.ts';
import { InputError, type Io } from '../command.ts';
import { LineWriter } from '../json-lines.ts';
import { auditFile } from './audit-file.ts';
import { auditText } from './audit-text.ts';
import { openBenchmark } from './benchmark.ts';
import type { Thresholds } from './thresholds.ts';

export type AuditOptions = DataOptions & {
  readonly file: string;
  readonly thresholds: Thresholds;
  readonly json: boolean;
  /** Gets every hit, a line each. */
  readonly hits?: string | undefined;
};

/** `inftool data audit`. @returns 0 where nothing was found, 1 where something was */
export async function runAudit(
  { file, thresholds, json, hits, ...data }: AuditOptions,
  io: Io,
): Promise<number> {
  const benchmark = await openBenchmark(await ensureBfcl(data, io), thresholds);
  const writer = hits === undefined ? undefined : await openHits(resolve(io.workingDirectory, hits));
  try {
    const record = await auditFile(resolve(io.workingDirectory, file), benchmark, thresholds, async (leak) =>
      writer?.lines.write(JSON.stringify(leak)),
    );
    await writer?.lines.close();
    await writer?.keep();
    await io.stdout.write(json ? `${JSON.stringify(record)}\n` : auditText(record));
    return record.rows_with_hits === 0 ? 0 : 1;
  } finally {
    await writer?.lines.close().catch(() => undefined); // closed already, or the reason is on its way
  }
}

/** Lines go to a file beside it first: what bears the name is whole. */
async function openHits(path: string) {
  const unfinished = `${path}.unfinished`;
  const handle = await open(unfinished, 'w').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `--hits: ${path} cannot be written (${reason}). Name a file in a folder that is there.`,
      {
        cause: error,
      },
    );
  });
  return { lines: new LineWriter(handle), keep: () => rename(unfinished, path) };
}
