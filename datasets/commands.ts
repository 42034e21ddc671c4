import type { CommandEntry } from './command.ts';

export const datasetsCommands: readonly CommandEntry[] = [
  {
    name: 'data',
    summary: 'pull the BFCL data, say what is there, or look for it in training data',
    load: async () => (await import('./data-command.ts')).dataCommand,
  },
];
