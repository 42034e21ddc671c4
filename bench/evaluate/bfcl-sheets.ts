import { formatVariants } from '../../datasets/index.ts';
import type { Cell, Formula, Sheet } from './leaderboard.ts';

type Column = Sheet['columns'][number];

const category = (name: string): Formula => ({ kind: 'category', name });
const mean = (...parts: Formula[]): Formula => ({ kind: 'mean', parts });

const simple = mean(category('simple_python'), category('simple_java'), category('simple_javascript'));
const nonLive = mean(simple, category('multiple'), category('parallel'), category('parallel_multiple'));
const live: Formula = {
  kind: 'by-count',
  parts: [
    category('live_simple'),
    category('live_multiple'),
    category('live_parallel'),
    category('live_parallel_multiple'),
  ],
};
const irrelevance = mean(category('irrelevance'), category('live_irrelevance'));
const multiTurn = mean(
  category('multi_turn_base'),
  category('multi_turn_miss_func'),
  category('multi_turn_miss_param'),
  category('multi_turn_long_context'),
);
const webSearch = mean(category('web_search_base'), category('web_search_no_snippet'));
const memory = mean(category('memory_kv'), category('memory_vector'), category('memory_rec_sum'));
const agentic = mean(webSearch, memory);

/** The official Overall. */
export const bfclOverall: Formula = {
  kind: 'by-share',
  parts: [nonLive, live, irrelevance, multiTurn, agentic],
  shares: [10, 10, 10, 30, 40],
};

/** The families whose scores stand beside the Overall. */
export const bfclFamilies: readonly { readonly title: string; readonly formula: Formula }[] = [
  { title: 'Non-Live', formula: nonLive },
  { title: 'Live', formula: live },
  { title: 'Irrelevance', formula: irrelevance },
  { title: 'Multi Turn', formula: multiTurn },
  { title: 'Agentic', formula: agentic },
];

const rank: Column = { title: 'Rank', cell: { kind: 'rank' } };
const model: Column = { title: 'Model', cell: { kind: 'model' } };
const unknown = (title: string): Column => ({ title, cell: { kind: 'unknown' } });
const usage = (title: string, field: Extract<Cell, { kind: 'usage' }>['field']): Column => ({
  title,
  cell: { kind: 'usage', field },
});
/** N/A where a category is missing. */
const score = (title: string, formula: Formula): Column => ({
  title,
  cell: { kind: 'score', formula, always: false },
});
const total = (title: string, formula: Formula): Column => ({
  title,
  cell: { kind: 'score', formula, always: true },
});
const single = (title: string, name: string): Column => score(title, category(name));

const spread: readonly Column[] = [
  ['Format Sensitivity Max Delta', 'accuracy_max_delta'],
  ['Format Sensitivity Standard Deviation', 'accuracy_std'],
].map(([title = '', field = '']) => ({
  title,
  cell: { kind: 'header', category: 'format_sensitivity', path: [field], format: 'plain' },
}));

const overallColumns: readonly Column[] = [
  rank,
  total('Overall Acc', bfclOverall),
  model,
  unknown('Model Link'),
  usage('Total Cost ($)', 'cost'),
  usage('Latency Mean (s)', 'latencyMean'),
  usage('Latency Standard Deviation (s)', 'latencyDeviation'),
  usage('Latency 95th Percentile (s)', 'latencyPercentile95'),
  score('Non-Live AST Acc', nonLive),
  score('Non-Live Simple AST', simple),
  single('Non-Live Multiple AST', 'multiple'),
  single('Non-Live Parallel AST', 'parallel'),
  single('Non-Live Parallel Multiple AST', 'parallel_multiple'),
  total('Live Acc', live),
  single('Live Simple AST', 'live_simple'),
  single('Live Multiple AST', 'live_multiple'),
  single('Live Parallel AST', 'live_parallel'),
  single('Live Parallel Multiple AST', 'live_parallel_multiple'),
  total('Multi Turn Acc', multiTurn),
  single('Multi Turn Base', 'multi_turn_base'),
  single('Multi Turn Miss Func', 'multi_turn_miss_func'),
  single('Multi Turn Miss Param', 'multi_turn_miss_param'),
  single('Multi Turn Long Context', 'multi_turn_long_context'),
  score('Web Search Acc', webSearch),
  single('Web Search Base', 'web_search_base'),
  single('Web Search No Snippet', 'web_search_no_snippet'),
  score('Memory Acc', memory),
  single('Memory KV', 'memory_kv'),
  single('Memory Vector', 'memory_vector'),
  single('Memory Recursive Summarization', 'memory_rec_sum'),
  single('Relevance Detection', 'live_relevance'),
  score('Irrelevance Detection', irrelevance),
  ...spread,
  unknown('Organization'),
  unknown('License'),
];

/** The six CSV files of bfcl-eval, column for column. @see bfcl-eval `constants/column_headers.py` */
export const bfclSheets: readonly Sheet[] = [
  {
    file: 'data_non_live.csv',
    sortBy: 2,
    columns: [
      rank,
      model,
      total('Non-Live Overall Acc', nonLive),
      score('AST Summary', nonLive),
      score('Simple AST', simple),
      single('Python Simple AST', 'simple_python'),
      single('Java Simple AST', 'simple_java'),
      single('JavaScript Simple AST', 'simple_javascript'),
      single('Multiple AST', 'multiple'),
      single('Parallel AST', 'parallel'),
      single('Parallel Multiple AST', 'parallel_multiple'),
      single('Irrelevance Detection', 'irrelevance'),
    ],
  },
  {
    file: 'data_live.csv',
    sortBy: 2,
    columns: [
      rank,
      model,
      total('Live Overall Acc', live),
      score('AST Summary', live),
      single('Python Simple AST', 'live_simple'),
      single('Python Multiple AST', 'live_multiple'),
      single('Python Parallel AST', 'live_parallel'),
      single('Python Parallel Multiple AST', 'live_parallel_multiple'),
      single('Irrelevance Detection', 'live_irrelevance'),
      single('Relevance Detection', 'live_relevance'),
    ],
  },
  {
    file: 'data_multi_turn.csv',
    sortBy: 2,
    columns: [
      rank,
      model,
      total('Multi Turn Overall Acc', multiTurn),
      single('Base', 'multi_turn_base'),
      single('Miss Func', 'multi_turn_miss_func'),
      single('Miss Param', 'multi_turn_miss_param'),
      single('Long Context', 'multi_turn_long_context'),
    ],
  },
  {
    file: 'data_agentic.csv',
    sortBy: 2,
    columns: [
      rank,
      model,
      total('Agentic Overall Acc', agentic),
      score('Web Search Summary', webSearch),
      single('Web Search Base', 'web_search_base'),
      single('Web Search No Snippet', 'web_search_no_snippet'),
      score('Memory Summary', memory),
      single('Memory KV', 'memory_kv'),
      single('Memory Vector', 'memory_vector'),
      single('Memory Recursive Summarization', 'memory_rec_sum'),
    ],
  },
  {
    file: 'data_format_sensitivity.csv',
    sortBy: 2,
    columns: [
      rank,
      model,
      ...spread,
      ...formatVariants.map(({ name }): Column => ({
        title: `Config ${name}`,
        cell: {
          kind: 'header',
          category: 'format_sensitivity',
          path: [name, 'accuracy'],
          format: 'percent',
        },
      })),
    ],
  },
  { file: 'data_overall.csv', sortBy: 1, columns: overallColumns },
];
