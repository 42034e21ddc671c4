import { expect, test } from 'vitest';
import { openBfcl } from '../../datasets/index.ts';
import { layoutOf } from './layout.ts';

const suite = openBfcl('/nowhere');
const layout = layoutOf(suite);

test.each(suite.categories)('$name has a result file and a score file of its name', (category) => {
  expect(layout.resultFile(`BFCL_v4_${category.name}_result.json`)).toEqual({ kind: 'category', category });
  expect(layout.resultPath(category)).toBe(`${category.folder}/BFCL_v4_${category.name}_result.json`);
  expect(layout.scoreFile(category)).toBe(`${category.folder}/BFCL_v4_${category.name}_score.json`);
  expect(layout.scoredCategory(`BFCL_v4_${category.name}_score.json`)).toBe(category);
});

test.each([
  'BFCL_v4_exec_simple_result.json',
  'BFCL_v4_rest_result.json',
  'BFCL_v4_sql_result.json',
  'BFCL_v4_chatable_result.json',
  'BFCL_v4_memory_kv_prereq_result.json',
  'BFCL_v4_simple_python_score.json',
  'notes.txt',
])('%s is passed over', (name) => {
  expect(layout.resultFile(name)).toEqual({ kind: 'other' });
});

test.each([
  ['BFCL_v3_simple_result.json', 'these are results of BFCL v3, not v4'],
  ['BFCL_v4_simple_result.json', 'BFCL v4 has no category "simple"'],
  ['BFCL_v4_a-b_result.json', 'BFCL v4 has no category ""'],
])('%s is refused', (name, reason) => {
  expect(layout.resultFile(name)).toEqual({ kind: 'refused', reason });
});
