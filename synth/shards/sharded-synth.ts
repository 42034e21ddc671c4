import { LineCount, readCommandLine, refuseCredentials, type ShardedCommand } from '../../bench/index.ts';
import { InputError, type Io } from '../../datasets/index.ts';
import { synthCommand } from '../command.ts';
import { mergeShards } from '../make.ts';
import { filesIn, readShard } from './shard-folder.ts';

/** `synth` in parts. */
export const shardedSynth: ShardedCommand = {
  name: 'synth',
  open(commandLine, io) {
    const { options } = readCommandLine(synthCommand, commandLine, ['out', 'shard', 'merge']);
    refuseCredentials(options.baseUrl);
    if (options.count + options.heldOut === 0)
      throw new InputError('There is nothing to play: expected --count or --held-out above 0.');
    const lines = new LineCount();
    return Promise.resolve({
      folderFlag: '--out',
      usualFolder: 'runs/synth',
      fixed: [],
      async progress(folder) {
        const shard = await readShard(folder);
        if (shard === undefined) return undefined;
        return { done: await lines.of(filesIn(folder).plays), total: shard.plays };
      },
      async merge(folders, { folder, isOverwriting }) {
        let text = '';
        const heard: Io = {
          ...io,
          stdout: { ...io.stdout, write: (part) => Promise.resolve(void (text += part)) },
        };
        const exitCode = await mergeShards({ ...options, out: folder }, folders, heard, isOverwriting);
        return { text, record: [{ folder }], exitCode };
      },
    });
  },
};
