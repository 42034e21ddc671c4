import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { parseOwnTask } from './own-suite-task.ts';
import { SuiteError, type Category, type Suite, type Task } from './suite.ts';
import { JsonSyntaxError, ValueLimitError } from './values/errors.ts';
import { readJson } from './values/json-read.ts';
import { isDict, type Value } from './values/value.ts';

/**
 * A user's suite: a JSON Lines file with a task a line (`datasets/README.md`). Its overall score is the share of
 * tasks passed; empty lines are skipped.
 * @throws {SuiteError} naming file and line
 */
export async function openOwnSuite(file: string): Promise<Suite> {
  const content = await readFile(file).catch((error: unknown) => {
    throw new SuiteError(`Cannot read the suite ${file}: ${String(error)}.`, { cause: error });
  });
  const id = basename(file).replace(/\.jsonl?$/, '');
  if (id === 'bfcl')
    throw new SuiteError(`${file}: a suite of your own cannot be named bfcl. Rename the file.`);
  const tasks = readTasks(content.toString('utf8'), file);
  const categories = categoriesOf(tasks);
  const digest = createHash('sha256').update(content).digest('hex');
  const categoryById = new Map(tasks.map(({ id, category }) => [id, category]));
  return {
    id,
    version: digest.slice(0, 12),
    digest,
    categories,
    groups: new Map([['all', categories.map(({ name }) => name)]]),
    categoryOf: (id) => categoryById.get(id),
    tasks: (name) => {
      if (!categories.some((category) => category.name === name)) {
        return Promise.reject(new SuiteError(`${file} has no category "${name}".`));
      }
      return Promise.resolve(tasks.filter(({ category }) => category === name));
    },
  };
}

function readTasks(text: string, file: string): readonly Task[] {
  const tasks: Task[] = [];
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${file}:${index + 1}`;
    const value = readLine(line, where);
    const task = parseOwnTask(value, where);
    if (!isDict(value) || !value.has('id')) throw new SuiteError(`${where}: expected an "id".`);
    const first = lines.get(task.id);
    if (first !== undefined) {
      throw new SuiteError(`${where}: the id "${task.id}" is that of line ${first} already.`);
    }
    lines.set(task.id, index + 1);
    tasks.push(task);
  }
  if (tasks.length === 0) throw new SuiteError(`${file}: expected a task a line; there is none.`);
  return tasks;
}

function readLine(line: string, where: string): Value {
  try {
    return readJson(line);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError || error instanceof ValueLimitError)) throw error;
    const advice = error.message.includes('BOM') ? ' Save the file without a byte order mark.' : '';
    throw new SuiteError(`${where}: expected a JSON object on one line; ${error.message}.${advice}`, {
      cause: error,
    });
  }
}

/** In the order of their first tasks, whose language and checker stand for the category's. */
function categoriesOf(tasks: readonly Task[]): readonly Category[] {
  const firsts = new Map<string, Task>();
  for (const task of tasks) if (!firsts.has(task.category)) firsts.set(task.category, task);
  return [...firsts].map(([name, { language, checker }]) => {
    const count = tasks.filter(({ category }) => category === name).length;
    const weight = count / tasks.length;
    return { name, folder: 'own', family: name, weight, language, checker, cluster: 'task', count };
  });
}
