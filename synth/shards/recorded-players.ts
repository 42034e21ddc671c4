import { readFile } from 'node:fs/promises';
import { LineCount } from '../../bench/index.ts';
import { InputError, readPlays, type Play, type SynthesisShard } from '../../datasets/index.ts';
import type { Batch, Players } from '../synthesise.ts';
import { differing, digestOf, filesIn, readShard } from './shard-folder.ts';

type ShardFolder = { readonly folder: string; readonly shard: SynthesisShard };

export type RecordedSynthesis = {
  /** Of the parts; what it says of one of them is not to be read. */
  readonly shard: SynthesisShard;
  /** As it lies beside the plays. */
  readonly treeText: string;
  /** Give what the parts have played, each batch once and in the plans' order. */
  readonly players: Players;
};

/**
 * The parts of one synthesis, from the folders that they were played into.
 * @throws {InputError} for folders without plays, of different syntheses, one twice, one that is missing or not done
 */
export async function openRecorded(folders: readonly string[]): Promise<RecordedSynthesis> {
  const parts: ShardFolder[] = [];
  for (const folder of folders) {
    const shard = await readShard(folder);
    if (shard === undefined)
      throw new InputError(`${folder} holds no shard: expected the --out of an \`inftool synth --shard\`.`);
    parts.push({ folder, shard });
  }
  const [first] = parts;
  if (first === undefined) throw new InputError('There is nothing to merge: expected folders of shards.');
  const ordered = orderOf(parts, first);
  for (const part of ordered) await refuseOpen(part);
  return {
    shard: first.shard,
    treeText: await treeTextOf(first),
    players: playersOf(ordered.map(({ folder }) => readPlays(filesIn(folder).plays))),
  };
}

function orderOf(parts: readonly ShardFolder[], first: ShardFolder): ShardFolder[] {
  const { count } = first.shard;
  const byIndex = new Map<number, ShardFolder>();
  for (const part of parts) {
    const field = differing({ ...first.shard, index: 0, plays: 0 }, { ...part.shard, index: 0, plays: 0 });
    if (field !== undefined)
      throw new InputError(
        `${first.folder} and ${part.folder} are no shards of one synthesis: "${field}" is not the same.`,
      );
    const twin = byIndex.get(part.shard.index);
    if (twin !== undefined)
      throw new InputError(`${twin.folder} and ${part.folder} are the same shard. Name one of them.`);
    byIndex.set(part.shard.index, part);
  }
  const order = Array.from({ length: count }, (_, place) => byIndex.get(place + 1));
  const missing = order.flatMap((part, place) => (part === undefined ? [place + 1] : []));
  if (missing.length > 0)
    throw new InputError(`Of ${count} shards there is no ${missing.join(', ')}. Name their folders, too.`);
  return order.filter((part) => part !== undefined);
}

async function refuseOpen({ folder, shard }: ShardFolder): Promise<void> {
  const plays = await new LineCount().of(filesIn(folder).plays);
  if (plays === shard.plays) return;
  throw new InputError(
    `${folder}: shard ${shard.index}/${shard.count} is not done: it has ${plays} of ${shard.plays} plays. Run it again.`,
  );
}

async function treeTextOf({ folder, shard }: ShardFolder): Promise<string> {
  const { tree: file } = filesIn(folder);
  const text = await readFile(file, 'utf8');
  if (digestOf(text) !== shard.tree)
    throw new InputError(
      `${file} is not the tool tree of these plays. Play the shard again, into a new folder.`,
    );
  return text;
}

function playersOf(parts: readonly AsyncGenerator<Play>[]): Players {
  let batch = 0;
  return async ({ places }: Batch) => {
    const part = parts[batch++ % parts.length];
    const plays: Play[] = [];
    while (plays.length < places.length) {
      const next = await part?.next();
      if (next === undefined || next.done === true) throw new RangeError('a part has the plays it says');
      plays.push(next.value);
    }
    return plays.map(({ trajectory, fault }) => ({ trajectory, fault }));
  };
}
