import * as z from 'zod';
import { InputError, type CommandOption } from '../../datasets/index.ts';
import type { ScoredRun } from './scored-run.ts';

/** Differences that a comparison may be told to bear. */
const allowances = ['mode', 'categories'] as const;

export const allowanceOption: CommandOption = {
  flags: '--allow <names>',
  description: 'mode, categories: compare though these differ, on what all have',
};

export const allowanceField = {
  allow: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(allowances)))
    .default([]),
};

/**
 * Makes sure that two runs were measured alike.
 * @throws {InputError} naming what differs
 */
export function refuseIncomparable(
  base: ScoredRun,
  candidate: ScoredRun,
  allowed: ReadonlySet<string>,
): void {
  const [one, other] = [base.manifest, candidate.manifest];
  for (const run of [base, candidate])
    for (const manifest of run.manifests)
      refuse(run.name, run.manifest, manifest.model, manifest, 'Evaluate all repeats anew.');
  refuse(base.name, one, candidate.name, other, 'Evaluate both anew.');
  if (!allowed.has('mode') && modesOf(base) !== modesOf(candidate))
    throw new InputError(
      `the runs cannot be compared: ${base.name} was asked in mode ${modesOf(base)}, ${candidate.name} in mode ${modesOf(candidate)}. Pass --allow mode to compare them all the same.`,
    );
  if (!allowed.has('categories')) refuseOtherCategories(base, candidate);
}

type Measured = ScoredRun['manifest'];

function refuse(name: string, one: Measured, otherName: string, other: Measured, advice: string): void {
  const fields = [
    ['suite', one.suite.id, other.suite.id],
    ['data', one.suite.digest, other.suite.digest],
    ['grader', one.grader, other.grader],
    ['fidelity', one.fidelity, other.fidelity],
  ] as const;
  const different = fields.find(([, mine, theirs]) => mine !== theirs);
  if (different === undefined) return;
  const [what, mine, theirs] = different;
  throw new InputError(
    `the runs cannot be compared: ${name} was scored with ${what} ${mine}, ${otherName} with ${theirs}. ${advice}`,
  );
}

function modesOf(run: ScoredRun): string {
  const modes = new Set(run.manifests.map(({ decision }) => decision.mode));
  return [...modes].sort().join(' and ');
}

function refuseOtherCategories(base: ScoredRun, candidate: ScoredRun): void {
  const [mine, theirs] = [categoriesRun(base), categoriesRun(candidate)];
  const only = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...one].filter((name) => !other.has(name));
  const [onlyBase, onlyCandidate] = [only(mine, theirs), only(theirs, mine)];
  if (onlyBase.length + onlyCandidate.length === 0) return;
  const told = [
    ...(onlyBase.length > 0 ? [`${base.name} alone has ${onlyBase.join(', ')}`] : []),
    ...(onlyCandidate.length > 0 ? [`${candidate.name} alone has ${onlyCandidate.join(', ')}`] : []),
  ];
  throw new InputError(
    `the runs cannot be compared on all they have: ${told.join('; ')}. Pass --allow categories to compare those they have in common, by the official weights renormalised.`,
  );
}

/** Of all repeats. */
function categoriesRun({ categories }: ScoredRun): ReadonlySet<string> {
  return new Set([...categories].filter(([, { status }]) => status === 'run').map(([name]) => name));
}
