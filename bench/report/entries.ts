import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AnswerRowSchema,
  isDict,
  isList,
  repr,
  str,
  writeJsonWithFallback,
  type AnswerRow,
  type ComparedEntry,
  type ComparisonRecord,
  type EntryAnswer,
  type Suite,
  type Task,
  type Value,
  type VerdictRow,
} from '../../datasets/index.ts';
import type { ScoredRun } from '../compare/scored-run.ts';

type Entries = Pick<ComparisonRecord, 'entries' | 'tool_sets' | 'entries_left_out'>;

/** UTF-16 units of one text. */
const LONGEST = 4000;

/**
 * Tasks that some runs pass and others fail, with what was asked, expected and answered. Of repeats the first one is shown.
 * @param suite whose tasks they are; without it entries have neither prompt nor tools
 * @param most entries: of each category an even share of those that do not fit is left out
 */
export async function entriesOf(
  runs: readonly ScoredRun[],
  suite: Suite | undefined,
  most: number,
): Promise<Entries> {
  const differing = differingRows(runs);
  const kept = spread(differing, most);
  const answers = await Promise.all(runs.map((run) => answersOf(run, kept)));
  const tasks = await tasksOf(suite, kept);
  const toolSets = new Map<string, number>();
  const entries = kept.map(({ id, category, rows }): ComparedEntry => {
    const task = tasks.get(id);
    const tools = task === undefined ? '' : toolsText(task);
    const place = toolSets.get(tools) ?? toolSets.size;
    toolSets.set(tools, place);
    return {
      id,
      category,
      prompt:
        task === undefined
          ? ''
          : cut(promptText(task.entry.get('question') ?? task.entry.get('messages') ?? [])),
      tools: place,
      expected: task === undefined ? '' : cut(expectedText(task)),
      answers: rows.map((row, index) => answerOf(row, answers[index]?.get(id))),
    };
  });
  const left = differing.length - kept.length;
  return {
    entries,
    tool_sets: [...toolSets.keys()],
    entries_left_out: left === 0 ? {} : { [`more than ${most}, evenly left out`]: left },
  };
}

type Differing = {
  readonly id: string;
  readonly category: string;
  /** One for each run. */
  readonly rows: readonly (VerdictRow | undefined)[];
};

function differingRows(runs: readonly ScoredRun[]): Differing[] {
  const ids = new Set(runs.flatMap(({ rows }) => [...rows.keys()]));
  const found: Differing[] = [];
  for (const id of ids) {
    const rows = runs.map((run) => run.rows.get(id)?.[0]);
    const has = (status: string) => rows.some((row) => row?.status === status);
    const category = rows.find((row) => row !== undefined)?.category;
    if (category !== undefined && has('pass') && has('fail')) found.push({ id, category, rows });
  }
  return found;
}

function spread(entries: readonly Differing[], most: number): readonly Differing[] {
  if (entries.length <= most) return entries;
  const step = entries.length / most;
  return Array.from({ length: most }, (_, index) => entries[Math.floor(index * step)]).filter(
    (entry) => entry !== undefined,
  );
}

/** By id; of categories without a file of answers nothing is told. */
async function answersOf(
  run: ScoredRun,
  entries: readonly Differing[],
): Promise<ReadonlyMap<string, AnswerRow>> {
  const wanted = new Set(entries.map(({ id }) => id));
  const answers = new Map<string, AnswerRow>();
  for (const category of new Set(entries.map((entry) => entry.category))) {
    const file = path.join(run.folder, 'answers', `${category}.jsonl`);
    if (!existsSync(file)) continue;
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      if (line === '') continue;
      const row = AnswerRowSchema.parse(JSON.parse(line));
      if (wanted.has(row.id)) answers.set(row.id, row);
    }
  }
  return answers;
}

async function tasksOf(
  suite: Suite | undefined,
  entries: readonly Differing[],
): Promise<ReadonlyMap<string, Task>> {
  const tasks = new Map<string, Task>();
  if (suite === undefined) return tasks;
  for (const category of new Set(entries.map((entry) => entry.category)))
    for (const task of await suite.tasks(category)) tasks.set(task.id, task);
  return tasks;
}

function answerOf(row: VerdictRow | undefined, answer: AnswerRow | undefined): EntryAnswer {
  if (row === undefined) return { status: 'not_run' };
  const told = {
    ...(answer !== undefined && {
      output: answer.output,
      ...(answer.decoded !== undefined && { decoded: answer.decoded }),
      ...(answer.error !== undefined && { error: answer.error }),
    }),
  };
  if (row.status !== 'pass' && row.status !== 'fail') return { status: row.status };
  const measured = {
    ...(row.latency !== undefined && { latency: row.latency }),
    ...(row.output_tokens !== undefined && { output_tokens: row.output_tokens }),
  };
  if (row.status === 'pass') return { status: 'pass', ...told, ...measured };
  const { error_type, cause, rule } = row;
  return { status: 'fail', error_type, cause, rule, ...told, ...measured };
}

function toolsText({ tools }: Task): string {
  return tools.map(({ doc }) => writeJsonWithFallback(doc, { ensureAscii: false })).join('\n');
}

/** Turns of messages, or messages. */
function promptText(question: Value): string {
  const turns = isList(question) ? question : [question];
  const nested = turns.some(isList);
  return turns
    .map((turn, index) => {
      const messages = isList(turn) ? turn : [turn];
      const head = nested && turns.length > 1 ? `— turn ${index + 1} —\n` : '';
      return head + messages.map(messageText).join('\n');
    })
    .join('\n');
}

function messageText(message: Value): string {
  if (!isDict(message)) return str(message);
  const [role, content] = [message.get('role') ?? '', message.get('content') ?? ''];
  return `${str(role)}: ${str(content)}`;
}

function expectedText({ expected }: Task): string {
  switch (expected.kind) {
    case 'no-call':
      return 'no call';
    case 'any-call':
      return 'any call';
    default:
      return repr(expected.source);
  }
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more)`;
}
