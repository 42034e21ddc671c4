import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  InputError,
  isDict,
  JsonSyntaxError,
  readJson,
  writeJson,
  type Dict,
  type ReadonlyDict,
  replaceFile,
} from '../../datasets/index.ts';

/** A conversation that has a memory. */
export type MemoryTask = {
  /** `memory_<backend>_prereq_<n>-<scenario>-<k>` of one that fills it, `memory_<backend>_<n>-<scenario>-<k>` of a question. */
  readonly id: string;
  readonly scenario: string;
};

export type Remembered = {
  /** Goes into the configuration of the task's memory; undefined where it begins empty. */
  readonly snapshot?: Dict;
  /** Why it begins empty though something should be remembered. */
  readonly notice?: string;
};

/**
 * What a conversation finds remembered: what the last conversation before it in its scenario has left. The first one of a
 * scenario finds nothing, whatever an earlier run has left there.
 * @param modelFolder `<result-dir>/<model>`; memories of one scenario, backend and folder belong to one chain of
 *   conversations, one after the other, and to no other
 * @throws {InputError} for a file that cannot be read or is no snapshot
 * @see bfcl-eval `_prepare_snapshot`
 */
export async function readMemory(modelFolder: string, task: MemoryTask): Promise<Remembered> {
  if (isPrerequisite(task) && task.id.endsWith('-0')) return {};
  const file = path.join(folderOf(modelFolder, task), `${task.scenario}_final.json`);
  const text = await textOf(file);
  if (text !== undefined) return { snapshot: snapshotIn(text, file) };
  return {
    notice: `${task.id} begins with an empty memory: there is no ${file}. Did the conversation before it fail?`,
  };
}

/**
 * What a prerequisite has left, whatever has come after it.
 * @returns undefined where it has left nothing
 * @throws {InputError} for a file that cannot be read or is no snapshot
 */
export async function readCheckpoint(modelFolder: string, task: MemoryTask): Promise<Dict | undefined> {
  const file = checkpointOf(modelFolder, task);
  const text = await textOf(file);
  return text === undefined ? undefined : snapshotIn(text, file);
}

/**
 * Leaves what a prerequisite remembers to the conversations after it. The official's two files, byte for byte; each is
 * written aside and moved into its place.
 * @throws {RangeError} for a question: it leaves nothing
 * @throws {InputError} if a file cannot be written
 * @see bfcl-eval `_flush_memory_to_local_file`
 */
export async function writeMemory(
  modelFolder: string,
  task: MemoryTask,
  snapshot: ReadonlyDict,
): Promise<void> {
  if (!isPrerequisite(task)) throw new RangeError(`${task.id} is a question: it leaves no memory`);
  const folder = folderOf(modelFolder, task);
  const text = writeJson(new Map(snapshot), { indent: 4 });
  await writeSnapshot(checkpointOf(modelFolder, task), text);
  await writeSnapshot(path.join(folder, `${task.scenario}_final.json`), text);
}

function checkpointOf(modelFolder: string, task: MemoryTask): string {
  return path.join(folderOf(modelFolder, task), 'prereq_checkpoints', `${task.id}.json`);
}

function isPrerequisite({ id }: MemoryTask): boolean {
  return id.includes('prereq');
}

function folderOf(modelFolder: string, { id, scenario }: MemoryTask): string {
  const [, backend] = /^memory_(\w+?)_(?:prereq_)?[^_]*$/.exec(id) ?? [];
  if (backend === undefined || !isFileName(id) || !isFileName(scenario))
    throw new RangeError(`expected a task and scenario of memory, got ${id} and ${scenario}`);
  return path.join(modelFolder, 'agentic', 'memory', backend, 'memory_snapshot');
}

function isFileName(name: string): boolean {
  return /^[\w.:-]+$/.test(name) && !/^\.+$/.test(name);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new InputError(`${file} cannot be read (${String(error)}).`, { cause: error });
  }
}

function snapshotIn(text: string, file: string): Dict {
  try {
    const snapshot = readJson(text);
    if (isDict(snapshot)) return snapshot;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw new InputError(
    `${file}: expected a memory snapshot (a JSON object). Remove it and run the prerequisites of its scenario again.`,
  );
}

async function writeSnapshot(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw new InputError(`${file} cannot be written (${String(error)}).`, { cause: error });
  }
}
