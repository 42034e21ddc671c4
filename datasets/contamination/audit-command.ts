import { open, rename, rm, stat } from 'node:fs/promises';
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
  const training = resolve(io.workingDirectory, file);
  const hitsFile = hits === undefined ? undefined : resolve(io.workingDirectory, hits);
  if (hitsFile !== undefined && [hitsFile, unfinished(hitsFile)].includes(training)) {
    throw new InputError('--hits: expected another file than the one that is looked at; name a new one.');
  }
  const benchmark = await openBenchmark(await ensureBfcl(data, io), thresholds);
  const writer = hitsFile === undefined ? undefined : await openHits(hitsFile);
  try {
    const record = await auditFile(training, benchmark, thresholds, async (leak) =>
      writer?.lines.write(JSON.stringify(leak)),
    );
    await writer?.keep();
    await io.stdout.write(json ? `${JSON.stringify(record)}\n` : auditText(record));
    return record.rows_with_hits === 0 ? 0 : 1;
  } catch (error) {
    await writer?.drop();
    throw error;
  }
}

/** Lines go to a file beside it first: what bears the name is whole. */
const unfinished = (path: string): string => `${path}.unfinished`;

async function openHits(path: string) {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // not there yet
  );
  if (isFolder) throw new InputError(`--hits: ${path} is a folder. Name a file.`);
  const handle = await open(unfinished(path), 'w').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `--hits: ${path} cannot be written (${reason}). Name a file in a folder that is there.`,
      { cause: error },
    );
  });
  const lines = new LineWriter(handle);
  return {
    lines,
    keep: async () => {
      await lines.close();
      await rename(unfinished(path), path);
    },
    drop: async () => {
      await lines.close();
      await rm(unfinished(path), { force: true });
    },
  };
}
