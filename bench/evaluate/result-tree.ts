import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { InputError, type Category } from '../../datasets/index.ts';
import { compareBytes } from './byte-order.ts';
import type { Layout } from './layout.ts';

export type ResultFile = {
  readonly path: string;
  /** Below the result directory, with `/`. */
  readonly name: string;
  /** null: the ids tell. */
  readonly category: Category | null;
};

export type ModelFolder = {
  readonly model: string;
  readonly path: string;
  readonly files: readonly ResultFile[];
};

export type ResultTree = {
  /** Those with result files, or with failures, in byte order of their names. */
  readonly models: readonly ModelFolder[];
  /** Names of the other folders. */
  readonly without: readonly string[];
};

/**
 * The result files below every model's folder.
 * @param models names of folders, where not all are wanted
 * @throws {InputError} for a directory that cannot be read or is one model's, a model without results, a file of a category or BFCL
 *   version that the suite does not have, and two files for one category
 */
export async function findResults(
  directory: string,
  layout: Layout,
  models: readonly string[] | undefined,
): Promise<ResultTree> {
  const folders = await subfolders(directory, '--result-dir');
  const wanted = models === undefined ? folders : [...new Set(models)].sort(compareBytes);
  const unknown = wanted.find((model) => !folders.includes(model));
  if (unknown !== undefined) {
    throw new InputError(
      `--model: there is no folder "${unknown}" in ${directory}. It holds ${folders.join(', ') || 'none'}.`,
    );
  }
  const found = await Promise.all(
    wanted.map(async (model) => ({
      model,
      path: join(directory, model),
      files: await resultFiles(directory, model, layout),
    })),
  );
  const counts = await Promise.all(
    found.map(async ({ path, files }) => files.length > 0 || (await holdsFailures(path))),
  );
  const tree = {
    models: found.filter((_, index) => counts[index]),
    without: found.filter((_, index) => !counts[index]).map(({ model }) => model),
  };
  if (tree.models.length === 0) throw new InputError(nothingFound(directory, tree.without));
  return tree;
}

/** Nothing but tasks that got no answer is something, too. */
async function holdsFailures(folder: string): Promise<boolean> {
  const file = await stat(join(folder, 'failures.jsonl')).catch(() => undefined);
  return (file?.size ?? 0) > 0;
}

function nothingFound(directory: string, folders: readonly string[]): string {
  const seen = folders.length === 0 ? 'It has no folders' : `Folders without results: ${folders.join(', ')}`;
  return `${directory} holds no results: expected <model>/…_result.json below it. ${seen}. Point --result-dir at the folder that holds one folder per model.`;
}

/**
 * Names of the folders in `directory`, sorted by bytes; links to folders count, hidden ones do not.
 * @param option that names the directory, for messages
 */
export async function subfolders(directory: string, option: string): Promise<string[]> {
  const folders: string[] = [];
  for (const entry of await list(directory, ` Name another with ${option}.`)) {
    if (entry.name.startsWith('.')) continue;
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(join(directory, entry.name))
      : entry.isDirectory();
    if (isFolder) folders.push(entry.name);
  }
  return folders.sort(compareBytes);
}

/** A broken link counts: what it stood for is missed when it is read. */
async function leadsToFolder(link: string): Promise<boolean> {
  const target = await stat(link).catch(() => null);
  return target?.isDirectory() ?? true;
}

async function list(directory: string, advice = '') {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${directory} cannot be read as a directory (${reason}).${advice}`, {
      cause: error,
    });
  }
}

/** All files below a folder, as paths with `/` relative to it, sorted by bytes. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await list(folder)) {
    if (entry.isDirectory()) {
      found.push(...(await filesBelow(join(folder, entry.name))).map((name) => `${entry.name}/${name}`));
    } else found.push(entry.name);
  }
  return found.sort(compareBytes);
}

async function resultFiles(directory: string, model: string, layout: Layout): Promise<ResultFile[]> {
  const files: ResultFile[] = [];
  const byCategory = new Map<Category, string>();
  for (const below of await filesBelow(join(directory, model))) {
    const kind = layout.resultFile(below.slice(below.lastIndexOf('/') + 1));
    const name = `${model}/${below}`;
    const path = join(directory, name);
    if (kind.kind === 'refused') {
      throw new InputError(`${path}: ${kind.reason}. Rename or move the file, or generate its results anew.`);
    }
    if (kind.kind === 'any-category') files.push({ path, name, category: null });
    if (kind.kind !== 'category') continue;
    if (posix.dirname(name) === kind.category.folder) {
      throw new InputError(
        `${directory} is the folder of one model: it holds ${name}. Point --result-dir at the folder above it, ${dirname(directory)}, and name it with --model ${basename(directory)}.`,
      );
    }
    const other = byCategory.get(kind.category);
    if (other !== undefined) {
      throw new InputError(
        `${path}: ${other} holds results of the same category. Keep one of the two, or, if they are of two models, point --result-dir at the folder that holds one folder per model.`,
      );
    }
    byCategory.set(kind.category, name);
    files.push({ path, name, category: kind.category });
  }
  return files;
}
