import { chanceAt, isList, writeJson, type Suite, type Task, type Value } from '../../datasets/index.ts';
import { checkPath, gradeTurns, pathTaskOf } from '../../graders/index.ts';
import { recordedResults, type CaseGroups, type TimedCase } from './cases.ts';

type LongContext = ReadonlyMap<string, Value>;

/** Neither is of consequence for how long it takes. */
const modelName = 'model';
const today = { year: 2026, month: 1, day: 1 };

/** Multi-turn tasks by category, each with its own path for what a model called: a step a turn. */
export async function pathCases(
  suite: Suite,
  longContext: LongContext,
  entries: number,
  seed: number,
): Promise<CaseGroups> {
  const groups = new Map<string, TimedCase[]>();
  for (const { name, checker } of suite.categories) {
    if (checker !== 'multi-turn') continue;
    const chance = chanceAt('speed', seed, name);
    const tasks = await suite.tasks(name);
    const cases = Array.from({ length: entries }, () => pathCase(chance.pick(tasks), longContext));
    groups.set(`path, ${name}`, cases);
  }
  return groups;
}

function pathCase(task: Task, longContext: LongContext): TimedCase {
  const checked = pathTaskOf(task);
  const decoded = checked.path.map((turn) => [turn]);
  const options = { modelName, surroundings: { today, longContext } };
  return {
    line: lineOf(task, ['decoded', decoded], 'prompt'),
    grade: () => checkPath(checked, decoded, options),
  };
}

/** Multi-turn results of a result tree by category. The mode is that of its steps. */
export async function recordedPathCases(
  suite: Suite,
  longContext: LongContext,
  resultDir: string,
  entries: number,
  seed: number,
): Promise<CaseGroups> {
  const groups = new Map<string, TimedCase[]>();
  for await (const { task, result } of recordedResults(suite, ['multi_turn'], resultDir)) {
    const name = `recorded, ${task.category}`;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(recordedCase(task, result, longContext));
  }
  return new Map(
    Array.from(groups, ([name, cases]) => {
      const chance = chanceAt('speed', seed, name);
      return [name, Array.from({ length: entries }, () => chance.pick(cases))] as const;
    }),
  );
}

function recordedCase(task: Task, result: Value, longContext: LongContext): TimedCase {
  const mode = isList(result) && result.flat(1).some((step) => isList(step)) ? 'fc' : 'prompt';
  const options = { modelName, surroundings: { today, longContext } };
  return {
    line: lineOf(task, ['result', result], mode),
    grade: () => gradeTurns(task, { result, mode, underscoreToDot: false }, options),
  };
}

function lineOf({ category, id }: Task, output: readonly [string, Value], mode: 'prompt' | 'fc'): string {
  return writeJson(new Map<Value, Value>([['category', category], ['id', id], output, ['mode', mode]]));
}
