import { createHash } from 'node:crypto';
import pMap from 'p-map';
import {
  chanceAt,
  InputError,
  isList,
  resolveCategories,
  str,
  writeJsonWithFallback,
  type Chance,
  type Io,
  type Mode,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import type { Completion } from '../models/model.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { rollOut, type RolloutSetting, type RolloutTask } from '../rollout/rollout.ts';
import type { OutsidePort } from '../environments/outside-port.ts';
import { outside } from './executed/outside.ts';
import { today } from './executed/sessions.ts';
import { OfficialProcess } from './official-process.ts';
import { DigestSchema, firstDifference, type DigestAnswer } from './digest-answer.ts';

/** What came of the tasks of one category in one mode. */
export type RolloutCount = {
  readonly category: string;
  readonly mode: Mode;
  rollouts: number;
  requests: number;
  forced: number;
  different: number;
};

export type RolloutRun = {
  readonly counts: readonly RolloutCount[];
  readonly differences: readonly string[];
};

const shownDifferences = 5;
const model = 'parity/rollout-1.0';

/** What all rollouts of a run have in common. */
type Ground = {
  readonly official: OfficialProcess<DigestAnswer>;
  readonly setting: Omit<RolloutSetting, 'mode'>;
  readonly differences: string[];
};

/**
 * Plays tasks with made-up answers on both sides and compares the rows of result files, logs included: right calls, parts of
 * them, calls again and again, what does not decode, words, nothing.
 */
export async function runRolloutSuite(
  suite: Suite,
  names: readonly string[],
  { cases, seed, python }: { readonly cases: number; readonly seed: number; readonly python: string },
): Promise<RolloutRun> {
  const prompts = await suite.prompts?.();
  if (prompts === undefined) throw new InputError('This suite has no prompts of its own.');
  const longContext = (await suite.longContext?.()) ?? new Map<string, Value>();
  const official = new OfficialProcess<DigestAnswer>(python, 'rollout_cases.py', DigestSchema);
  const differences: string[] = [];
  const strata = resolveCategories(suite, names).flatMap(({ name }) =>
    (['prompt', 'fc'] as const).map((mode) => ({ category: name, mode })),
  );
  const counts: RolloutCount[] = [];
  const logs = { logsInput: false, logsState: true };
  const setting = { prompts, seed, longContext, today, modelName: model, outside: port, ...logs };
  const ground = { official, setting, differences };
  try {
    for (const stratum of strata) {
      const count = { ...stratum, rollouts: 0, requests: 0, forced: 0, different: 0 };
      counts.push(count);
      const chances = Array.from({ length: Math.ceil(cases / strata.length) }, (_, index) =>
        chanceAt(seed, 'rollout', stratum.category, stratum.mode, index),
      );
      const tasks = await suite.tasks(stratum.category);
      await pMap(chances, (chance) => compare(chance.pick(tasks), chance, count, ground), {
        concurrency: 16,
      });
    }
  } finally {
    official.stop();
  }
  return { counts, differences };
}

async function compare(
  task: Task,
  chance: Chance,
  count: RolloutCount,
  { official, setting, differences }: Ground,
): Promise<void> {
  const { category, mode } = count;
  const answers = answersFor(task, mode, chance);
  const ours = await playedText(task, { ...setting, mode }, answers, count);
  const messages = answers.map(({ content, calls }) => ({
    content,
    tool_calls: calls.length === 0 ? null : calls,
  }));
  const line = { category, id: task.id, mode, answers: messages, input_log: false };
  const answer = await official.answer(JSON.stringify(line));
  if ('digest' in answer && answer.digest === createHash('sha256').update(ours).digest('hex')) return;
  count.different += 1;
  if (differences.length >= shownDifferences) return;
  const full = await official.answer(JSON.stringify({ ...line, full: true }));
  const theirs = 'text' in full ? full.text : JSON.stringify(full);
  differences.push(firstDifference(`${task.id} (${mode})`, ours, theirs));
}

const port: OutsidePort = (request) => Promise.resolve({ answer: outside(request), by: 'parity' });

async function playedText(
  task: Task,
  setting: RolloutSetting,
  answers: readonly Completion[],
  count: RolloutCount,
): Promise<string> {
  let asked = 0;
  const scripted = new ScriptedModel(model, () => {
    asked += 1;
    const answer = answers[Math.min(asked, answers.length) - 1] ?? { content: null, calls: [] };
    return { ...answer, usage: { input: 10 + asked, output: asked }, latency: 0.5 };
  });
  const played: RolloutTask = {
    ...{ id: task.id, language: task.language, entry: task.entry, tools: task.tools },
    promptFormat: task.promptFormat,
    configuration: task.configuration,
    isPlayed: !isSingleTurn(task.checker),
  };
  const { row, requests } = await rollOut(played, scripted, setting, new AbortController().signal);
  count.rollouts += 1;
  count.requests += requests;
  const written = writeJsonWithFallback(row);
  const text = setting.mode === 'prompt' ? written.replace(decodingError, '$1""') : written;
  if (text.includes('forced to quit')) count.forced += 1;
  return text;
}

/** Text that does not decode is told in other words. */
const decodingError =
  /("Error decoding the model response\. Proceed to next turn\.", "error": )"(?:[^"\\]|\\.)*"/g;

const chatter = [
  'Done.',
  'I cannot do that.',
  '',
  '[]',
  '[f(',
  'true',
  '[1, 2]',
  "What is the folder's name?",
];

/** Answers to a task's turns, some right; the last one is given for ever. */
function answersFor(task: Task, mode: Mode, chance: Chance): Completion[] {
  const source = task.expected.kind === 'path' ? task.expected.source : [];
  const turns = isList(source)
    ? source.map((turn) => (isList(turn) ? turn.map((call) => str(call)) : []))
    : [];
  const answers: Completion[] = [];
  for (const calls of turns.length === 0 ? [[]] : turns) {
    const tools = task.tools.map(({ name }) => name);
    const steps = chance.with(0.03) ? 25 : 1 + chance.below(3);
    for (let step = 0; step < steps; step++) answers.push(callsOf(calls, tools, mode, chance));
    answers.push({ content: chance.with(0.05) ? null : chance.pick(chatter), calls: [] });
  }
  return answers;
}

function callsOf(calls: readonly string[], tools: readonly string[], mode: Mode, chance: Chance): Completion {
  const kept = calls.filter(() => chance.with(0.8));
  if (mode === 'prompt') {
    const made = kept.length === 0 && tools.length > 0 ? [`${chance.pick(tools)}()`] : kept;
    return { content: `[${made.join(', ')}]`, calls: [] };
  }
  const named = kept.map((text) => /^\w+/.exec(text)?.[0] ?? 'f');
  const all = named.length === 0 && tools.length > 0 ? [chance.pick(tools)] : named;
  const given = [
    '{}',
    '{"folder": "document"}',
    '{"a": 1.5, "name": "\\u00e9"}',
    '{"x": [1, null]}',
    'no JSON',
    '[]',
  ];
  return {
    content: chance.with(0.2) ? 'Let me see.' : null,
    calls: all.map((name, index) => ({ id: `call_${index}`, name, arguments: chance.pick(given) })),
  };
}

const columns = ['rollouts', 'requests', 'forced', 'different'] as const;

/** Counts by category and mode, and in all. */
export function rolloutTable(counts: readonly RolloutCount[], io: Io): string {
  const rows = counts.map((row) => [row.category, row.mode, ...columns.map((name) => String(row[name]))]);
  const total = columns.map((name) => counts.reduce((sum, row) => sum + row[name], 0));
  rows.push(['all', '', ...total.map(String)]);
  return textTable(['category', 'mode', ...columns], rows, io);
}
