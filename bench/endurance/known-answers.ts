import {
  chanceAt,
  isDict,
  isList,
  str,
  writeJson,
  type Chance,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { decodeOutput, environmentClass, gradeEntry, isSingleTurn, pathTaskOf } from '../../graders/index.ts';
import type { ChatMessageJson } from '../models/scripted-server/completion.ts';
import { callText, readCall } from '../parity/executed/planned-call.ts';
import { planCalls } from '../parity/plan.ts';
import { providerCalls } from '../parity/render.ts';

/** What is said to a task, request by request; the last one to all further requests. */
export type KnownAnswers = {
  readonly messages: readonly ChatMessageJson[];
  /** Whether that is right. */
  readonly isRight: boolean;
};

/** A call by name and arguments as JSON text. */
export type Call = readonly [name: string, given: string];

const wrongShare = 0.3;

/** Renderings of possible answers that are tried: some are of the kind that no checker takes. */
const ATTEMPTS = 60;

/** Answers with function calling, of which a seeded share is wrong. */
export function knownAnswers(task: Task, seed: number): KnownAnswers {
  const chance = chanceAt(seed, 'known answer', task.id);
  const isRight = !chance.with(wrongShare);
  if (isSingleTurn(task.checker)) return singleAnswer(task, isRight, chance);
  const messages = task.expected.kind === 'path' ? pathAnswers(task, isRight, chance) : lookUp(task, isRight);
  return { messages, isRight };
}

export function saying(content: string): ChatMessageJson {
  return { content };
}

export function calling(calls: readonly Call[]): ChatMessageJson {
  const toolCalls = calls.map(([name, given], index) => ({
    id: `call_${index}`,
    type: 'function' as const,
    function: { name, arguments: given },
  }));
  return { content: null, tool_calls: toolCalls };
}

/** Steps of one turn: the official ends a task with more than 20. */
const LONGEST_TURN = 18;

const refusal = 'None of the functions can be used.';

function singleAnswer(task: Task, isRight: boolean, chance: Chance): KnownAnswers {
  const call = () => calling([[plainName(task.tools[0]?.name ?? 'unknown'), '{}']]);
  const text = saying(refusal);
  const expectsCalls = task.expected.kind === 'calls';
  if (task.expected.kind === 'no-call') return { messages: [isRight ? text : call()], isRight };
  if (!expectsCalls) return { messages: [isRight ? call() : text], isRight };
  const right = isRight ? rightCalls(task, chance) : undefined;
  const wrong = chance.with(0.5) && !passes(task, call()) ? call() : text;
  return { messages: [right ?? wrong], isRight: right !== undefined };
}

/** Undefined where none of a few renderings passes: some entries have no right answer. */
function rightCalls(task: Task, chance: Chance): ChatMessageJson | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const written = providerCalls(task, planCalls(task, chance), chance);
    const message = calling(isList(written) ? written.filter(isDict).flatMap(callsIn) : []);
    if (passes(task, message)) return message;
  }
  return undefined;
}

function callsIn(call: ReadonlyMap<Value, Value>): Call[] {
  return Array.from(call, ([name, given]) => [plainName(str(name)), str(given)]);
}

function passes(task: Task, { tool_calls: calls = [] }: ChatMessageJson): boolean {
  const result = calls.map(
    ({ function: { name, arguments: given } }) => new Map<Value, Value>([[name, given]]),
  );
  return gradeEntry(task, { result, mode: 'fc', underscoreToDot: true }).valid;
}

/** As tools are offered. */
function plainName(name: string): string {
  return name.replaceAll('.', '_');
}

/** The path turn by turn, one call after the other or a turn's calls at once, each turn closed with words; or words only. */
function pathAnswers(task: Task, isRight: boolean, chance: Chance): ChatMessageJson[] {
  const { path, classes } = pathTaskOf(task);
  return path.flatMap((turn) => {
    const calls = isRight ? turn.map((text) => pathCall(text, classes)) : [];
    const isOneByOne = calls.length <= LONGEST_TURN && chance.with(0.5);
    const steps = isOneByOne ? calls.map((call) => [call]) : [calls].filter((all) => all.length > 0);
    return [...steps.map(calling), saying('Done.')];
  });
}

/** A call of a path as a provider brings it: arguments by name, in JSON. */
function pathCall(text: string, classes: readonly string[]): Call {
  const call = readCall(text);
  if (call === undefined) throw new RangeError(`expected a call, got ${text}`);
  const methods = classes.map((name) => environmentClass(name)?.methods.get(call.method));
  const names = methods.find((parameters) => parameters !== undefined)?.map(({ name }) => name) ?? [];
  const given = call.given.map((argument, index) => ({ ...argument, name: argument.name ?? names[index] }));
  const output = {
    result: `[${callText({ ...call, given })}]`,
    mode: 'prompt',
    underscoreToDot: false,
  } as const;
  const decoded = decodeOutput(output, { decoder: 'python', toolCallTag: false });
  const [read] = isList(decoded as Value) ? (decoded as readonly Value[]) : [];
  const values = isDict(read) ? read.get(call.method) : undefined;
  if (values === undefined || !isDict(values)) throw new RangeError(`expected literals in ${text}`);
  return [call.method, writeJson(values)];
}

/** Something is looked up, then answered from what is known here. */
function lookUp({ tools, expected }: Task, isRight: boolean): ChatMessageJson[] {
  const answers = expected.kind === 'answer' && isList(expected.source) ? expected.source : [];
  const search = tools.find(({ name }) => name === 'search_engine_query');
  const listing = tools.find(({ name, required }) => required.length === 0 && /retrieve|list/.test(name));
  const first: Call[] =
    search !== undefined ? [[search.name, '{"keywords": "an answer"}']] : [[listing?.name ?? 'look', '{}']];
  const answer = isRight ? str(answers[0] ?? '') : 'I do not know';
  return [calling(first), saying(`{'answer': ${JSON.stringify(answer)}, 'context': 'known'}`)];
}
