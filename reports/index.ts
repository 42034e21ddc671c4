export { renderCsv, renderPlainCsv } from './csv.ts';
export { textTable } from './text-table.ts';
