import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  InputError,
  isDict,
  JsonSyntaxError,
  ManifestSchema,
  readJson,
  ValueLimitError,
  VerdictRowSchema,
  type Dict,
  type Manifest,
  type Suite,
} from '../../datasets/index.ts';
import { fileLineBatches, firstLine } from './file-lines.ts';
import type { Layout } from './layout.ts';
import { filesBelow, subfolders } from './result-tree.ts';

/** What a score directory holds of one model. */
export type KnownScores = {
  /** First lines of its score files, by category. */
  readonly headers: ReadonlyMap<string, Dict>;
  /** Absent where an official evaluator wrote the scores. */
  readonly manifest: Manifest | undefined;
};

/**
 * What a score directory holds, by model in byte order; nothing where there is none.
 * @param except models that are of no interest
 * @throws {InputError} for files that are no scores or no record of ours, and for scores of another suite, other data
 *   or another grader
 */
export async function readScoreDirectory(
  directory: string,
  layout: Layout,
  suite: Suite,
  grader: string,
  except: ReadonlySet<string> = new Set(),
): Promise<Map<string, KnownScores>> {
  const known = new Map<string, KnownScores>();
  if (!(await exists(directory))) return known;
  for (const model of await subfolders(directory, '--score-dir')) {
    if (except.has(model)) continue;
    const folder = join(directory, model);
    const manifest = await readManifest(join(folder, 'manifest.json'));
    if (manifest !== undefined) checkProvenance(manifest, suite, grader, directory);
    known.set(model, { headers: await readHeaders(folder, layout), manifest });
  }
  return known;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

function checkProvenance(manifest: Manifest, suite: Suite, grader: string, directory: string): void {
  const differences = [
    ['the suite', manifest.suite.id, suite.id],
    ['data of digest', manifest.suite.digest, suite.digest],
    ['the grader', manifest.grader, grader],
  ].filter(([, there, here]) => there !== here);
  const [what, there, here] = differences[0] ?? [];
  if (what === undefined) return;
  throw new InputError(
    `${directory} holds scores of ${manifest.model} by ${what} ${there ?? ''}, this run uses ${here ?? ''}. Scores of both do not go into one table: choose another --score-dir, or remove the old scores.`,
  );
}

async function readHeaders(folder: string, layout: Layout): Promise<Map<string, Dict>> {
  const headers = new Map<string, Dict>();
  for (const name of await filesBelow(folder)) {
    const category = layout.scoredCategory(name.slice(name.lastIndexOf('/') + 1));
    if (category !== undefined) headers.set(category.name, readHeader(join(folder, name)));
  }
  return headers;
}

function readHeader(path: string): Dict {
  const header = tryJson(firstLine(path));
  if (isDict(header) && typeof header.get('accuracy') === 'number' && header.has('total_count')) {
    return header;
  }
  throw new InputError(
    `${path}:1: expected a score file's first line with "accuracy" and "total_count". Remove the file, or evaluate its category anew into another --score-dir.`,
  );
}

function tryJson(line: string) {
  try {
    return readJson(line);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError) return undefined;
    throw error;
  }
}

const notOurs = 'Remove its folder, or choose another --score-dir.';

async function readManifest(path: string): Promise<Manifest | undefined> {
  if (!(await exists(path))) return undefined;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(`${path} cannot be read (${String(error)}). ${notOurs}`, { cause: error });
  });
  return parseRecord(ManifestSchema, text, path);
}

/** The lines that an earlier `evaluate` wrote, by category. @throws {InputError} if they are gone, or no verdicts */
export async function verdictLines(path: string): Promise<Map<string, string>> {
  const byCategory = new Map<string, string>();
  if (!(await exists(path))) {
    throw new InputError(
      `${path} is missing, and the manifest.json beside it speaks of its verdicts. Put it back, or remove the folder and evaluate anew.`,
    );
  }
  let number = 0;
  for await (const batch of fileLineBatches(path)) {
    for (const line of batch) {
      const { category } = parseRecord(VerdictRowSchema, line, `${path}:${++number}`);
      byCategory.set(category, `${byCategory.get(category) ?? ''}${line}\n`);
    }
  }
  return byCategory;
}

function parseRecord<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  where: string,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new InputError(`${where}: expected a record as \`inftool evaluate\` writes it. ${notOurs}`, {
      cause: error,
    });
  }
}
