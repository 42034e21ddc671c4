import type { Dict, Value } from '../values/value.ts';

/** What the files of a category hold that is no task yet. */
type Derivation = 'none' | 'environment' | 'web-search' | 'memory' | 'every-format';

export type Source = {
  /** Below the data directory; for `every-format` the ids by category. */
  readonly questions: string;
  readonly answers: string | null;
  readonly derivation: Derivation;
  /** Of the environments of its tasks, by class; the files do not hold it. */
  readonly configuration?: Dict;
};

const file = (name: string): string => `BFCL_v4_${name}.json`;

const source = (name: string, derivation: Derivation): Source => ({
  questions: file(name),
  answers: `possible_answer/${file(name)}`,
  derivation,
});

const unanswered = (name: string, derivation: Derivation): Source => ({
  ...source(name, derivation),
  answers: null,
});

/** Tasks of searching the web, with or without an excerpt of each page found. */
function searching(showsSnippets: boolean): Source {
  const setting = new Map<Value, Value>([['show_snippet', showsSnippets]]);
  return { ...source('web_search', 'web-search'), configuration: new Map([['WebSearchAPI', setting]]) };
}

const answered = [
  'simple_python',
  'simple_java',
  'simple_javascript',
  'multiple',
  'parallel',
  'parallel_multiple',
  'live_simple',
  'live_multiple',
  'live_parallel',
  'live_parallel_multiple',
];
const multiTurn = [
  'multi_turn_base',
  'multi_turn_miss_func',
  'multi_turn_miss_param',
  'multi_turn_long_context',
];

/** The files behind each category. */
export const bfclSources: ReadonlyMap<string, Source> = new Map([
  ...answered.map((name) => [name, source(name, 'none')] as const),
  ...['irrelevance', 'live_irrelevance', 'live_relevance'].map(
    (name) => [name, unanswered(name, 'none')] as const,
  ),
  ...multiTurn.map((name) => [name, source(name, 'environment')] as const),
  ...['memory_kv', 'memory_vector', 'memory_rec_sum'].map(
    (name) => [name, source('memory', 'memory')] as const,
  ),
  ['web_search_base', searching(true)] as const,
  ['web_search_no_snippet', searching(false)] as const,
  ['format_sensitivity', unanswered('format_sensitivity', 'every-format')],
]);

/** The conversations that fill a memory before its tasks, by scenario. */
export const prerequisiteFiles: ReadonlyMap<string, string> = new Map(
  ['student', 'customer', 'finance', 'healthcare', 'notetaker'].map((scenario) => [
    scenario,
    `memory_prereq_conversation/memory_${scenario}.json`,
  ]),
);
