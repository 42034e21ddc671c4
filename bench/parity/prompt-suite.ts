import { createHash } from 'node:crypto';
import {
  InputError,
  isList,
  resolveCategories,
  writeJson,
  type Category,
  type Io,
  type Mode,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { openInstances, settingFor } from '../../graders/index.ts';
import { textTable } from '../../reports/index.ts';
import { conversationOf, type Asked, type MemoryText, type Turn } from '../prompts/conversation.ts';
import { memoryTextOf } from '../prompts/memory-text.ts';
import { today } from './executed/sessions.ts';
import { DigestSchema, firstDifference, type DigestAnswer } from './digest-answer.ts';
import { OfficialProcess } from './official-process.ts';

/** What came of the entries of one category in one mode. */
export type PromptCount = {
  readonly category: string;
  readonly mode: Mode;
  entries: number;
  turns: number;
  tools: number;
  different: number;
};

export type PromptRun = { readonly counts: readonly PromptCount[]; readonly differences: readonly string[] };

const window = 32;
const shownDifferences = 5;

/** Compares what models are sent, entry by entry: all messages that open turns, and all tools that are offered. */
export async function runPromptSuite(
  suite: Suite,
  names: readonly string[],
  python: string,
  io: Io,
): Promise<PromptRun> {
  const prompts = await suite.prompts?.();
  if (prompts === undefined) throw new InputError('This suite has no prompts of its own.');
  const official = new OfficialProcess<DigestAnswer>(python, 'prompt_cases.py', DigestSchema);
  const [counts, differences]: [PromptCount[], string[]] = [[], []];
  try {
    for (const category of resolveCategories(suite, names)) {
      const all = await askedIn(suite, category);
      for (const mode of modesOf(category)) {
        const count = { category: category.name, mode, entries: 0, turns: 0, tools: 0, different: 0 };
        counts.push(count);
        const underway: Promise<void>[] = [];
        for (const asked of all) {
          const turns = conversationOf(asked, mode, prompts, emptyMemory(asked));
          underway.push(compare({ category, mode, asked, turns, count }));
          if (underway.length >= window) await underway.shift();
        }
        await Promise.all(underway);
        await io.stderr.write(`inftool: ${category.name} ${mode}: ${count.entries}\n`);
      }
    }
  } finally {
    official.stop();
  }
  return { counts, differences };

  async function compare(one: Compared): Promise<void> {
    const { category, mode, asked, turns, count } = one;
    count.entries += 1;
    count.turns += turns.length;
    count.tools += turns.reduce((sum, { tools }) => sum + tools.length, 0);
    const ours = textOf(turns);
    const line = { category: category.name, id: asked.id, mode };
    const answer = await official.answer(JSON.stringify(line));
    if ('digest' in answer && answer.digest === digestOf(ours)) return;
    count.different += 1;
    if (differences.length >= shownDifferences) return;
    const full = await official.answer(JSON.stringify({ ...line, full: true }));
    differences.push(
      firstDifference(`${asked.id} (${mode})`, ours, 'text' in full ? full.text : JSON.stringify(full)),
    );
  }
}

type Compared = {
  readonly category: Category;
  readonly mode: Mode;
  readonly asked: Asked;
  readonly turns: readonly Turn[];
  readonly count: PromptCount;
};

/** What a memory tells that nothing was remembered in yet. */
function emptyMemory({ id, entry }: Asked): MemoryText | undefined {
  const involved = entry.get('involved_classes') ?? [];
  const classes = isList(involved) ? involved.filter((name) => typeof name === 'string') : [];
  if (!classes.some((name) => name.startsWith('MemoryAPI'))) return undefined;
  const task = { id, classes, configuration: new Map<Value, Value>(), path: [], isLongContext: false };
  const setting = settingFor(task, { today, longContext: new Map() });
  return [...openInstances(task, 'parity', setting).values()].map(memoryTextOf)[0];
}

async function askedIn(suite: Suite, { name }: Category): Promise<readonly Asked[]> {
  return [...((await suite.prerequisites?.(name)) ?? []), ...(await suite.tasks(name))];
}

/** Formats are for models that are prompted. */
function modesOf(category: Category): readonly Mode[] {
  return category.family === 'format_sensitivity' ? ['prompt'] : ['prompt', 'fc'];
}

function textOf(turns: readonly Turn[]): string {
  const messages = turns.map((turn) =>
    turn.messages.map(
      ({ role, content }) =>
        new Map<Value, Value>([
          ['role', role],
          ['content', content],
        ]),
    ),
  );
  return writeJson(
    new Map<Value, Value>([
      ['turns', messages],
      ['tools', turns.map(({ tools }) => tools)],
    ]),
  );
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const columns = ['entries', 'turns', 'tools', 'different'] as const;

/** Counts by category and mode, and in all. */
export function promptTable(counts: readonly PromptCount[], io: Io): string {
  const rows = counts.map((row) => [row.category, row.mode, ...columns.map((name) => String(row[name]))]);
  const total = columns.map((name) => counts.reduce((sum, row) => sum + row[name], 0));
  rows.push(['all', '', ...total.map(String)]);
  return textTable(['category', 'mode', ...columns], rows, io);
}
