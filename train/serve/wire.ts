import * as z from 'zod';

export const RewardNameSchema = z.enum(['gated', 'graded', 'binary']);

/** Items of one request, at most. */
const MOST_ITEMS = 4096;
const IdSchema = z.string().min(1).max(256);

const ScoreItemSchema = z
  .strictObject({
    /** Of one rollout, within its run. */
    id: IdSchema,
    /** Of the suite that the server was started with. */
    task_id: z.string().min(1).optional(),
    /** A task inline, as a line of a suite of one's own. */
    task: z.record(z.string(), z.unknown()).optional(),
    /** What the model answered, as in a result file: text, or calls; of executed tasks turns of steps. */
    result: z.union([z.string(), z.array(z.unknown())], 'expected a text or a list'),
    /** How `result` is read. */
    mode: z.enum(['prompt', 'fc']).default('prompt'),
    /** The tools were offered with `_` for every `.` in their names. */
    underscore_to_dot: z.boolean().default(false),
    /** Multi-turn: `result` has the steps of this turn alone, from 0 on; those before it went as the ground truth does. */
    turn: z.int().nonnegative().optional(),
  })
  .refine((item) => (item.task_id === undefined) !== (item.task === undefined), {
    message: 'expected "task_id" or "task", one of them',
  });
export type ScoreItem = z.output<typeof ScoreItemSchema>;

/** Body of `POST /v1/score`. */
export const ScoreRequestSchema = z.strictObject({
  run_id: IdSchema,
  /** The grader that the caller was started with: another one here is refused. */
  grader_version: z.string().optional(),
  /** The server's where it is left out. */
  reward: RewardNameSchema.optional(),
  items: z.array(ScoreItemSchema).min(1).max(MOST_ITEMS),
});

/** What one answer is worth, in the order asked. */
export type ScoredItem = {
  readonly id: string;
  readonly task_id: string;
  /** 0 to 1; 1 exactly where the verdict is a pass. */
  readonly reward: number;
  /** By name, in their order; those behind one that was not passed are missing. */
  readonly gates: Readonly<Record<string, boolean>>;
  readonly components: Readonly<Record<string, number>> | null;
  readonly verdict: {
    readonly valid: boolean;
    /** The official one, verbatim. */
    readonly error_type: string | null;
    readonly error: z.core.util.JSONType;
  };
};

export type ScoreResponse = {
  readonly run_id: string;
  readonly grader_version: string;
  readonly reward: z.output<typeof RewardNameSchema>;
  readonly items: readonly ScoredItem[];
};

/** Why there are no rewards. Asking again may help where the status is 503. */
export type Refusal = {
  readonly status: 400 | 401 | 404 | 408 | 409 | 413 | 415 | 422 | 500 | 503;
  readonly code:
    | 'bad_request'
    | 'unauthorized'
    | 'not_found'
    | 'too_large'
    | 'not_json'
    | 'grader_version'
    | 'item_changed'
    | 'unknown_task'
    | 'unusable_task'
    | 'not_finite'
    | 'overloaded'
    | 'too_slow'
    | 'broken_off'
    | 'ending'
    | 'internal';
  readonly message: string;
};
