export { oneLine, visible } from './escape.ts';
export { renderCsv, renderPlainCsv } from './csv.ts';
export { textTable } from './text-table.ts';
export { markdownTable } from './markdown-table.ts';
export { loopHtml } from './loop/loop-html.ts';
export { loopMarkdown } from './loop/loop-markdown.ts';
export { loopText } from './loop/loop-text.ts';
export type { TextOptions } from './loop/loop-text.ts';
