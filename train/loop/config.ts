import * as z from 'zod';
import { leastResamples } from '../../bench/index.ts';
import { TrlSettingsSchema } from '../engines/engine-config.ts';

const share = z.number().min(0).max(1);
const count = z.int().positive();

const TrainingSchema = z.strictObject({
  batchSize: count,
  learningRate: z.number().positive(),
  epochs: count,
});

/** What a loop is made of; every part may be left out. Read from a YAML or JSON file. */
export const LoopConfigSchema = z
  .strictObject({
    /** OpenAPI documents or folders of them, and MCP servers' commands; none of both: this project's own documents. */
    specs: z.array(z.string()).default([]),
    mcp: z.array(z.string()).default([]),
    seed: z.int().default(1),
    /** What later rounds learn from: tasks like those that fail, all kinds alike, no GRPO, or the champion's own answers first. */
    arm: z.enum(['gaps', 'uniform', 'sft-only', 'self']).default('gaps'),
    rounds: count.default(2),
    /** Rounds without promotion after which the loop ends. */
    patience: count.default(2),
    /** The loop begins no round later than this after its start, in seconds of work. */
    budgetSeconds: z.number().positive().default(3600),
    /** Scenarios of the held-out suite, of which verification takes some away. */
    heldOutScenarios: count.default(3900),
    /** Scenarios of each round. */
    roundScenarios: count.default(3000),
    /** Of each round, on at most so many of its tasks; before GRPO, where there is any. */
    sft: TrainingSchema.extend({ examples: count, decay: z.number().min(0) }).default({
      examples: 3000,
      batchSize: 16,
      learningRate: 0.02,
      epochs: 4,
      decay: 1e-4,
    }),
    grpo: TrainingSchema.extend({
      groupSize: z.int().min(2),
      innerEpochs: count,
      clip: z.number().positive(),
      klWeight: z.number().min(0),
      scaleAdvantages: z.boolean().default(false),
      reward: z.enum(['gated', 'graded', 'binary']),
    }).default({
      batchSize: 32,
      learningRate: 0.01,
      epochs: 1,
      groupSize: 8,
      innerEpochs: 2,
      clip: 0.2,
      klWeight: 0.05,
      scaleAdvantages: false,
      reward: 'gated',
    }),
    /** Ways that decoding keeps side by side. */
    beam: count.default(4),
    gate: z
      .strictObject({
        superiority: share.lt(1),
        nonInferiority: share,
        resamples: count,
        /** Of false decisions to either side, over all decisions of the loop: half of it to each. */
        alpha: z.number().gt(0).max(0.5),
      })
      .default({ superiority: 0, nonInferiority: 0.01, resamples: 2000, alpha: 0.05 }),
    /** Trains a language model; missing: the reference policy, by `sft`, `grpo` and `beam` above. */
    engine: TrlSettingsSchema.optional(),
    /** Categories or groups of BFCL that checkpoints are scored on at the end; missing: all that are single-turn. */
    bfclCategories: z.array(z.string()).min(1).optional(),
  })
  .superRefine((config, context) => {
    if (config.engine !== undefined && config.arm === 'self')
      context.addIssue({
        code: 'custom',
        path: ['arm'],
        message: 'expected another one with an engine: there the reference policy alone plays the assistant',
      });
    const alpha = decisionAlpha(config);
    const needed = leastResamples(alpha);
    if (config.gate.resamples >= needed) return;
    const message = `expected at least ${needed} for an alpha of ${alpha} in each decision: fewer sign flips refuse nothing at so small an error`;
    context.addIssue({ code: 'custom', path: ['gate', 'resamples'], message });
  });
export type LoopConfig = z.output<typeof LoopConfigSchema>;
export type LoopStage = 'sft' | 'grpo';

/** What a round trains, one after the other: after each the gate decides. */
export function stagesOf({ arm }: Pick<LoopConfig, 'arm'>): readonly LoopStage[] {
  return arm === 'sft-only' ? ['sft'] : ['sft', 'grpo'];
}

/**
 * Two-sided alpha of one decision. Candidates of all rounds are looked at on the same tasks, so each decision has an equal part of
 * the loop's, as the rounds of a lineage have on an alpha ledger.
 */
export function decisionAlpha(config: Pick<LoopConfig, 'arm' | 'rounds' | 'gate'>): number {
  return config.gate.alpha / (config.rounds * stagesOf(config).length);
}
