import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  InputError,
  isDict,
  isList,
  openBfcl,
  openOwnSuite,
  parseOwnTask,
  readJson,
  SuiteError,
  ValueLimitError,
  writeJson,
  writeJsonWithFallback,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import {
  decodeTurns,
  gradeDecoded,
  gradeTask,
  graderVersion,
  isSingleTurn,
  pathTaskOf,
  rewardOf,
  type CalendarDay,
  type DecodedTurns,
  type Output,
  type Reward,
  type RewardName,
  type Verdict,
} from '../../graders/index.ts';
import type { SuiteSource } from '../crew/desk.ts';
import {
  ScoreRequestSchema,
  type Refusal,
  type ScoredItem,
  type ScoreItem,
  type ScoreResponse,
} from './wire.ts';

export type ScorerOptions = {
  readonly source: SuiteSource;
  /** Where a request names none. */
  readonly reward: RewardName;
  /** The day on which executed tasks are played. */
  readonly today: CalendarDay;
};

/** What a suite is, for those that ask. */
export type SuiteHead = Pick<Suite, 'id' | 'version' | 'digest'> & { readonly tasks: number };

/** One item as the journal keeps it. */
export type Entry = {
  readonly id: string;
  readonly task_id: string;
  /** SHA-256 of all that the reward hangs on (task, answer, reward, grader), 32 hex digits. */
  readonly digest: string;
  readonly reward: number;
};

export type Scored =
  | { readonly kind: 'scored'; readonly response: ScoreResponse; readonly entries: readonly Entry[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Says why a request gets no rewards. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Grades requests against the tasks of one suite: text in, plain data out, so that it can be done in any thread. */
export class Scorer {
  readonly #tasks: ReadonlyMap<string, Task>;
  #longContext: ReadonlyMap<string, Value> | undefined;

  private constructor(
    private readonly suite: Suite,
    tasks: readonly Task[],
    private readonly options: ScorerOptions,
  ) {
    this.#tasks = new Map(tasks.map((task) => [task.id, task]));
  }

  /** @throws {SuiteError} for a suite that cannot be had */
  static async open(options: ScorerOptions, open = openSource): Promise<Scorer> {
    const suite = await open(options.source);
    const tasks: Task[] = [];
    for (const { name } of suite.categories) tasks.push(...(await suite.tasks(name)));
    return new Scorer(suite, tasks, options);
  }

  get head(): SuiteHead {
    const { id, version, digest } = this.suite;
    return { id, version, digest, tasks: this.#tasks.size };
  }

  /** @param body of `POST /v1/score` */
  async score(body: string): Promise<Scored> {
    try {
      return await this.#scored(body);
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
      throw error;
    }
  }

  async #scored(body: string): Promise<Scored> {
    const request = requestIn(body);
    if (request.grader_version !== undefined && request.grader_version !== graderVersion)
      throw new Refused({
        status: 409,
        code: 'grader_version',
        message: `The caller was started with grader ${request.grader_version}, here is ${graderVersion}: rewards of both do not go together. Start both with one version.`,
      });
    const exact = exactItems(body, request.items);
    const reward = request.reward ?? this.options.reward;
    const items: ScoredItem[] = [];
    const entries: Entry[] = [];
    for (const [place, item] of request.items.entries()) {
      const where = `items[${place}]`;
      const task = this.#taskOf(item, exact?.[place], where);
      const result = typeof item.result === 'string' ? item.result : (exact?.[place]?.get('result') ?? null);
      const output = { result, mode: item.mode, underscoreToDot: item.underscore_to_dot };
      const given = await this.#rewardOf(reward, task, output, item.turn, where);
      const scored = scoredItem(item.id, task, given);
      items.push(scored);
      entries.push({
        id: item.id,
        task_id: task.id,
        digest: this.#digestOf(reward, item, exact?.[place]),
        reward: scored.reward,
      });
    }
    const response = { run_id: request.run_id, grader_version: graderVersion, reward, items };
    return { kind: 'scored', response, entries };
  }

  #taskOf({ task_id: id }: ScoreItem, exact: ReadonlyMap<Value, Value> | undefined, where: string): Task {
    if (id === undefined) return inlineTask(exact?.get('task') ?? null, where);
    const task = this.#tasks.get(id);
    if (task !== undefined) return task;
    throw new Refused({
      status: 422,
      code: 'unknown_task',
      message: `${where}: there is no task "${id}" among the ${this.#tasks.size} of ${this.suite.id} ${this.suite.version}. Train on the suite that the server was started with.`,
    });
  }

  async #rewardOf(
    name: RewardName,
    task: Task,
    output: Output,
    turn: number | undefined,
    where: string,
  ): Promise<Reward> {
    if (turn !== undefined && task.checker !== 'multi-turn')
      throw unusable(`${where}: task ${task.id} has no turns that are graded one by one: leave "turn" out.`);
    if (isSingleTurn(task.checker)) return rewardOf(name, task, output);
    if (turn === undefined && !isTurns(output.result))
      throw unusable(`${where}: expected of ${task.id} a list of turns, each a list of steps.`);
    const isLong = task.checker === 'multi-turn' && pathTaskOf(task).isLongContext;
    if (isLong) this.#longContext ??= await this.suite.longContext?.();
    const surroundings = { today: this.options.today, longContext: this.#longContext ?? new Map() };
    const options = { modelName: 'model', surroundings };
    const verdict =
      turn === undefined
        ? gradeTask(task, output, options)
        : gradeDecoded(...oneTurn(task, output, turn, where), options);
    return { name, value: verdict.valid ? 1 : 0, gates: [], components: null, verdict };
  }

  /** Of all that a reward hangs on: equal for equal questions, whose numbers are written alike. */
  #digestOf(reward: RewardName, item: ScoreItem, exact: ReadonlyMap<Value, Value> | undefined): string {
    const { task_id: id, result, mode, underscore_to_dot: isUnderscored, turn } = item;
    const parts: Value[] = [
      graderVersion,
      reward,
      id === undefined ? (exact?.get('task') ?? null) : [this.suite.digest, id],
      typeof result === 'string' ? result : (exact?.get('result') ?? null),
      mode,
      isUnderscored,
      ...(turn === undefined ? [] : [BigInt(turn)]),
    ];
    return createHash('sha256').update(writeJson(parts)).digest('hex').slice(0, 32);
  }
}

function isTurns(result: Value): boolean {
  return isList(result) && result.every((turn) => isList(turn));
}

/** @throws {SuiteError} for a suite that cannot be had */
export async function openSource(source: SuiteSource): Promise<Suite> {
  return source.kind === 'own' ? openOwnSuite(source.file) : openBfcl(source.dataDirectory);
}

function requestIn(body: string): z.output<typeof ScoreRequestSchema> {
  const parsed = ScoreRequestSchema.safeParse(plainJson(body));
  if (parsed.success) return parsed.data;
  const message = `Expected {"run_id", "items": [{"id", "task_id", "result"}, …]}: ${z.prettifyError(parsed.error)}`;
  throw new Refused({ status: 400, code: 'bad_request', message });
}

function plainJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const message = `Expected JSON: ${(error as Error).message}`;
    throw new Refused({ status: 400, code: 'bad_request', message });
  }
}

/** Items with their numbers as written (5.0 is a float), where any of them holds more than text. */
function exactItems(
  body: string,
  items: readonly ScoreItem[],
): readonly ReadonlyMap<Value, Value>[] | undefined {
  if (items.every(({ task, result }) => task === undefined && typeof result === 'string')) return undefined;
  const value = unlessTooMuch(() => readJson(body));
  const read = isDict(value) ? (value.get('items') ?? null) : null;
  return isList(read) ? read.filter((item) => isDict(item)) : undefined;
}

function unlessTooMuch<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueLimitError)) throw error;
    throw new Refused({ status: 400, code: 'bad_request', message: error.message });
  }
}

/** The task up to a turn, with the path's own calls before it. */
function oneTurn(
  task: Task,
  { result, mode }: Output,
  turn: number,
  where: string,
): [task: Task, decoded: DecodedTurns] {
  const { path } = pathTaskOf(task);
  if (turn >= path.length)
    throw unusable(
      `${where}: task ${task.id} has ${path.length} turns, from 0 on: there is no turn ${turn}.`,
    );
  const steps = isList(result) ? result : [result];
  const decoded = decodeTurns([steps], mode, 1);
  const before = path.slice(0, turn).map((calls) => [[...calls]]);
  const source = path.slice(0, turn + 1).map((calls) => [...calls]);
  return [
    // Tasks may be read as they are asked for: a copy has what was asked.
    { ...task, id: task.id, entry: task.entry, expected: { kind: 'path', source } },
    [...before, ...('decoded' in decoded ? decoded.decoded : [[]])],
  ];
}

function unusable(message: string): Refused {
  return new Refused({ status: 422, code: 'unusable_task', message });
}

function inlineTask(value: Value, where: string): Task {
  try {
    return parseOwnTask(value, `${where}.task`);
  } catch (error) {
    if (!(error instanceof SuiteError || error instanceof InputError)) throw error;
    throw unusable(error.message);
  }
}

function scoredItem(id: string, task: Task, { value, gates, components, verdict }: Reward): ScoredItem {
  if (!Number.isFinite(value))
    throw new Refused({
      status: 500,
      code: 'not_finite',
      message: `The reward of ${id} on ${task.id} came out as ${value}: please report it with what the model answered.`,
    });
  return {
    id,
    task_id: task.id,
    reward: value,
    gates: Object.fromEntries(gates.map(({ name, isPassed }) => [name, isPassed])),
    components: components === null ? null : { ...components },
    verdict: { valid: verdict.valid, error_type: verdict.errorType, error: errorOf(verdict) },
  };
}

/** Parts that are no texts as JSON, or as Python shows them where JSON has no word for them. */
function errorOf({ error }: Verdict): z.core.util.JSONType {
  return error.map((part) => {
    if (typeof part === 'string') return part;
    const text = writeJsonWithFallback(part);
    try {
      return JSON.parse(text) as z.core.util.JSONType;
    } catch {
      return text;
    }
  });
}
