import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { GenerationSchema, InputError, type Generation, replaceFile } from '../../datasets/index.ts';

/** What must be the same for results to stand beside each other. */
const fields = ['model', 'mode', 'suite', 'seed', 'repeat', 'shard', 'sampling'] as const;

/**
 * Says how the results of a folder come about, or finds it said.
 * @returns what is said there: the day, for one, is that of the first run
 * @throws {InputError} where what is there came about otherwise, or nobody says how
 */
export async function claimGeneration(folder: string, generation: Generation): Promise<Generation> {
  const known = await readGeneration(folder);
  if (known !== undefined) {
    checkSame(known, generation, folder);
    return known;
  }
  await writeGeneration(folder, generation);
  return generation;
}

/** Says how many conversations a run is to have. */
export async function noteAsked(folder: string, generation: Generation, asked: number): Promise<void> {
  if (generation.asked !== asked) await writeGeneration(folder, { ...generation, asked });
}

export async function writeGeneration(folder: string, generation: Generation): Promise<void> {
  const file = path.join(folder, 'generation.json');
  await replaceFile(file, `${JSON.stringify(generation, null, 2)}\n`);
}

function checkSame(known: Generation, wanted: Generation, folder: string): void {
  for (const field of fields) {
    const [there, here] = [JSON.stringify(known[field]), JSON.stringify(wanted[field])];
    if (there === here) continue;
    throw new InputError(
      `${folder} holds results with ${field} ${there}, not ${here}: they would not go together. Run with what was used there, name another folder with --result-dir, or begin anew with --allow-overwrite.`,
    );
  }
}

/** @returns undefined where nobody says. @throws {InputError} where it is not said so that it can be understood */
export async function readGeneration(folder: string): Promise<Generation | undefined> {
  const file = path.join(folder, 'generation.json');
  const text = await textOf(file);
  if (text === undefined) return undefined;
  try {
    return GenerationSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(
      `${file}: expected a record of how results came about. Begin anew with --allow-overwrite.`,
      { cause },
    );
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
