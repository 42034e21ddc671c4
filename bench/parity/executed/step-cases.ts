import {
  ascii,
  chanceAt,
  PythonSyntaxError,
  str,
  writeJson,
  type Chance,
  type Suite,
  type Task,
  type Value,
} from '../../../datasets/index.ts';
import { decodeCallTexts, gradeConversation, isEmptyStep } from '../../../graders/index.ts';
import { seededOutput } from '../cases.ts';
import type { Comparison } from '../compare.ts';
import { unanswered, type Answer, type ExecutedCase } from './executed-case.ts';

type Mode = 'prompt' | 'fc';
type Step = { readonly result: Value; readonly mode: Mode };

const pythonCategories = [
  'simple_python',
  'parallel',
  'live_multiple',
  'live_parallel_multiple',
  'irrelevance',
];

/** What a model could write of one step; runners of agentic tasks write the same. */
async function seededStep(suite: Suite, chance: Chance): Promise<Step> {
  const mode = chance.pick(['prompt', 'prompt', 'fc'] as const);
  const task = chance.pick(await suite.tasks(chance.pick(pythonCategories)));
  return { mode, result: seededOutput(task, mode, chance).result };
}

/** Raw steps to be decoded to call texts. */
export async function* stepCases(suite: Suite, count: number, seed: number): AsyncGenerator<ExecutedCase> {
  for (let index = 0; index < count; index++)
    yield stepCase(await seededStep(suite, chanceAt(seed, 'step', index)));
}

export function stepCase({ result, mode }: Step): ExecutedCase {
  return {
    stratum: `execute-decoding ${mode}`,
    line: writeJson(
      new Map<Value, Value>([
        ['kind', 'decode'],
        ['result', result],
        ['mode', mode],
      ]),
    ),
    compare: (official) => compareStep({ result, mode }, official),
    shown: writeJson(result),
    smaller: () =>
      typeof result === 'string' ? shorter(result, (text) => stepCase({ result: text, mode })) : [],
  };
}

function* shorter<Case>(text: string, made: (text: string) => Case): Generator<Case> {
  for (
    let length = Math.ceil(text.length / 2);
    length >= 1;
    length = length === 1 ? 0 : Math.ceil(length / 2)
  )
    for (let at = 0; at + length <= text.length; at += length)
      yield made(text.slice(0, at) + text.slice(at + length));
}

function decoded({
  result,
  mode,
}: Step): { readonly texts: readonly string[] } | { readonly deviation: string | undefined } {
  try {
    const texts = decodeCallTexts(result, mode);
    return texts instanceof PythonSyntaxError ? { deviation: undefined } : { texts };
  } catch (error) {
    // What the official decoder refuses is thrown as no `Error`; everything else is.
    if (error instanceof Error) throw error;
    const { deviation } = error as { readonly deviation?: string };
    return { deviation };
  }
}

function compareStep(step: Step, official: Answer): Comparison {
  const ours = decoded(step);
  const isDecoded = 'texts' in ours;
  const none = unanswered(official, false, '');
  if (none !== undefined) return none;
  const texts = isDecoded ? ours.texts : [];
  const mine = { ok: isDecoded, texts, empty: isDecoded && isEmptyStep(texts) };
  for (const [field, value] of Object.entries(mine)) {
    const [left, right] = [JSON.stringify(value), JSON.stringify(official[field])];
    if (left === right) continue;
    if (!isDecoded && ours.deviation !== undefined)
      return {
        kind: 'named',
        name: ours.deviation === 'evaluation-budget' ? 'resource limit' : ours.deviation,
      };
    return { kind: 'different', field, ours: left, official: right };
  }
  return { kind: 'same', valid: isDecoded };
}

type Conversation = { readonly result: Value; readonly mode: Mode; readonly answers: readonly string[] };

const ownAnswers = [
  'Bern',
  '1,234.5',
  'New-York',
  '3',
  'Zoë',
  'a(b)',
  "it's",
  '',
  '-',
  'ДОМ',
  'İstanbul',
  'straße',
  '東京',
  'two words',
  '😀',
  'x_y',
  '10^3',
  'e\u0301',
];
const before = [
  '',
  ' ',
  'The answer is ',
  "{'answer': '",
  'x',
  '_',
  '-',
  '東',
  'é',
  '😀',
  '1',
  '(',
  '\n',
  '"',
  '\u0301',
];
const after = ['', ' ', '.', "', 'context': 'b'}", 's', '_', ')', '京', '\u0301', '😀', '0', '\n', '"', "'"];

async function answersOf(suite: Suite, chance: Chance): Promise<readonly string[]> {
  if (chance.with(0.6))
    return [chance.pick(ownAnswers), chance.pick(ownAnswers)].slice(0, 1 + chance.below(2));
  const names = suite.categories.filter(({ checker }) => checker === 'agentic').map(({ name }) => name);
  const task: Task = chance.pick(await suite.tasks(chance.pick(names)));
  const source = task.expected.kind === 'answer' ? task.expected.source : [];
  return Array.isArray(source) ? source.map(String) : [];
}

function messageText(answers: readonly string[], chance: Chance): Value {
  const answer = answers.length > 0 && chance.with(0.85) ? chance.pick(answers) : chance.pick(ownAnswers);
  const cased = chance.pick([
    answer,
    answer,
    answer.toUpperCase(),
    answer.toLowerCase(),
    answer.replaceAll(/[,.-]/g, ' '),
  ]);
  const text = `${chance.pick(before)}${cased}${chance.pick(after)}`;
  if (chance.with(0.05))
    return chance.pick<Value>([[text], [text, 'x'], [], null, 3n, 2.5, new Map([['answer', text]]), true]);
  return text;
}

async function conversation(suite: Suite, chance: Chance): Promise<Conversation> {
  const answers = await answersOf(suite, chance);
  const { mode } = await seededStep(suite, chance);
  return { result: await seededConversation(suite, answers, chance), mode, answers };
}

/** What a made-up model's result file says of an agentic task. */
export async function seededConversation(
  suite: Suite,
  answers: readonly string[],
  chance: Chance,
): Promise<Value> {
  const steps: Value[] = [];
  for (let left = chance.below(5); left > 0; left--) {
    const step = chance.with(0.5) ? (await seededStep(suite, chance)).result : messageText(answers, chance);
    steps.push(step);
  }
  if (chance.with(0.9)) steps.push(messageText(answers, chance));
  return chance.with(0.97)
    ? [steps]
    : chance.pick<Value>([
        'x',
        [],
        [steps, steps],
        null,
        [null],
        ['a message'],
        [new Map<Value, Value>([['3', 1n]])],
        [3n],
      ]);
}

/** Conversations of agentic tasks, which end, or not, with an answer. */
export async function* messageCases(suite: Suite, count: number, seed: number): AsyncGenerator<ExecutedCase> {
  for (let index = 0; index < count; index++)
    yield messageCase(await conversation(suite, chanceAt(seed, 'message', index)));
}

export function messageCase({ result, mode, answers }: Conversation): ExecutedCase {
  return {
    stratum: `agentic ${mode}`,
    line: writeJson(
      new Map<Value, Value>([
        ['kind', 'message'],
        ['result', result],
        ['mode', mode],
        ['answers', answers],
      ]),
    ),
    compare: (official) => compareMessage({ result, mode, answers }, official),
    shown: `${writeJson(answers)}: ${writeJson(result)}`,
    smaller: () => [],
  };
}

function compareMessage({ result, mode, answers }: Conversation, official: Answer): Comparison {
  const verdict = gradeConversation({ result, mode, underscoreToDot: false }, answers);
  const isAbort = verdict.errorType === 'inftool:official_would_abort';
  const none = unanswered(official, isAbort, isAbort ? str(verdict.error[0] ?? '') : 'a verdict');
  if (none !== undefined || isAbort) return none ?? { kind: 'named', name: 'official abort' };
  const mine = {
    valid: verdict.valid,
    error_type: verdict.errorType,
    error_message: verdict.error.length > 0 ? str(verdict.error[0] ?? '') : null,
    judged: verdict.judged === undefined ? null : ascii(verdict.judged),
  };
  for (const [field, value] of Object.entries(mine)) {
    const [left, right] = [JSON.stringify(value), JSON.stringify(official[field])];
    if (left !== right) return { kind: 'different', field, ours: left, official: right };
  }
  return { kind: 'same', valid: mine.valid };
}
