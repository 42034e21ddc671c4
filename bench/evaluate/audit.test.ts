import { expect, test } from 'vitest';
import { AuditSchema, AuditedRowSchema, type Category, type Suite, type Task } from '../../datasets/index.ts';
import type { Verdict } from '../../graders/index.ts';
import { ModelAudit } from './audit.ts';

const category: Category = {
  name: 'irrelevance',
  folder: '',
  family: 'irrelevance',
  weight: 1,
  language: 'python',
  checker: 'irrelevance',
  cluster: 'task',
  count: 4,
};
const suite: Suite = {
  id: 'test',
  version: '1',
  digest: 'd',
  categories: [category],
  groups: new Map(),
  categoryOf: () => 'irrelevance',
  tasks: () => Promise.resolve([]),
  suspects: {
    version: '7',
    ids: ['t3'],
    of: (id) => (id === 't3' ? { reason: 'no answer', source: 'reported' } : undefined),
  },
};

const taskOf = (id: string) =>
  ({ id, checker: 'irrelevance', category: 'irrelevance', tools: [{ name: 'f' }] }) as unknown as Task;
const passed: Verdict = { valid: true, errorType: null, error: [], decoded: undefined };
const failed: Verdict = {
  valid: false,
  errorType: 'irrelevance_error:decoder_success',
  error: [],
  decoded: [],
};

test('tells official and audited scores apart, and what each leaves out', () => {
  const audit = new ModelAudit(suite);
  const results: readonly (readonly [string, string, Verdict])[] = [
    ['t1', 'No tool helps.', passed],
    ['t2', 'f(x=?)', passed],
    ['t3', '[f()]', failed],
    ['t4', 'Error during inference: 500', passed],
  ];
  for (const [id, result, verdict] of results)
    audit.add(category, taskOf(id), { result, mode: 'prompt', underscoreToDot: false }, verdict);
  const head = { inftool: '0', model: 'm', grader: 'g' };
  const record = AuditSchema.parse(audit.record(head, { kind: 'category', name: 'irrelevance' }));
  expect(record.categories['irrelevance']).toEqual({
    official: { n: 4, valid: 3, accuracy: 0.75 },
    audited: { n: 3, valid: 1, accuracy: 1 / 3 },
    without_suspects: { n: 2, valid: 1, accuracy: 0.5 },
    infrastructure: 1,
    broken_calls: 1,
    suspects: ['t3'],
  });
  expect(record.overall).toEqual({ official: 0.75, audited: 1 / 3, without_suspects: 0.5 });
  expect(record.suspects).toBe('7');
  const rows = audit.lines.map((line) => AuditedRowSchema.parse(JSON.parse(line)));
  expect(rows.map(({ status, error_type, suspect }) => [status, error_type, suspect])).toEqual([
    ['pass', undefined, undefined],
    ['fail', 'inftool:broken_call', undefined],
    ['fail', 'irrelevance_error:decoder_success', 'no answer'],
    ['infrastructure', undefined, undefined],
  ]);
});
