import { SuiteError, type Tool } from '../suite.ts';
import { isDict, isList, type Dict, type Value } from '../values/value.ts';
import type { DataFiles } from './data-files.ts';
import { listAt, textAt, textsIn, withFields } from './entry.ts';
import { readTool } from './tool.ts';

/** An entry as the official evaluator completes it, and its tools. */
export type CompletedEntry = { readonly entry: Dict; readonly tools: readonly Tool[] };

const docFiles: ReadonlyMap<string, string> = new Map([
  ['GorillaFileSystem', 'gorilla_file_system'],
  ['MathAPI', 'math_api'],
  ['MessageAPI', 'message_api'],
  ['TwitterAPI', 'posting_api'],
  ['TicketAPI', 'ticket_api'],
  ['TradingBot', 'trading_bot'],
  ['TravelAPI', 'travel_booking'],
  ['VehicleControlAPI', 'vehicle_control'],
  ['WebSearchAPI', 'web_search'],
  ['MemoryAPI_kv', 'memory_kv'],
  ['MemoryAPI_vector', 'memory_vector'],
  ['MemoryAPI_rec_sum', 'memory_rec_sum'],
]);

/** The tools of every environment that the release documents, by class. */
export type EnvironmentTools = ReadonlyMap<string, readonly Tool[]>;

export async function readEnvironmentTools(files: DataFiles): Promise<EnvironmentTools> {
  const paths = [...docFiles].map(([name, file]) => [name, `multi_turn_func_doc/${file}.json`] as const);
  const read = async ([name, path]: readonly [string, string]) => {
    const lines = await files.lines(path);
    return [name, lines.map((line) => readTool(line.plain(), line.where, () => line.exact()))] as const;
  };
  return new Map(await Promise.all(paths.filter(([, path]) => files.release.files.has(path)).map(read)));
}

/**
 * `entry` with the docs of its involved classes as `function`, in their order, and in place of the names under
 * `missed_function` the docs that are held out until that turn.
 */
export function complete(entry: Dict, environments: EnvironmentTools, where: string): CompletedEntry {
  const classes = textsIn(listAt(entry, 'involved_classes', where), where);
  const tools = classes.flatMap((name) => {
    const known = environments.get(name);
    if (known === undefined) throw new SuiteError(`${where}: there is no environment "${name}".`);
    return [...known];
  });
  const missed = entry.get('missed_function');
  const changes: Record<string, Value> = isDict(missed)
    ? { missed_function: holdOut(tools, missed, where) }
    : {};
  changes['function'] = tools.map(({ doc }) => doc);
  return { entry: withFields(entry, changes), tools };
}

/** Moves the named docs out of `tools`. */
function holdOut(tools: Tool[], missed: Dict, where: string): Dict {
  const held: Dict = new Map();
  for (const turn of textsIn([...missed.keys()], where)) {
    const names = listAt(missed, turn, where);
    const docs = names.flatMap((name) => {
      const index = tools.findIndex((tool) => tool.name === name);
      return index < 0 ? [] : tools.splice(index, 1).map(({ doc }) => doc);
    });
    held.set(turn, docs);
  }
  return held;
}

/** `entry` with a system message before its first turn that says in which form to answer. */
export function askForAnswer(entry: Dict, answerFormat: string, where: string): Dict {
  const [first = [], ...rest] = listAt(entry, 'question', where);
  const message: Dict = new Map([
    ['role', 'system'],
    ['content', answerFormat],
  ]);
  return withFields(entry, { question: [[message, ...(isList(first) ? first : [])], ...rest] });
}

/** Ids of the conversations by scenario that a memory is filled with, in their order. */
export type Prerequisites = ReadonlyMap<string, readonly string[]>;

/** The id of a task of one memory backend or way of searching: the file's names neither. */
export function idIn(category: string, asked: string): string {
  return asked.replace(/^(?:memory|web_search)(?=_)/, category);
}

/** `entry` as a task of one memory backend. */
export function forMemory(entry: Dict, category: string, prerequisites: Prerequisites, where: string): Dict {
  const depends_on = prerequisites.get(textAt(entry, 'scenario', where)) ?? [];
  return withFields(entry, {
    id: idIn(category, textAt(entry, 'id', where)),
    involved_classes: [category.replace('memory', 'MemoryAPI')],
    depends_on: depends_on.map((prerequisite) => idIn(category, prerequisite)),
  });
}
