import type { CommandEntry } from '../datasets/index.ts';

export const trainCommands: readonly CommandEntry[] = [
  {
    name: 'loop',
    summary: 'synthesise, train, score, decide, again: the closed loop, with its report',
    load: async () => (await import('./loop/command.ts')).loopCommand,
  },
];
