import {
  InputError,
  parseOwnTask,
  readJson,
  SuiteError,
  ValueLimitError,
  type Suite,
  type Task,
} from '../../datasets/index.ts';
import { expected, LineFault, valueOf, type Fields } from './line-fields.ts';

/** Finds the tasks that lines are about. */
export class LineTasks {
  readonly #open: () => Promise<Suite>;
  #opened: Promise<Suite> | undefined;
  readonly #tasks = new Map<string, ReadonlyMap<string, Task>>();

  /** @param open gets the suite; asked once, at the first line that names a task by its id */
  constructor(open: () => Promise<Suite>) {
    this.#open = open;
  }

  suite(): Promise<Suite> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** @throws {LineFault} where there is no such task; {SuiteError} when the suite itself cannot be had */
  async of(fields: Fields): Promise<Task> {
    const inline = fields.get('task');
    if (inline !== undefined) return readOwnTask(inline.raw);
    const id = valueOf(fields, 'id');
    if (typeof id !== 'string')
      throw new LineFault(expected('"id" to be the id of a task, or "task" inline', id));
    const category = valueOf(fields, 'category') ?? (await this.suite()).categoryOf(id);
    if (category === undefined)
      throw new LineFault(`"${id}" is no id of this suite and there is no "category"`);
    if (typeof category !== 'string') throw new LineFault(expected('"category" to be a text', category));
    const task = (await this.#tasksOf(category)).get(id);
    if (task === undefined) throw new LineFault(`category ${category} has no task "${id}"`);
    return task;
  }

  async #tasksOf(category: string): Promise<ReadonlyMap<string, Task>> {
    const known = this.#tasks.get(category);
    if (known !== undefined) return known;
    const suite = await this.suite();
    if (!suite.categories.some(({ name }) => name === category)) {
      throw new LineFault(
        `unknown category "${category}"; expected one of ${suite.categories.map(({ name }) => name).join(', ')}`,
      );
    }
    const tasks = new Map((await suite.tasks(category)).map((task) => [task.id, task]));
    this.#tasks.set(category, tasks);
    return tasks;
  }
}

function readOwnTask(raw: string): Task {
  try {
    return parseOwnTask(readJson(raw), '"task"');
  } catch (error) {
    if (error instanceof SuiteError || error instanceof InputError || error instanceof ValueLimitError) {
      throw new LineFault(error.message);
    }
    throw error;
  }
}
