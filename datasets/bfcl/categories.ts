import type { Category } from '../suite.ts';

type Row = readonly [
  name: string,
  folder: string,
  family: string,
  weight: number,
  language: Category['language'],
  checker: Category['checker'],
  cluster: Category['cluster'],
  count: number,
];

/**
 * Non-live is the mean of four, its simple the mean of three languages; live is weighted by count (1,351 tasks);
 * irrelevance, multi-turn, memory and web search are means. The families' shares are 10, 10, 10, 30 and 40 %.
 */
const rows: readonly Row[] = [
  ['simple_python', 'non_live', 'non_live', 0.1 / 12, 'python', 'simple', 'task', 400],
  ['simple_java', 'non_live', 'non_live', 0.1 / 12, 'java', 'simple', 'task', 100],
  ['simple_javascript', 'non_live', 'non_live', 0.1 / 12, 'javascript', 'simple', 'task', 50],
  ['multiple', 'non_live', 'non_live', 0.1 / 4, 'python', 'multiple', 'task', 200],
  ['parallel', 'non_live', 'non_live', 0.1 / 4, 'python', 'parallel', 'task', 200],
  ['parallel_multiple', 'non_live', 'non_live', 0.1 / 4, 'python', 'parallel', 'task', 200],
  ['irrelevance', 'non_live', 'irrelevance', 0.1 / 2, 'python', 'irrelevance', 'task', 240],
  ['live_simple', 'live', 'live', (0.1 * 258) / 1351, 'python', 'simple', 'tool-set', 258],
  ['live_multiple', 'live', 'live', (0.1 * 1053) / 1351, 'python', 'multiple', 'tool-set', 1053],
  ['live_parallel', 'live', 'live', (0.1 * 16) / 1351, 'python', 'parallel', 'tool-set', 16],
  ['live_parallel_multiple', 'live', 'live', (0.1 * 24) / 1351, 'python', 'parallel', 'tool-set', 24],
  ['live_irrelevance', 'live', 'irrelevance', 0.1 / 2, 'python', 'irrelevance', 'tool-set', 884],
  ['live_relevance', 'live', 'relevance', 0, 'python', 'relevance', 'tool-set', 16],
  ['multi_turn_base', 'multi_turn', 'multi_turn', 0.3 / 4, 'python', 'multi-turn', 'index', 200],
  ['multi_turn_miss_func', 'multi_turn', 'multi_turn', 0.3 / 4, 'python', 'multi-turn', 'index', 200],
  ['multi_turn_miss_param', 'multi_turn', 'multi_turn', 0.3 / 4, 'python', 'multi-turn', 'index', 200],
  ['multi_turn_long_context', 'multi_turn', 'multi_turn', 0.3 / 4, 'python', 'multi-turn', 'index', 200],
  ['memory_kv', 'agentic/memory/kv', 'agentic', 0.4 / 6, 'python', 'agentic', 'question', 155],
  ['memory_vector', 'agentic/memory/vector', 'agentic', 0.4 / 6, 'python', 'agentic', 'question', 155],
  ['memory_rec_sum', 'agentic/memory/rec_sum', 'agentic', 0.4 / 6, 'python', 'agentic', 'question', 155],
  ['web_search_base', 'agentic', 'agentic', 0.4 / 4, 'python', 'agentic', 'question', 100],
  ['web_search_no_snippet', 'agentic', 'agentic', 0.4 / 4, 'python', 'agentic', 'question', 100],
  ['format_sensitivity', 'format_sensitivity', 'format_sensitivity', 0, 'python', 'simple', 'question', 5200],
];

/**
 * BFCL v4's 22 scoring categories and format sensitivity, in the official order, weighted as the official Overall
 * weighs them. The tasks of format sensitivity are others' in other formats and carry those tasks' checkers.
 */
export const bfclCategories: readonly Category[] = rows.map(
  ([name, folder, family, weight, language, checker, cluster, count]) => ({
    name,
    folder,
    family,
    weight,
    language,
    checker,
    cluster,
    count,
  }),
);

const namesWhere = (keep: (category: Category) => boolean): readonly string[] =>
  bfclCategories.filter(keep).map(({ name }) => name);
const inFolder = (pattern: RegExp) => namesWhere(({ folder }) => pattern.test(folder));
const singleTurn = inFolder(/^(non_)?live$/);

/** The official group names usable wherever a category is. */
export const bfclGroups: ReadonlyMap<string, readonly string[]> = new Map([
  ['all', namesWhere(() => true)],
  ['all_scoring', namesWhere(({ folder }) => folder !== 'format_sensitivity')],
  ['single_turn', singleTurn],
  ['non_live', inFolder(/^non_live$/)],
  ['live', inFolder(/^live$/)],
  ['multi_turn', inFolder(/^multi_turn$/)],
  ['agentic', inFolder(/^agentic/)],
  ['memory', inFolder(/^agentic\/memory/)],
  ['web_search', inFolder(/^agentic$/)],
  ['python', namesWhere(({ name, language }) => singleTurn.includes(name) && language === 'python')],
  ['non_python', namesWhere(({ language }) => language !== 'python')],
]);

const idForm = /^(\w+)_\d+(-\w+-\d+)?$/;

/**
 * The name of the category an id belongs to by its form: `<category>_<n>`, `<category>_<n>-<tool set or
 * scenario>-<n>`, and for format sensitivity `<category>_<n>:<format>:<original id>`.
 */
export function bfclCategoryOf(taskId: string): string | undefined {
  const [head = '', ...derived] = taskId.split(':');
  const name = idForm.exec(head)?.[1];
  const category = bfclCategories.find((candidate) => candidate.name === name);
  if (category === undefined) return undefined;
  return derived.length === (category.folder === 'format_sensitivity' ? 2 : 0) ? category.name : undefined;
}
