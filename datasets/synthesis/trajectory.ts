import * as z from 'zod';
import { ScenarioSchema } from './scenario.ts';

/** A tool call as it was made. `arguments` stays raw JSON text: parsing it is a checker's job. */
const ToolCallSchema = z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() });
export type ToolCall = z.output<typeof ToolCallSchema>;

const MessageSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: z.string() }),
  z.strictObject({ role: z.literal('assistant'), content: z.string(), calls: z.array(ToolCallSchema) }),
  z.strictObject({
    role: z.literal('tool'),
    call_id: z.string(),
    content: z.string(),
    is_error: z.boolean(),
  }),
]);
export type Message = z.output<typeof MessageSchema>;

/** One played conversation, whoever played it. */
export const TrajectorySchema = z.strictObject({
  record: z.literal('inftool-trajectory/1'),
  id: z.string(),
  scenario: ScenarioSchema,
  /** Function docs as the assistant was offered them: name, description, parameters. */
  tools: z.array(z.record(z.string(), z.json())),
  messages: z.array(MessageSchema),
  /** Who played: `procedural`, or the name of a model. */
  players: z.strictObject({ user: z.string(), assistant: z.string(), server: z.string() }),
  outcome: z.enum(['done', 'forced_stop', 'infrastructure']),
  /** Why it stopped where it is not `done`. */
  detail: z.string(),
});
export type Trajectory = z.output<typeof TrajectorySchema>;

/** Why a trajectory is not kept. */
export const RejectionSchema = z.enum([
  'not_finished',
  'infrastructure',
  /** The task that it makes is none that a suite takes. */
  'task_invalid',
  /** The ground truth does not pass its own task, or the empty answer does. */
  'truth_fails',
  'empty_passes',
  /** What the assistant did is not what the grader accepts. */
  'verdict',
  'schema',
  'server_error',
  /** A value was spoken before it was asked for, or never spoken at all. */
  'leak',
  'unspoken',
  'near_duplicate',
  'contaminated',
]);
export type Rejection = z.output<typeof RejectionSchema>;

/** Beside a trajectory, joined by id. */
export const VerificationSchema = z.discriminatedUnion('kept', [
  z.strictObject({ id: z.string(), kept: z.literal(true) }),
  z.strictObject({ id: z.string(), kept: z.literal(false), reason: RejectionSchema, detail: z.string() }),
]);
export type Verification = z.output<typeof VerificationSchema>;

/** How many of what was played was kept, and why the rest was not. */
export const YieldTableSchema = z.strictObject({
  record: z.literal('inftool-yield/1'),
  seed: z.int(),
  /** What it was audited against for contamination, suite and version; null: it was not, for lack of data. */
  audit: z.string().nullable(),
  rows: z.array(
    z.strictObject({
      kind: z.string(),
      split: z.string(),
      played: z.int().nonnegative(),
      kept: z.int().nonnegative(),
      rejected: z.partialRecord(RejectionSchema, z.int().positive()),
    }),
  ),
});
export type YieldTable = z.output<typeof YieldTableSchema>;
