import type { CommandEntry } from './command.ts';

export const datasetsCommands: readonly CommandEntry[] = [
  {
    name: 'data',
    summary: 'pull the BFCL data, say what is there, or look for it in training data',
    load: async () => (await import('./data-command.ts')).dataCommand,
  },
  {
    name: 'audit-measure',
    summary: 'plant leaks in clean rows, and count what data audit finds',
    isHidden: true,
    load: async () => (await import('./contamination/measure/command.ts')).measureCommand,
  },
];
