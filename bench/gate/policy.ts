import * as z from 'zod';
import { InputError, readYaml } from '../../datasets/index.ts';
import { guardNames } from './guards.ts';

const margin = z.number().min(0).max(1);

const PrimarySchema = z.string().regex(/^(overall|(family|category):.+)$/, {
  error: 'expected overall, family:<name> or category:<name>',
});

const usualGuards = {
  over_calling: 0.02,
  abstaining: 0.02,
  surplus_calls: 0.25,
  output_tokens: 0.5,
} as const;

/** `gate.yaml`: what is to be shown, written down before the candidate is looked at. */
export const PolicySchema = z.strictObject({
  /** The one endpoint that decides. */
  primary: PrimarySchema.default('overall'),
  /** Of false decisions to either side, over all rounds of a lineage: half of it to each. */
  alpha: z.number().gt(0).max(0.5).default(0.05),
  margins: z
    .strictObject({
      /** A gain has to be greater than this. */
      superiority: margin.default(0),
      /** A loss up to this is none. */
      nonInferiority: margin.default(0.02),
    })
    .prefault({}),
  /** How much more of each there may be: a difference of rates, of calls a turn; of tokens a share of the base's mean. */
  guards: z.partialRecord(z.enum(guardNames), z.number().min(0)).default(usualGuards),
  /** Decisions that a lineage's alpha is for, an equal part for each. */
  rounds: z.int().positive().default(10),
  infrastructure: z
    .strictObject({
      /** Of the tasks asked for, that may be lost. */
      maxShare: z.number().min(0).max(1).default(0.05),
      /** Error texts in the place of an answer: lost, or graded as failures as official evaluators do. */
      suspects: z.enum(['lost', 'graded']).default('lost'),
    })
    .prefault({}),
  resamples: z.int().min(99).default(9_999),
  seed: z.int().default(1),
});
export type Policy = z.output<typeof PolicySchema>;

/** By which a test to either side can refuse at all. @param alpha two-sided */
export function leastResamples(alpha: number): number {
  return Math.ceil(2 / alpha - 1e-9) - 1;
}

export const usualPolicy: Policy = PolicySchema.parse({});

/** @param alpha two-sided, of one decision @throws {InputError} where no number of these sign flips could refuse anything */
export function refuseFewResamples({ resamples }: Policy, alpha: number): void {
  const needed = leastResamples(alpha);
  if (resamples >= needed) return;
  throw new InputError(
    `${resamples} sign flips refuse nothing at an alpha of ${alpha} in one decision: expected at least ${needed} resamples.`,
  );
}

/** @throws {InputError} for a file that cannot be read, or is no policy */
export async function readPolicy(file: string): Promise<Policy> {
  const parsed = PolicySchema.safeParse((await readYaml(file)) ?? {});
  if (parsed.success) return parsed.data;
  throw new InputError(`${file} is no gate policy:\n${z.prettifyError(parsed.error)}`);
}
