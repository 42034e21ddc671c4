import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { InputError, LedgerEntrySchema, type LedgerEntry } from '../../datasets/index.ts';
import { appendDurably, readText } from './append.ts';
import { whileLocked } from './file-lock.ts';

/** Looks at a benchmark that one campaign may take. */
const defaultLimit = 10;

/**
 * Enters an evaluation as the last line of the ledger. The file and its folder are made if need be; processes that append at
 * once do so one after the other, so that neither lines are torn nor the limit is passed.
 * @param file JSON Lines, `experiments/bfcl-ledger.jsonl` for our own
 * @returns how many entries the campaign has now
 * @throws {InputError} if the entry is none, the campaign's limit is reached (nothing is written then), or the file is no ledger
 */
export async function appendLedger(
  file: string,
  entry: LedgerEntry,
  { limit = defaultLimit }: { readonly limit?: number } = {},
): Promise<number> {
  const checked = LedgerEntrySchema.safeParse(entry);
  if (!checked.success) {
    throw new InputError(
      `This is no entry of a ledger: ${z.prettifyError(checked.error)}. Nothing was written.`,
    );
  }
  await mkdir(dirname(file), { recursive: true });
  return whileLocked(file, async () => {
    const text = await readText(file);
    const used = entriesOf(parseLedger(text, file), checked.data.campaign, limit, file);
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    await appendDurably(file, `${start}${JSON.stringify(checked.data)}\n`);
    return used + 1;
  });
}

/**
 * Asked before an evaluation is run, so that no numbers are seen that could not be entered.
 * @returns how many more entries the campaign may have, at least 1
 * @throws {InputError} if its limit is reached, or the file is no ledger
 */
export async function checkLedger(file: string, campaign: string, limit = defaultLimit): Promise<number> {
  return limit - entriesOf(await readLedger(file), campaign, limit, file);
}

/** In the order they were entered; none where there is no file. @throws {InputError} if a line is no entry */
export async function readLedger(file: string): Promise<LedgerEntry[]> {
  return parseLedger(await readText(file), file);
}

/** What is looked at: policies by the digests of their weights, in their order, graded on a suite of that digest. */
type Look = {
  readonly suite: string;
  readonly grader: string;
  readonly policies: readonly string[];
};

/** Whether the same weights were scored on the same entries before: then there is nothing new to be learnt from it. */
export async function isEntered(file: string, { suite, grader, policies }: Look): Promise<boolean> {
  return (await readLedger(file)).some(
    (entry) =>
      entry.suite.digest === suite &&
      entry.grader === grader &&
      entry.checkpoints.length === policies.length &&
      entry.checkpoints.every(({ policy }, place) => policy === policies[place]),
  );
}

/** Entries the campaign has. @throws {InputError} if these are as many as it may have */
function entriesOf(entries: readonly LedgerEntry[], campaign: string, limit: number, file: string): number {
  const used = entries.filter((entry) => entry.campaign === campaign).length;
  if (used < limit) return used;
  throw new InputError(
    `${campaign} may have ${limit} entries in ${file}, and has ${used}. Choose candidates on the held-out suite; a further look at this benchmark needs a limit that someone stands for.`,
  );
}

function parseLedger(text: string, file: string): LedgerEntry[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, file, index + 1)]));
}

function parseLine(line: string, file: string, number: number): LedgerEntry {
  try {
    return LedgerEntrySchema.parse(JSON.parse(line));
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new InputError(
      `${file}, line ${number}: an entry of a ledger was expected, but ${detail}. Mend the line, or bring back the file from version control.`,
      { cause: error },
    );
  }
}
