import type { CommandEntry } from './command.ts';

export const datasetsCommands: readonly CommandEntry[] = [
  {
    name: 'data',
    summary: 'pull the BFCL data, or say what is there',
    load: async () => (await import('./data-command.ts')).dataCommand,
  },
];
