import {
  type ContaminationAudit,
  type ToolSpec,
  type Trajectory,
  type Verification,
} from '../../datasets/index.ts';
import { faultsOf } from '../values/argument-check.ts';
import { readTasks, truthFault, verdictFault, type Fault } from './grader-checks.ts';
import { NearDuplicates, shinglesOf } from './near-duplicates.ts';
import { decisionsOf } from './tasks-of.ts';
import { tellingFault, type SpokenForms } from './telling.ts';

/** From this likeness on, two conversations of one split count as one. */
export const NEAR_DUPLICATE_THRESHOLD = 0.8;

export type JudgeOptions = {
  /** undefined: nothing is audited, which the yield has to say. */
  readonly contamination: ContaminationAudit | undefined;
  /** Of the hashes that near-duplicates are found by. */
  readonly seed: number;
  /** Likeness from 0 to 1; NEAR_DUPLICATE_THRESHOLD if left out. */
  readonly nearDuplicateThreshold?: number;
};

export type VerifierOptions = JudgeOptions & { readonly spokenForms: SpokenForms };

/** @param fault that the trajectory has by itself */
export type Judge = (trajectory: Trajectory, fault: Fault | undefined) => Verification;

/** @param tools those that the trajectory was played with */
export type Verifier = (trajectory: Trajectory, tools: readonly ToolSpec[]) => Verification;

/**
 * Decides what is kept, by program alone: the conversation came to its end; its tasks are read, pass with the truth and fail
 * without it; what the assistant did passes; every call fits its tool's schema and was answered without error; nobody gave away
 * what was held back and everything told was said; it is no near-duplicate of what was kept before in its split; it is not
 * contaminated. The first fault is the reason. Remembers what it kept: the same trajectories in the same order get the same
 * verifications, so that a run that goes on verifies from its start.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const judge = createJudge(options);
  return (trajectory, tools) => judge(trajectory, ownFaultOf(trajectory, tools, options.spokenForms));
}

/** The part of a verifier that looks at trajectories beside each other, and beside a benchmark. */
export function createJudge(options: JudgeOptions): Judge {
  const known = new Map<string, NearDuplicates>();
  const duplicatesIn = (split: string) => {
    const threshold = options.nearDuplicateThreshold ?? NEAR_DUPLICATE_THRESHOLD;
    const found = known.get(split) ?? new NearDuplicates(options.seed, threshold);
    known.set(split, found);
    return found;
  };
  return (trajectory, ownFault) => {
    const { id, scenario } = trajectory;
    if (ownFault !== undefined) return { id, kept: false, ...ownFault };
    const duplicates = duplicatesIn(scenario.split);
    const shingles = shinglesOf(trajectory);
    const fault =
      duplicateFault(duplicates, shingles) ?? contaminationFault(trajectory, options.contamination);
    if (fault !== undefined) return { id, kept: false, ...fault };
    duplicates.add(id, shingles);
    return { id, kept: true };
  };
}

/** The first fault that a trajectory has by itself. @param offered the tools it was played with */
export function ownFaultOf(
  trajectory: Trajectory,
  offered: readonly ToolSpec[],
  spokenForms: SpokenForms,
): Fault | undefined {
  const { outcome, detail } = trajectory;
  if (outcome === 'infrastructure') return { reason: 'infrastructure', detail };
  if (outcome === 'forced_stop') return { reason: 'not_finished', detail };
  const decisions = readTasks(decisionsOf(trajectory));
  if ('reason' in decisions) return decisions;
  if (decisions.length === 0) return { reason: 'not_finished', detail: 'the assistant never answers' };
  const tools = new Map(offered.map((tool) => [tool.name, tool]));
  return (
    truthFault(decisions) ??
    verdictFault(trajectory, decisions) ??
    schemaFault(trajectory, tools) ??
    serverFault(trajectory) ??
    tellingFault(
      trajectory,
      ({ call }) => tools.get(trajectory.scenario.calls[call]?.name ?? ''),
      spokenForms,
    )
  );
}

type ToolsByName = ReadonlyMap<string, ToolSpec>;

function schemaFault({ scenario, messages }: Trajectory, tools: ToolsByName): Fault | undefined {
  const made = messages.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
  const calls = [
    ...scenario.calls.map(({ name, arguments: given }) => ({
      by: 'the truth',
      name,
      given: given,
    })),
    ...made.map(({ name, arguments: text }) => ({ by: 'the assistant', name, given: parsed(text) })),
  ];
  for (const { by, name, given } of calls) {
    const tool = tools.get(name);
    const faults = tool === undefined ? ['there is no such tool'] : faultsOf(tool, given);
    if (faults.length > 0) return { reason: 'schema', detail: `${by} calls ${name}: ${faults.join('; ')}` };
  }
  return undefined;
}

/** Arguments as written; text that is no JSON stays a text, which satisfies no tool's schema. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function serverFault({ messages }: Trajectory): Fault | undefined {
  const answers = messages.flatMap((message) => (message.role === 'tool' ? [message] : []));
  const failed = answers.find((answer) => answer.is_error);
  if (failed !== undefined) {
    return { reason: 'server_error', detail: `the server answers ${failed.call_id} with: ${failed.content}` };
  }
  const answered = new Set(answers.map((answer) => answer.call_id));
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
  const open = calls.find(({ id }) => !answered.has(id));
  if (open === undefined) return undefined;
  return { reason: 'server_error', detail: `the server never answers ${open.id}, a call of ${open.name}` };
}

function duplicateFault(duplicates: NearDuplicates, shingles: ReadonlySet<number>): Fault | undefined {
  const found = duplicates.find(shingles);
  if (found === undefined) return undefined;
  const detail = `${(100 * found.likeness).toFixed(0)} % like ${found.id}, which was kept`;
  return { reason: 'near_duplicate', detail };
}

function contaminationFault(
  { tools, scenario, messages }: Trajectory,
  audit: ContaminationAudit | undefined,
): Fault | undefined {
  // Each message by itself: no run of words goes from one to the next.
  const said = messages.flatMap(({ role, content }) => (role === 'user' ? [content] : []));
  const fault = audit?.faultOf(tools, scenario.calls, said);
  return fault === undefined ? undefined : { reason: 'contaminated', detail: fault };
}
