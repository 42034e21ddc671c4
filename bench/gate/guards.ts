import type { PairedTask, TaskMeasure } from '../compare/pair-tasks.ts';

export const guardNames = ['over_calling', 'abstaining', 'surplus_calls', 'output_tokens'] as const;
export type GuardName = (typeof guardNames)[number];

/** Something that training for a score games. More of it is worse. */
export type Guard = {
  readonly name: GuardName;
  readonly description: string;
  /** The margin is a share of the base's mean. */
  readonly isRelative: boolean;
  /** Whether it can be told of a task. */
  readonly counts: (task: Pick<PairedTask, 'checker'>) => boolean;
  /** Undefined where a run has not measured it. */
  readonly valueOf: (measure: TaskMeasure) => number | undefined;
};

export const guards: Readonly<Record<GuardName, Guard>> = {
  over_calling: {
    name: 'over_calling',
    description: 'share of the tasks that no tool is for in which one is called',
    isRelative: false,
    counts: ({ checker }) => checker === 'irrelevance',
    valueOf: ({ calls }) => (calls === undefined ? undefined : Number(calls > 0)),
  },
  abstaining: {
    name: 'abstaining',
    description: 'share of the tasks that tools are for in which none is called',
    isRelative: false,
    counts: ({ checker }) => checker !== 'irrelevance',
    valueOf: ({ calls }) => (calls === undefined ? undefined : Number(calls === 0)),
  },
  surplus_calls: {
    name: 'surplus_calls',
    description:
      'calls in a turn of the user beyond those expected, mean over tasks that expect calls or none',
    isRelative: false,
    counts: ({ checker }) => checker !== 'agentic',
    valueOf: ({ calls, expectedCalls: expected, turns = 1 }) =>
      calls === undefined || expected === undefined
        ? undefined
        : Math.max(0, calls - expected) / Math.max(1, turns),
  },
  output_tokens: {
    name: 'output_tokens',
    description: 'tokens that the model writes in a task, mean over tasks',
    isRelative: true,
    counts: () => true,
    valueOf: ({ outputTokens }) => outputTokens,
  },
};
