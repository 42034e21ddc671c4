import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AlphaEntrySchema, InputError, type AlphaEntry } from '../../datasets/index.ts';
import { appendDurably, readText } from '../ledger/append.ts';
import { whileLocked } from '../ledger/file-lock.ts';
import type { Policy } from './policy.ts';

/** Where a decision stands in its lineage. */
export type Look = {
  /** From 1 on. */
  readonly round: number;
  /** Two-sided, of this decision. */
  readonly alpha: number;
  /** By this decision and those before. */
  readonly spent: number;
  /** What was decided when the same two runs were looked at before. */
  readonly decided: AlphaEntry | undefined;
};

export type Lineage = { readonly file: string; readonly name: string };

/** The two runs, by the digests of their verdicts. */
export type Pair = { readonly base: string; readonly candidate: string };

/** Two-sided alpha of one decision: every round of a lineage has an equal part. */
export function roundAlpha({ alpha, rounds }: Policy): number {
  return alpha / rounds;
}

/**
 * The look that a pair of runs gets. One that was decided before gets that look again, and spends nothing.
 * @throws {InputError} for a file that is no ledger, a lineage begun with another alpha, and one whose alpha is spent
 */
export async function lookOf(lineage: Lineage, pair: Pair, policy: Policy): Promise<Look> {
  return lookAmong(await entriesOf(lineage), lineage, pair, policy);
}

function lookAmong(
  entries: readonly AlphaEntry[],
  { name, file }: Lineage,
  pair: Pair,
  policy: Policy,
): Look {
  const alpha = roundAlpha(policy);
  const other = entries.find((entry) => Math.abs(entry.alpha - alpha) > 1e-12);
  if (other !== undefined)
    throw new InputError(
      `lineage ${name} of ${file} spends ${other.alpha} on each decision, the policy ${alpha} (alpha ${policy.alpha} over ${policy.rounds} rounds): how alpha is spent is settled before the first decision. Take the policy it began with, or begin another lineage.`,
    );
  const place = entries.findIndex(
    ({ base, candidate }) => base.digest === pair.base && candidate.digest === pair.candidate,
  );
  const round = place < 0 ? entries.length + 1 : place + 1;
  if (round > policy.rounds)
    throw new InputError(
      `lineage ${name} of ${file} has decided ${entries.length} times: its alpha of ${policy.alpha} is spent. Begin another lineage, on tasks that no decision has seen.`,
    );
  return { round, alpha, spent: alpha * Math.max(round, entries.length), decided: entries[place] };
}

/**
 * Enters a decision. Where another process has entered the same pair meanwhile, that counts.
 * @throws {InputError} as `lookOf`: then nothing is written
 */
export async function enter(lineage: Lineage, entry: AlphaEntry, policy: Policy): Promise<void> {
  await mkdir(path.dirname(lineage.file), { recursive: true });
  await whileLocked(lineage.file, async () => {
    const pair = { base: entry.base.digest, candidate: entry.candidate.digest };
    if ((await lookOf(lineage, pair, policy)).decided !== undefined) return;
    const text = await readText(lineage.file);
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    await appendDurably(lineage.file, `${start}${JSON.stringify(AlphaEntrySchema.parse(entry))}\n`);
  });
}

async function entriesOf({ file, name }: Lineage): Promise<AlphaEntry[]> {
  const entries: AlphaEntry[] = [];
  for (const [index, line] of (await readText(file)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = entryIn(line);
    if (parsed === undefined)
      throw new InputError(
        `${file}:${index + 1}: expected a line of an alpha ledger as \`inftool gate --ledger\` writes it. Name another file, or mend the line.`,
      );
    if (parsed.lineage === name) entries.push(parsed);
  }
  return entries;
}

function entryIn(line: string): AlphaEntry | undefined {
  try {
    return AlphaEntrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
