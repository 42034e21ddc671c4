import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, SynthesisShardSchema, type SynthesisShard, replaceFile } from '../../datasets/index.ts';

/** Files of one part. */
export function filesIn(folder: string) {
  return {
    record: join(folder, 'shard.json'),
    tree: join(folder, 'tool-tree.json'),
    plays: join(folder, 'plays.jsonl'),
  };
}

/** What a tool tree's file is known by. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws {InputError} for a folder of something else */
export async function readShard(folder: string): Promise<SynthesisShard | undefined> {
  const { record } = filesIn(folder);
  const text = await readFile(record, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`${record} cannot be read (${String(error)}).`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return SynthesisShardSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(
      `${record}: expected the record of an \`inftool synth --shard\`. Name another folder.`,
      { cause },
    );
  }
}

/**
 * Says in a folder what is played there, or finds it said.
 * @param treeText as it lies beside the record
 * @throws {InputError} where something else is played there, or the folder holds other things
 */
export async function claimShard(folder: string, shard: SynthesisShard, treeText: string): Promise<void> {
  const known = await readShard(folder);
  if (known !== undefined) {
    const field = differing(known, shard);
    if (field === undefined) return;
    throw new InputError(
      `${folder} holds plays of another shard or synthesis: "${field}" is not the same. Name another folder with --out.`,
    );
  }
  const files = filesIn(folder);
  const own = new Set(Object.values(files).flatMap((file) => [file, `${file}.partial`]));
  const strangers = (await readdir(folder)).filter(
    (name) => !name.startsWith('lock-') && !own.has(join(folder, name)),
  );
  if (strangers.length > 0)
    throw new InputError(
      `${folder} is not empty: nothing there is overwritten. Name another folder with --out.`,
    );
  await mkdir(folder, { recursive: true });
  await writeFile(files.tree, treeText);
  // The record comes last: where it stands, all else does.
  await replaceFile(files.record, `${JSON.stringify(shard, null, 1)}\n`);
}

/** A field in which two records differ. */
export function differing(one: object, other: object): string | undefined {
  const fields = new Map(Object.entries(one));
  return Object.entries(other).find(
    ([key, value]) => JSON.stringify(fields.get(key)) !== JSON.stringify(value),
  )?.[0];
}
