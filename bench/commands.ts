import type { CommandEntry } from '../datasets/index.ts';

export const benchCommands: readonly CommandEntry[] = [
  {
    name: 'grade',
    summary: 'verdicts on a stream of outputs: JSONL in, JSONL out',
    load: async () => (await import('./grade/command.ts')).gradeCommand,
  },
  {
    name: 'evaluate',
    summary: "score BFCL's result/ tree: score/ tree, CSV files, verdicts, table",
    isBrief: true,
    load: async () => (await import('./evaluate/command.ts')).evaluateCommand,
  },
  {
    name: 'gate',
    summary: 'decide whether a candidate is better than a base',
    isBrief: true,
    load: async () => (await import('./gate/command.ts')).gateCommand,
  },
  {
    name: 'baselines',
    summary: 'grade three scripted baselines over all single-turn categories',
    isBrief: true,
    load: async () => (await import('./baselines/command.ts')).baselinesCommand,
  },
  {
    name: 'parity',
    summary: 'compare with the official evaluator',
    isHidden: true,
    load: async () => (await import('./parity/command.ts')).parityCommand,
  },
  {
    name: 'speed',
    summary: 'time against the official evaluator',
    isHidden: true,
    load: async () => (await import('./speed/command.ts')).speedCommand,
  },
  {
    name: 'hostile',
    summary: 'grade outputs made to be slow',
    isHidden: true,
    load: async () => (await import('./hostile/command.ts')).hostileCommand,
  },
];
