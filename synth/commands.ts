import type { CommandEntry } from '../datasets/index.ts';

/** For `inftool submit`. */
export const loadShardedSynth = async () => (await import('./shards/sharded-synth.ts')).shardedSynth;

export const synthCommands: readonly CommandEntry[] = [
  {
    name: 'tree',
    summary: 'tools out of API specs: clustered, merged, held out by domain',
    pace: 'brief',
    load: async () => (await import('./tree/command.ts')).treeCommand,
  },
  {
    name: 'synth',
    summary: 'verified trajectories, suites and a yield table out of API specs',
    load: async () => (await import('./command.ts')).synthCommand,
  },
];
