import * as z from 'zod';

export const ScenarioKindSchema = z.enum([
  'single',
  'multiple',
  'parallel',
  'parallel_multiple',
  'irrelevance',
  'missing_parameter',
]);
export type ScenarioKind = z.output<typeof ScenarioKindSchema>;

export const SplitSchema = z.enum(['training', 'held_out']);
export type Split = z.output<typeof SplitSchema>;

/** One call of the ground-truth path. */
const TruthCallSchema = z.strictObject({
  /** Name of an offered tool. */
  name: z.string(),
  /** As executed against the simulated server before the talk: of what is kept, they satisfy the tool's schema. */
  arguments: z.record(z.string(), z.json()),
  /**
   * For every argument, and for those that may be given though the path leaves them out, the values that count as right;
   * `""` among them: may be left out. Fields of objects have lists of their own.
   */
  accepted: z.record(z.string(), z.array(z.json()).min(1)),
});
export type TruthCall = z.output<typeof TruthCallSchema>;

/** Something the user knows: a value of the path, as data, so that a program can tell who said it first. */
const FactSchema = z.strictObject({
  /** Index into the scenario's calls. */
  call: z.int().nonnegative(),
  /** Name of the argument. */
  parameter: z.string(),
  value: z.json(),
  /** `held_back`: told only when asked for. `implied`: nobody says it, the tool's default or its wording gives it. */
  telling: z.enum(['at_once', 'held_back', 'implied']),
});
export type Fact = z.output<typeof FactSchema>;

/** What a conversation is about, fixed before anyone speaks. */
export const ScenarioSchema = z.strictObject({
  /** `<split>/<kind>/<index>`, once in a plan. */
  id: z.string(),
  kind: ScenarioKindSchema,
  split: SplitSchema,
  seed: z.int(),
  /** Which half of the phrasings the user speaks in. */
  phrasing: SplitSchema,
  domain: z.string(),
  persona: z.string(),
  need: z.string(),
  /** Values to get right, tools to tell apart and calls to make, as one count. */
  difficulty: z.int().nonnegative(),
  /** Ids of tool specs, in the order they are offered. */
  tools: z.array(z.string()).min(1),
  /** The path. None where the right thing is not to call. */
  calls: z.array(TruthCallSchema),
  facts: z.array(FactSchema),
});
export type Scenario = z.output<typeof ScenarioSchema>;
