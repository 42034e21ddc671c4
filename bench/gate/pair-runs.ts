import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  InputError,
  ManifestSchema,
  VerdictRowSchema,
  type Manifest,
  type VerdictRow,
} from '../../datasets/index.ts';
import type { Pair } from '../statistics/paired-bootstrap.ts';

/** What `inftool evaluate` wrote of one model. */
export type ScoredModel = { readonly manifest: Manifest; readonly rows: ReadonlyMap<string, VerdictRow> };

/** @param folder of one model in a score directory @throws {InputError} */
export async function readRun(folder: string): Promise<ScoredModel> {
  const manifest = parsed(
    ManifestSchema,
    await textOf(folder, 'manifest.json'),
    join(folder, 'manifest.json'),
  );
  const rows = new Map<string, VerdictRow>();
  const lines = (await textOf(folder, 'verdicts.jsonl')).split('\n').filter((line) => line !== '');
  for (const [index, line] of lines.entries()) {
    const row = parsed(VerdictRowSchema, line, `${join(folder, 'verdicts.jsonl')}:${index + 1}`);
    rows.set(row.id, row);
  }
  return { manifest, rows };
}

async function textOf(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').catch((error: unknown) => {
    throw new InputError(
      `${folder} has no ${name} that can be read: expected a model's folder in a score directory of \`inftool evaluate\`.`,
      { cause: error },
    );
  });
}

function parsed<Output>(schema: { parse(value: unknown): Output }, text: string, where: string): Output {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InputError(`${where}: expected a record as \`inftool evaluate\` writes it. Evaluate anew.`, {
      cause: error,
    });
  }
}

export type Pairing = {
  readonly pairs: readonly Pair[];
  /** Tasks that were graded in only one of the two runs, or in neither. */
  readonly leftOut: number;
  /** Of the pairs, those in which a result is an error text of the harness. */
  readonly suspects: number;
};

/**
 * The tasks that were graded in both runs.
 * @throws {InputError} if the runs cannot be compared: another suite, other data or another grader; or share no task
 */
export function pairRuns(base: ScoredModel, candidate: ScoredModel): Pairing {
  refuseIncomparable(base.manifest, candidate.manifest);
  const pairs: Pair[] = [];
  let suspects = 0;
  for (const [id, one] of base.rows) {
    const other = candidate.rows.get(id);
    if (other === undefined || !isGraded(one) || !isGraded(other)) continue;
    pairs.push({ base: one.status === 'pass', candidate: other.status === 'pass', cluster: one.cluster });
    if (one.infrastructure_suspect || other.infrastructure_suspect) suspects++;
  }
  if (pairs.length === 0) {
    throw new InputError(
      `${base.manifest.model} and ${candidate.manifest.model} have no task that was graded in both runs.`,
    );
  }
  const all = new Set([...base.rows.keys(), ...candidate.rows.keys()]);
  return { pairs, leftOut: all.size - pairs.length, suspects };
}

function isGraded(row: VerdictRow): row is Extract<VerdictRow, { status: 'pass' | 'fail' }> {
  return row.status === 'pass' || row.status === 'fail';
}

function refuseIncomparable(base: Manifest, candidate: Manifest): void {
  const fields = [
    ['suite', base.suite.id, candidate.suite.id],
    ['data', base.suite.digest, candidate.suite.digest],
    ['grader', base.grader, candidate.grader],
  ] as const;
  const different = fields.find(([, one, other]) => one !== other);
  if (different === undefined) return;
  const [what, one, other] = different;
  throw new InputError(
    `the runs cannot be compared: ${base.model} was scored with ${what} ${one}, ${candidate.model} with ${other}. Evaluate both anew.`,
  );
}
