import { claimFolder, LineCount } from '../../bench/index.ts';
import { appendPlays, type Io, type SynthesisShard } from '../../datasets/index.ts';
import { batchesIn, type Players } from '../synthesise.ts';
import { claimShard, filesIn } from './shard-folder.ts';

type ShardWork = {
  readonly shard: Omit<SynthesisShard, 'plays'>;
  /** As it lies beside the plays. */
  readonly treeText: string;
  readonly players: Players;
  readonly signal: AbortSignal;
};

export type ShardPlayed = {
  readonly plays: number;
  /** Of them, from before. */
  readonly kept: number;
  /** Ended by a model's fault; those from before are not among them. */
  readonly infrastructure: number;
};

/**
 * Plays one part of a synthesis into a folder, in the plans' order. What an earlier process has played stays: a play depends on its
 * place alone. Plays are judged when all parts are there.
 * @throws {InputError} where something else lies in the folder, or another process is at work there
 */
export async function playShard(folder: string, work: ShardWork, io: Io): Promise<ShardPlayed> {
  const { players, signal, treeText } = work;
  const batches = batchesIn(work.shard.plans, work.shard);
  const total = batches.reduce((sum, { places }) => sum + places.length, 0);
  const release = await claimFolder(folder, io, 'Or name another folder with --out.');
  try {
    await claimShard(folder, { ...work.shard, plays: total }, treeText);
    const { plays: file } = filesIn(folder);
    const plays = await appendPlays(file);
    try {
      // Opened to append, the file holds whole lines only.
      const kept = await new LineCount().of(file);
      let infrastructure = 0;
      let left = kept;
      for (const { plan, places } of batches) {
        const open = places.slice(left);
        left = Math.max(0, left - places.length);
        if (open.length === 0) continue;
        for (const play of await players({ plan, places: open })) {
          if (play.fault?.reason === 'infrastructure') infrastructure++;
          await plays.append(play);
        }
        signal.throwIfAborted();
      }
      return { plays: total, kept, infrastructure };
    } finally {
      await plays.close();
    }
  } finally {
    release();
  }
}
