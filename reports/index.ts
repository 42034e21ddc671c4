export { oneLine, visible } from './escape.ts';
export { renderCsv, renderPlainCsv } from './csv.ts';
export { textTable } from './text-table.ts';
export { markdownTable } from './markdown-table.ts';
export { comparisonCsv } from './comparison/comparison-csv.ts';
export { comparisonHtml } from './comparison/comparison-html.ts';
export { comparisonJunit } from './comparison/comparison-junit.ts';
export { comparisonMarkdown } from './comparison/comparison-markdown.ts';
export { comparisonText } from './comparison/comparison-text.ts';
export { gateJunit } from './gate/gate-junit.ts';
export { gateMarkdown } from './gate/gate-markdown.ts';
export { gateText } from './gate/gate-text.ts';
export { progressDisplay } from './progress/display.ts';
export { categoryLine, planLine, progressLine } from './progress/lines.ts';
export { doneOf, stageOf, sumOfCounts } from './progress/snapshot.ts';
export type {
  CategoryProgress,
  FailureCount,
  ModelProgress,
  ProgressCount,
  ProgressSnapshot,
  ProgressStage,
} from './progress/snapshot.ts';
export { progressSummary } from './progress/summary.ts';
export type { ProgressSummaryOptions } from './progress/summary.ts';
export { loopHtml } from './loop/loop-html.ts';
export { loopMarkdown } from './loop/loop-markdown.ts';
export { loopText } from './loop/loop-text.ts';
export type { TextOptions } from './loop/loop-text.ts';
