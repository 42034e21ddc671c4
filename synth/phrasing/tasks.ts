import type { ToolSpec } from '../../datasets/index.ts';
import { words } from './grammar.ts';
import { withShared } from './shared.ts';
import { clauseOf, slotsOf, type Clause } from './single.ts';
import { fill } from './text.ts';
import type { Told, Voice } from './told.ts';

/** At most so many requests are announced and then made in a row. */
const MOST_TASKS = 5;
/** A request that is longer is a sentence of its own, in characters. */
const TASK_LENGTH = 110;

/** "I need two things: first, …; second, …"; undefined where they are too many or too long to be told in a row. */
export function tasksOf(texts: readonly string[], voice: Voice): string | undefined {
  const { links } = voice.grammar;
  if (texts.length > MOST_TASKS || texts.some((text) => text.length > TASK_LENGTH)) return undefined;
  const pieces = voice.chance.pick(links.tasks).split('|');
  const count = words().numbers[texts.length] ?? String(texts.length);
  const row = texts.map((text, at) => fill(pieces[at] ?? '; {do}', { do: text })).join('');
  const opening = fill(voice.chance.pick(links.tasksOpening), { count }).replace(/[?:]$/, '');
  return `${opening}: ${row}.`;
}

export function taskText({ request, rest }: Clause, voice: Voice): string {
  return `${request.text} ${slotsOf(rest, voice)}`.trim();
}

/** Where the request names what it is about, all are told in full; else the others are the same with something else. */
export function ownTasks(
  tool: ToolSpec,
  shared: readonly Told[],
  own: readonly (readonly Told[])[],
  voice: Voice,
): string | undefined {
  const clauses = own.map((call) => clauseOf(tool, call, voice));
  if (clauses.some(({ request }) => request.form !== 'do')) return undefined;
  const isNamed = clauses.every(({ rest }, call) => rest.length < (own[call]?.length ?? 0));
  const again = voice.chance.pick(voice.grammar.links.tasksSame);
  const texts = clauses.map((clause, call) =>
    isNamed || call === 0 ? taskText(clause, voice) : fill(again, { slots: slotsOf(own[call] ?? [], voice) }),
  );
  const text = tasksOf(texts, voice);
  return text === undefined ? undefined : withShared(text, shared, voice);
}
