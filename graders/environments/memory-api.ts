import { isDict, repr, writeJson, type Dict, type Value } from '../../datasets/index.ts';
import { deepCopy } from './attributes.ts';
import { raise } from './python.ts';

/** How much the two parts of a memory hold, and what they say when they are full. */
export type MemoryLimits = {
  readonly entries: number;
  /** In code points. */
  readonly entryLength: number;
};

export const coreLimits: MemoryLimits = { entries: 7, entryLength: 300 };
export const archivalLimits: MemoryLimits = { entries: 50, entryLength: 2000 };

/**
 * A memory's attributes as of the snapshot in a configuration; the official's own keys beside it say where the file with
 * it lies, which is not for an environment to know.
 * @returns undefined where the memory is to begin empty
 * @throws {DecodeError} for a snapshot that lacks one of them
 */
export function rememberedIn<Name extends string>(
  configuration: ReadonlyMap<Value, Value>,
  names: readonly Name[],
): Record<Name, Value> | undefined {
  const snapshot = configuration.get('snapshot') ?? null;
  if (snapshot === null || (isDict(snapshot) && snapshot.size === 0)) return undefined;
  if (!isDict(snapshot)) return raise('TypeError', `expected a dict as snapshot, got ${repr(snapshot)}`);
  const attributes = names.map((name) => {
    const value = snapshot.get(name);
    return [name, value === undefined ? raise('KeyError', repr(name)) : deepCopy(value)] as const;
  });
  return Object.fromEntries(attributes) as Record<Name, Value>;
}

/** `json.dumps(memory, indent=4)`. */
export function memoryText(memory: Value): string {
  return writeJson(memory, { indent: 4 });
}

/** A copy of what is remembered. */
export function snapshotOf(attributes: Readonly<Record<string, Value>>): Dict {
  const copies = new Map<Value, Value>();
  return new Map(Object.entries(attributes).map(([name, value]) => [name, deepCopy(value, copies)] as const));
}
