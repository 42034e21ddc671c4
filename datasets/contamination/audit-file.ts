import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { InputError } from '../command.ts';
import type { ContaminationRecord, Leak } from '../contamination-record.ts';
import { readLines } from '../json-lines.ts';
import { packageVersion } from '../package-version.ts';
import { readJson } from '../values/json-read.ts';
import { AuditTally } from './audit-tally.ts';
import type { Benchmark } from './benchmark.ts';
import { blindSpots } from './blind-spots.ts';
import { plainOf } from './plain.ts';
import { RowAudit, type Found } from './row-audit.ts';
import type { Thresholds } from './thresholds.ts';
import { isObject } from './tool-shape.ts';
import { contentOf } from './training-row.ts';

/** Bytes: what is longer is no row. A text of this engine has at most 2^29 units. */
const LONGEST_LINE = 2 ** 28;
const LINE_FEED = 0x0a;
const OTHER_FILES =
  'a file that is one JSON list has to be written with one row a line, a packed one has to be unpacked';

/**
 * Looks for a benchmark in a file of training data, row by row: what is kept does not grow with the file.
 * @param take gets every hit, in the order of the rows, and the numbers of all entries that have it
 * @throws {InputError} for a file that cannot be read, a line that is no JSON (by its number) or has no end, and a file in which there
 * is nothing to look at
 */
export async function auditFile(
  path: string,
  benchmark: Benchmark,
  thresholds: Thresholds,
  take: (leak: Leak, entries: ReadonlySet<number>) => Promise<void>,
): Promise<ContaminationRecord> {
  const tally = new AuditTally();
  const audit = new RowAudit(benchmark);
  const digest = createHash('sha256');
  let bytes = 0;
  let row = 0;
  for await (const line of readLines(
    bytesOf(path, (chunk) => ((bytes += chunk.length), digest.update(chunk))),
  )) {
    const value = parsed(++row === 1 ? line.replace(/^\ufeff/, '') : line, path, row);
    if (value === undefined) tally.skip('blank lines', row);
    else if (!isObject(value)) tally.skip('rows that are no objects', row);
    else {
      const found = lookUp(value, row, tally, audit);
      tally.addHits(row, found);
      for (const { leak, entries } of found) await take({ row, ...leak }, entries);
    }
  }
  const summary = tally.summary();
  refuseEmpty(path, summary.read);
  const { spots, blindToAll } = blindSpots(benchmark);
  return {
    record: 'inftool-contamination/1',
    inftool: packageVersion(),
    suite: { ...benchmark.suite, entries: benchmark.entries.length },
    file: { path, bytes, sha256: digest.digest('hex') },
    thresholds: {
      near_schema: thresholds.nearSchema,
      call_weight: thresholds.callWeight,
      near_state: thresholds.nearState,
      text_containment: thresholds.textContainment,
      text_run: thresholds.textRun,
    },
    ...summary,
    blind_spots: spots,
    blind_to_all: blindToAll,
  };
}

/** A row is counted as read when it was looked at to its end. */
function lookUp(value: unknown, row: number, tally: AuditTally, audit: RowAudit): Found[] {
  try {
    const content = contentOf(value);
    const found = audit.find(content);
    tally.addRow(row, content);
    return found;
  } catch (error) {
    // Nothing else can be wrong with what was read as JSON than that it has no end of levels.
    if (!(error instanceof RangeError)) throw error;
    tally.skip('rows nested too deep to be looked at', row);
    return [];
  }
}

async function* bytesOf(path: string, seen: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  let sinceLineEnd = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      const end = chunk.lastIndexOf(LINE_FEED);
      sinceLineEnd = end === -1 ? sinceLineEnd + chunk.length : chunk.length - end - 1;
      if (sinceLineEnd > LONGEST_LINE) {
        throw new InputError(
          `${path}: expected one JSON object a line, found a line of more than ${LONGEST_LINE} bytes; ${OTHER_FILES}.`,
        );
      }
      seen(chunk);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path} cannot be read (${reason}): expected a JSON Lines file.`, { cause: error });
  }
}

/** Undefined for a blank line. */
function parsed(line: string, path: string, row: number): unknown {
  if (line.trim() === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return parsedAsPython(line, path, row);
  }
}

/** What Python writes that is no JSON: NaN and Infinity. */
function parsedAsPython(line: string, path: string, row: number): unknown {
  try {
    return plainOf(readJson(line.trim()));
  } catch (error) {
    throw new InputError(
      `${path}:${row}: expected a JSON object on a line of its own, found what is no JSON. Mend or remove the line; ${OTHER_FILES}.`,
      { cause: error },
    );
  }
}

function refuseEmpty(path: string, { rows, tools, calls, texts }: ContaminationRecord['read']): void {
  if (rows === 0) {
    throw new InputError(
      `${path}: expected one JSON object a line, found no row. Name another file; ${OTHER_FILES}.`,
    );
  }
  if (tools + calls + texts > 0) return;
  throw new InputError(
    `${path}: found no tool, no call and no text of more than a word in ${rows} rows, so there is nothing to look at. Expected rows of training data: messages, conversations or query, with tools.`,
  );
}
