import {
  chanceAt,
  isDict,
  isList,
  PythonSyntaxError,
  writeJson,
  type Dict,
  type Suite,
  type Task,
  type Value,
} from '../../../datasets/index.ts';
import { decodeOutput, pathTaskOf } from '../../../graders/index.ts';
import { planCalls } from '../../../bench/index.ts';

type Call = readonly [name: string, given: Dict];

/** What a model calls in a session, one call a step, and what that is worth. */
export type Play = {
  readonly task: Task;
  /** That is played; undefined where the task has no environments. */
  readonly turn: number | undefined;
  readonly calls: readonly Call[];
  readonly isRight: boolean;
};

/** The last word of a session. */
const LAST = 'Done.';

/**
 * Of the first tasks with environments: the first and the last turn that call anything, as the ground truth goes and without its last
 * call. Of the first tasks without: a right call, and one whose first argument is another.
 */
export async function playsOf(suite: Suite, tasks: number, seed: number): Promise<readonly Play[]> {
  const executed = (await suite.tasks('multi_turn_base')).slice(0, tasks);
  const single = (await suite.tasks('simple_python')).slice(0, tasks);
  return [...executed.flatMap(turnsOf), ...single.flatMap((task) => singleOf(task, seed))];
}

function turnsOf(task: Task): readonly Play[] {
  const { path } = pathTaskOf(task);
  const played = path.map((texts, turn) => ({ turn, texts })).filter(({ texts }) => texts.length > 0);
  const chosen = new Set([played.at(0), played.at(-1)].filter((one) => one !== undefined));
  return [...chosen].flatMap(({ turn, texts }) => {
    const calls = texts.flatMap((text) => callsIn(task, text));
    return [
      { task, turn, calls, isRight: true },
      { task, turn, calls: calls.slice(0, -1), isRight: false },
    ];
  });
}

function callsIn(task: Task, text: string): readonly Call[] {
  const output = { result: `[${text}]`, mode: 'prompt', underscoreToDot: false } as const;
  const decoded = decodeOutput(output, task.format);
  if (decoded instanceof PythonSyntaxError) throw new TypeError(`${task.id}: ${text} is no call`);
  const calls = isList(decoded) ? decoded.flatMap((item) => (isDict(item) ? [...item] : [])) : [];
  return calls.map(([name, given]) => {
    if (typeof name !== 'string' || !isDict(given)) throw new TypeError(`${task.id}: ${text} is no call`);
    return [name, given];
  });
}

function singleOf(task: Task, seed: number): readonly Play[] {
  const [call] = planCalls(task, chanceAt('contract', seed, task.id));
  const [first] = call?.values.keys() ?? [];
  if (call === undefined || first === undefined) throw new TypeError(`${task.id} expects no arguments`);
  const right = new Map<Value, Value>(call.values);
  const wrong = new Map<Value, Value>([...right, [first, 'something else']]);
  return [
    { task, turn: undefined, calls: [[call.name, right]], isRight: true },
    { task, turn: undefined, calls: [[call.name, wrong]], isRight: false },
  ];
}

/** A row of a NeMo Gym dataset. */
export function rowText({ task, turn, calls }: Play): string {
  const names = [...new Set(calls.map(([name]) => name))];
  const parameters = dictOf({ type: 'object', properties: dictOf({}) });
  const tools = names.map((name) => dictOf({ type: 'function', name, parameters }));
  const input = [dictOf({ role: 'user', content: 'Play.' })];
  return writeJson(
    dictOf({
      responses_create_params: dictOf({ input, tools }),
      task_id: task.id,
      ...(turn === undefined ? {} : { turn: BigInt(turn) }),
    }),
  );
}

/** Calls of each play, as the client of `verifiers` reads them. */
export function callsText(plays: readonly Play[], dataset: string, url: string): string {
  const calls = plays.map((play) => play.calls.map(([name, given]): Value => [name, given]));
  return writeJson(dictOf({ dataset, url, calls }));
}

/** Body of `POST /v1/score` for the same plays, made without what `/verify` makes of a session. */
export function scoreText(plays: readonly Play[]): string {
  const items = plays.map(({ task, turn, calls }, place) => {
    const steps = calls.map(([name, given]): Value => [dictOf({ [name]: writeJson(given) })]);
    const result = turn === undefined ? (steps[0] ?? LAST) : [...steps, LAST];
    return dictOf({
      id: String(place),
      task_id: task.id,
      result,
      mode: calls.length > 0 ? 'fc' : 'prompt',
      ...(turn === undefined ? {} : { turn: BigInt(turn) }),
    });
  });
  return writeJson(dictOf({ run_id: 'contract', items }));
}

function dictOf(fields: Readonly<Record<string, Value>>): Dict {
  return new Map<Value, Value>(Object.entries(fields));
}
