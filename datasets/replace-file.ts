import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file in one piece: whoever reads it sees all of it, or what was there before. Its folder is made if need be. The name
 * of the file written aside is the same each time, so that what a killed process has left is written over.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const aside = `${file}.partial`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(aside, text);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
