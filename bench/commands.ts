import type { CommandEntry } from '../datasets/index.ts';
import type { ModelProvider } from './models/provider.ts';
import { recordedProvider } from './models/recorded.ts';
import type { ShardedCommand } from './submit/sharded-command.ts';

/** For work on InfTool itself. */
const ownWork: readonly CommandEntry[] = [
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
    pace: 'even',
    isHidden: true,
    load: async () => (await import('./hostile/command.ts')).hostileCommand,
  },
  {
    name: 'endurance',
    summary: 'generate under load, faults and kills',
    isHidden: true,
    load: async () => (await import('./endurance/command.ts')).enduranceCommand,
  },
  {
    name: 'calibrate',
    summary: 'count wrong decisions of the gate on simulated pairs',
    isHidden: true,
    load: async () => (await import('./calibrate/command.ts')).calibrateCommand,
  },
  {
    name: 'local-model',
    summary: 'ask and grade a small model on this machine',
    isHidden: true,
    load: async () => (await import('./local-model/command.ts')).localModelCommand,
  },
  {
    name: 'ray-trial',
    summary: 'try submit on a Ray cluster of this machine',
    isHidden: true,
    load: async () => (await import('./submit/trial/command.ts')).rayTrialCommand,
  },
];

const commands: readonly CommandEntry[] = [
  {
    name: 'grade',
    summary: 'verdicts on a stream of outputs: JSONL in, JSONL out',
    pace: 'even',
    load: async () => (await import('./grade/command.ts')).gradeCommand,
  },
  {
    name: 'decode',
    summary: 'calls in a stream of outputs: JSONL in, JSONL out',
    pace: 'even',
    load: async () => (await import('./decode/command.ts')).decodeCommand,
  },
  {
    name: 'evaluate',
    summary: "score BFCL's result/ tree: score/ tree, CSV files, verdicts, table",
    pace: 'brief',
    load: async () => (await import('./evaluate/command.ts')).evaluateCommand,
  },
  {
    name: 'merge',
    summary: 'join what shards of generate wrote: one result/ tree',
    load: async () => (await import('./merge/command.ts')).mergeCommand,
  },
  {
    name: 'gate',
    summary: 'decide whether a candidate is better than a base',
    pace: 'brief',
    load: async () => (await import('./gate/command.ts')).gateCommand,
  },
  {
    name: 'report',
    summary: 'compare runs: terminal, CSV, Markdown, JUnit, one HTML page',
    pace: 'brief',
    load: async () => (await import('./report/command.ts')).reportCommand,
  },
  {
    name: 'mcp',
    summary: 'serve environments over MCP, for any client to play in',
    load: async () => (await import('./environments/command.ts')).mcpCommand,
  },
  {
    name: 'baselines',
    summary: 'grade three scripted baselines over all single-turn categories',
    pace: 'brief',
    load: async () => (await import('./baselines/command.ts')).baselinesCommand,
  },
];

/**
 * @param providers of the models that rooms to the right have
 * @param sharded commands of rooms to the right that can be submitted
 */
export const benchCommands = (
  providers: readonly ModelProvider[],
  sharded: readonly (() => Promise<ShardedCommand>)[],
): readonly CommandEntry[] => [
  {
    name: 'generate',
    summary: 'ask a model the tasks of a suite: result/ tree',
    load: async () =>
      (await import('./generate/command.ts')).generateCommand([recordedProvider, ...providers]),
  },
  {
    name: 'submit',
    summary: 'have shards of generate or synth done by a Ray cluster',
    load: async () => {
      const { submitCommand } = await import('./submit/command.ts');
      const { shardedGenerate } = await import('./submit/sharded-generate.ts');
      const others = await Promise.all(sharded.map((load) => load()));
      return submitCommand([shardedGenerate([recordedProvider, ...providers]), ...others]);
    },
  },
  ...commands,
  ...ownWork,
];
