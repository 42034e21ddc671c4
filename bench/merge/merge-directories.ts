import { InputError, type Suite } from '../../datasets/index.ts';
import { findGroups, type Group } from './groups.ts';
import { mergeGroup, type Merged, type MergeOptions } from './merge.ts';

/**
 * Every model's shards to a tree of its own.
 * @param directories absolute paths of the shards' result directories
 * @throws {InputError} for what does not go together, is not done, or is of another suite
 */
export async function mergeDirectories(
  suite: Suite,
  directories: readonly string[],
  options: MergeOptions,
): Promise<Merged[]> {
  const groups = await findGroups(directories, options);
  for (const group of groups) refuseOtherSuite(group, suite);
  const merged: Merged[] = [];
  for (const group of groups) merged.push(await mergeGroup(suite, group, options));
  return merged;
}

function refuseOtherSuite({ folder, generation }: Group, { id, version, digest }: Suite): void {
  if (generation.suite.digest === digest) return;
  const { suite } = generation;
  throw new InputError(
    `${folder} holds results of ${suite.id} ${suite.version}, digest ${suite.digest}: expected those of ${id} ${version}, digest ${digest}. Name their tasks with --suite.`,
  );
}

/** For people. */
export function mergedText(merged: readonly Merged[]): string {
  return merged.map(line).join('');
}

/** 0: all tasks have an answer; else 1. */
export function mergedExitCode(merged: readonly Merged[]): number {
  return merged.every(({ answered, asked }) => answered === asked) ? 0 : 1;
}

function line({ folder, model, shards, asked, answered, failed }: Merged): string {
  const of = asked === undefined ? '' : ` of ${asked}`;
  const without =
    failed === 0 ? '' : `; no answer: ${failed}. Run \`inftool generate\` again to ask those again`;
  return `${model}: ${answered}${of} tasks answered, out of ${shards} shards${without}. Results are in ${folder}\n`;
}
