import * as z from 'zod';
import type { Comparison } from '../compare.ts';
import { OfficialProcess } from '../official-process.ts';

const AnswerSchema = z.record(z.string(), z.unknown());
export type Answer = z.infer<typeof AnswerSchema>;

/** The official evaluator of what is executed. */
export class OfficialExecutor extends OfficialProcess<Answer> {
  constructor(python: string) {
    super(python, 'execute_cases.py', AnswerSchema);
  }
}

/** One question to both sides. */
export type ExecutedCase = {
  readonly stratum: string;
  /** As `execute_cases.py` reads it. */
  readonly line: string;
  readonly compare: (official: Answer) => Comparison;
  /** Of the question, for people. */
  readonly shown: string;
  /** Smaller questions of the kind. */
  readonly smaller: () => Iterable<ExecutedCase>;
};

const NotAnsweredSchema = z.union([
  z.strictObject({ abort: z.string() }),
  z.strictObject({ timeout: z.literal(true) }),
  z.strictObject({ oversized: z.number() }),
]);

/** What there is to say of an official answer that is none; undefined for one that is. */
export function unanswered(official: Answer, isOursAbort: boolean, ours: string): Comparison | undefined {
  const read = NotAnsweredSchema.safeParse(official);
  if (!read.success) {
    if (!isOursAbort) return undefined;
    return { kind: 'different', field: 'abort', ours, official: JSON.stringify(official).slice(0, 2000) };
  }
  if ('timeout' in read.data) return { kind: 'named', name: 'resource limit: the time of the official' };
  if ('oversized' in read.data)
    return { kind: 'named', name: 'resource limit: the size of the official answer' };
  if (isOursAbort) return { kind: 'named', name: 'official abort' };
  return { kind: 'different', field: 'abort', ours, official: read.data.abort };
}

/**
 * The name of a difference in a text that ours says itself it does not follow the official in, or that no two runs share;
 * behind a colon what it was.
 */
export function namedText(ours: string, official: string): string | undefined {
  const [, what, tag] = /^(?:Error during execution: )?(.*) \[inftool:([a-z-]+)\]/s.exec(ours) ?? [];
  if (what !== undefined && tag !== undefined)
    return `${tag === 'evaluation-budget' ? 'resource limit' : tag}: ${what}`;
  // Where exactly Python's stack ends decides the rest of the text.
  const tooDeep = 'Error during execution: maximum recursion depth exceeded';
  if (ours.startsWith(tooDeep) && official.startsWith(tooDeep))
    return 'resource limit: the depth of a recursion';
  return / at 0x[0-9a-f]{6,}/.test(official + ours) ? 'nondeterminism: a memory address' : undefined;
}
