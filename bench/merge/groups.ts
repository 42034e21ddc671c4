import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError, type Generation } from '../../datasets/index.ts';
import { readGeneration } from '../run/generation.ts';

/** A shard's results of one model. */
export type Part = {
  readonly folder: string;
  readonly generation: Generation;
  /** Counted while they are read. */
  rows: number;
  failures: number;
};

/** The shards of one model's results. */
export type Group = {
  /** Name of the model's folder. */
  readonly folder: string;
  readonly generation: Generation;
  /** By their index. */
  readonly parts: readonly Part[];
};

type GroupOptions = {
  /** Go without shards that are not there. */
  readonly isPartial: boolean;
};

/**
 * Shards that belong together, from the result directories that they were written to.
 * @throws {InputError} for a directory without shards, shards of different runs, one twice, and one that is missing
 */
export async function findGroups(directories: readonly string[], options: GroupOptions): Promise<Group[]> {
  const byFolder = new Map<string, Part[]>();
  for (const directory of directories) {
    const parts = await partsIn(directory);
    if (parts.length === 0)
      throw new InputError(
        `${directory} holds no shard: expected the --result-dir of an \`inftool generate --shard\`.`,
      );
    for (const [name, part] of parts) byFolder.set(name, [...(byFolder.get(name) ?? []), part]);
  }
  return Array.from(byFolder, ([folder, parts]) => groupOf(folder, parts, options));
}

async function partsIn(directory: string): Promise<(readonly [string, Part])[]> {
  const parts: (readonly [string, Part])[] = [];
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new InputError(`${directory} cannot be read as a directory (${String(cause)}).`, { cause });
  });
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const folder = path.join(directory, entry.name);
    const generation = await readGeneration(folder);
    if (generation?.shard !== undefined)
      parts.push([entry.name, { folder, generation, rows: 0, failures: 0 }]);
  }
  return parts;
}

function groupOf(folder: string, parts: readonly Part[], { isPartial }: GroupOptions): Group {
  const [first] = parts;
  if (first === undefined) throw new RangeError('a group has parts');
  const byIndex = new Map<number, Part>();
  const [, count] = placeOf(first);
  for (const part of parts) {
    refuseOther(first, part);
    const [index] = placeOf(part);
    const twin = byIndex.get(index);
    if (twin !== undefined)
      throw new InputError(`${twin.folder} and ${part.folder} are the same shard. Name one of them.`);
    byIndex.set(index, part);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (index) => !byIndex.has(index),
  );
  if (missing.length > 0 && !isPartial) {
    throw new InputError(
      `${folder}: of ${count} shards there is no ${missing.join(', ')}. Name their folders too, or merge what is there with --partial.`,
    );
  }
  return {
    folder,
    generation: first.generation,
    parts: [...byIndex].sort(([one], [other]) => one - other).map(([, part]) => part),
  };
}

/** Index and count. */
function placeOf({ generation }: Part): [number, number] {
  const [index = 0, count = 0] = (generation.shard ?? '').split('/').map(Number);
  return [index, count];
}

function refuseOther(first: Part, part: Part): void {
  const [one, other] = [shared(first), shared(part)];
  const field = Object.keys({ ...one, ...other }).find((key) => one[key] !== other[key]);
  if (field === undefined) return;
  throw new InputError(
    `${first.folder} and ${part.folder} are no shards of one run: "${field}" is ${String(one[field])} and ${String(other[field])}.`,
  );
}

/** What shards of one run have in common, as JSON. */
function shared(part: Part): Record<string, string | undefined> {
  const fields = { ...part.generation, shards: placeOf(part)[1], shard: 0, asked: 0, price: 0 };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, JSON.stringify(value)]));
}
