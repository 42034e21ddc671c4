import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ensureBfcl,
  InputError,
  isDict,
  JsonSyntaxError,
  pulledEnvironmentTools,
  readJson,
  str,
  ValueLimitError,
  type Dict,
  type Io,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import {
  DecodeError,
  environmentClass,
  environmentNames,
  openInstances,
  pathTaskOf,
  settingFor,
  type CalendarDay,
  type EnvironmentClass,
  type PathTask,
  type Surroundings,
} from '../../graders/index.ts';
import { dayText, openSuite } from '../options.ts';
import type { OutsidePort } from './outside-port.ts';
import type { Stage } from './server.ts';
import { listedTool, undocumentedTools } from './tool-list.ts';

export type StageOptions = {
  /** Names of classes; of a task where there are none. */
  readonly environment?: readonly string[] | undefined;
  readonly task?: string | undefined;
  readonly suite?: string | undefined;
  readonly dataDir?: string | undefined;
  /** A file of configurations by class. */
  readonly config?: string | undefined;
  readonly longContext: boolean;
  readonly today: CalendarDay;
  readonly outside?: OutsidePort | undefined;
};

/** @throws {InputError} for environments, tasks and configurations that there are not, or that do not fit */
export async function openStage(options: StageOptions, io: Io): Promise<Stage> {
  const { environment, task: id } = options;
  if ((environment === undefined) === (id === undefined))
    throw new InputError(`Expected --environment or --task, one of them. ${knownText()}`);
  const found = id === undefined ? undefined : await taskOf(id, options, io);
  const origin = found === undefined ? emptyTask(environment ?? []) : pathOf(found);
  const classes = origin.classes.map(classOf);
  const task: PathTask = {
    ...origin,
    configuration: new Map([...origin.configuration, ...(await configured(options, origin, io))]),
    isLongContext: origin.isLongContext || options.longContext,
  };
  const longContext = task.isLongContext ? await longContextTexts(options, io) : new Map<string, Value>();
  const surroundings = { today: options.today, longContext };
  checkConfigurations(task, surroundings);
  const tools = found === undefined ? await toolsOf(classes, options, io) : found.tools.map(listedTool);
  const { outside } = options;
  return { task, surroundings, outside, tools, instructions: instructionsOf(task, options.today) };
}

function knownText(): string {
  return `Environments: ${environmentNames.join(', ')}.`;
}

function classOf(name: string): EnvironmentClass {
  const known = environmentClass(name);
  if (known === undefined) throw new InputError(`There is no environment "${name}". ${knownText()}`);
  return known;
}

function emptyTask(names: readonly string[]): PathTask {
  const classes = [...new Set(names)];
  return { id: 'session', classes, configuration: defaultConfigurations(), path: [], isLongContext: false };
}

/** What an environment cannot do without. */
function defaultConfigurations(): Dict {
  return new Map<Value, Value>([['WebSearchAPI', new Map<Value, Value>([['show_snippet', true]])]]);
}

async function taskOf(id: string, options: StageOptions, io: Io): Promise<Task> {
  const suite = await openSuite(options, io);
  const named = suite.categoryOf(id);
  const categories = named === undefined ? suite.categories.map(({ name }) => name) : [named];
  for (const category of categories) {
    const task = await findTask(suite, category, id);
    if (task !== undefined) return task;
  }
  throw new InputError(`There is no task "${id}" in ${suite.id}: expected an id such as multi_turn_base_0.`);
}

async function findTask(suite: Suite, category: string, id: string): Promise<Task | undefined> {
  if (!suite.categories.some(({ name }) => name === category)) return undefined;
  return (await suite.tasks(category)).find((task) => task.id === id);
}

function pathOf(task: Task): PathTask {
  if (task.expected.kind !== 'path')
    throw new InputError(`${task.id} is played in no environment: expected a multi-turn task.`);
  return pathTaskOf(task);
}

async function configured({ config }: StageOptions, { classes }: PathTask, io: Io): Promise<Dict> {
  if (config === undefined) return new Map();
  const file = path.resolve(io.workingDirectory, config);
  const expected = `expected a JSON object of configurations by environment (${classes.join(', ')})`;
  const value = await readConfigurations(file, expected);
  if (!isDict(value)) throw new InputError(`${file}: ${expected}.`);
  for (const [name, configuration] of value) {
    if (typeof name !== 'string' || !classes.includes(name))
      throw new InputError(`${file}: ${expected}, got "${str(name)}".`);
    if (!isDict(configuration)) throw new InputError(`${file}: ${name}: expected an object of attributes.`);
  }
  return value;
}

async function readConfigurations(file: string, expected: string): Promise<Value> {
  try {
    return readJson(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError)
      throw new InputError(`${file}: ${expected} (${error.message}).`, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`Cannot read the configurations ${file} (${reason}).`, { cause: error });
  }
}

/** Opens every environment once, so that what does not fit is said before anybody connects. */
function checkConfigurations(task: PathTask, surroundings: Surroundings): void {
  for (const name of task.classes) {
    const one = { ...task, classes: [name] };
    try {
      openInstances(one, 'check', settingFor(one, surroundings));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new InputError(`The configuration of ${name} does not fit: ${error.message}.`);
    }
  }
}

async function longContextTexts(options: StageOptions, io: Io): Promise<ReadonlyMap<string, Value>> {
  return (await (await ensureBfcl(options, io)).longContext?.()) ?? new Map<string, Value>();
}

async function toolsOf(classes: readonly EnvironmentClass[], options: StageOptions, io: Io) {
  const documented = await pulledEnvironmentTools(options, io);
  if (documented === undefined)
    await io.stderr.write(
      'inftool: no BFCL data here: tools are listed without types and descriptions. `inftool data pull` gets them.\n',
    );
  return classes.flatMap((type) => documented?.get(type.name)?.map(listedTool) ?? undocumentedTools(type));
}

function instructionsOf({ classes, isLongContext }: PathTask, today: CalendarDay): string {
  const extended = isLongContext ? ' in its long-context form' : '';
  return `${classes.join(', ')} of the Berkeley Function-Calling Leaderboard${extended}. Today is ${dayText(today)}. What you do changes the state of this session only; the resource inftool://state shows it.`;
}
