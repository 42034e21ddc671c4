import type { Environment } from '../../graders/index.ts';
import type { MemoryText } from './conversation.ts';

/** What a memory tells before its conversation, undefined of an environment that is none. */
export function memoryTextOf({ memory, type }: Environment): MemoryText | undefined {
  if (memory === undefined) return undefined;
  const isUnified = ![...type.methods.keys()].some((name) => name.startsWith('archival_memory'));
  return { content: memory.context(), isUnified };
}
