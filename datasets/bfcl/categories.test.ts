import { describe, expect, test } from 'vitest';
import { bfclCategories, bfclCategoryOf, bfclGroups } from './categories.ts';
import { bfclSources } from './sources.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
const weights = (keep: (name: string, family: string) => boolean): number =>
  sum(bfclCategories.filter(({ name, family }) => keep(name, family)).map(({ weight }) => weight));

describe('the BFCL table', () => {
  test('has 22 scoring categories with 5,106 tasks, and format sensitivity', () => {
    const scoring = bfclGroups.get('all_scoring') ?? [];
    const rows = bfclCategories.filter(({ name }) => scoring.includes(name));
    expect(rows).toHaveLength(22);
    expect(sum(rows.map(({ count }) => count))).toBe(5106);
    expect(bfclCategories.filter((row) => !rows.includes(row)).map(({ count }) => count)).toEqual([5200]);
  });

  test('weighs non-live, live and irrelevance 10 % each, multi-turn 30 %, agentic 40 %', () => {
    const families = ['non_live', 'live', 'irrelevance', 'multi_turn', 'agentic', 'relevance'];
    const shares = families.map((wanted) => weights((_, family) => family === wanted));
    expect(shares.map((share) => Number(share.toFixed(12)))).toEqual([0.1, 0.1, 0.1, 0.3, 0.4, 0]);
    expect(weights(() => true)).toBeCloseTo(1, 12);
    expect(weights((name) => name.startsWith('simple_'))).toBeCloseTo(0.1 / 4, 12);
    expect(weights((name) => name.startsWith('memory_'))).toBeCloseTo(0.2, 12);
  });

  test('knows the files of every category', () => {
    expect([...bfclSources.keys()].sort()).toEqual(bfclCategories.map(({ name }) => name).sort());
  });

  test('groups only known categories', () => {
    const names = new Set(bfclCategories.map(({ name }) => name));
    for (const members of bfclGroups.values()) for (const name of members) expect(names).toContain(name);
    expect(bfclGroups.get('python')).toHaveLength(11);
    expect(bfclGroups.get('non_python')).toEqual(['simple_java', 'simple_javascript']);
    expect(bfclGroups.get('single_turn')).toHaveLength(13);
    expect(bfclGroups.get('agentic')).toHaveLength(5);
    expect(bfclGroups.get('web_search')).toEqual(['web_search_base', 'web_search_no_snippet']);
  });
});

test.each([
  ['simple_python_0', 'simple_python'],
  ['live_parallel_multiple_21-18-0', 'live_parallel_multiple'],
  ['memory_rec_sum_3-customer-3', 'memory_rec_sum'],
  ['web_search_no_snippet_99', 'web_search_no_snippet'],
  ['format_sensitivity_7:ret_fmt=json&tool_call_tag=True:live_simple_23-5-1', 'format_sensitivity'],
  ['format_sensitivity_7', undefined],
  ['simple_python_0:ret_fmt=json:live_simple_23-5-1', undefined],
  ['memory_kv_prereq_0-customer-0', undefined],
  ['simple_python', undefined],
  ['simple_python_x', undefined],
  ['simple_0', undefined],
  ['', undefined],
])('the id "%s" belongs to %s', (id, category) => {
  expect(bfclCategoryOf(id)).toBe(category);
});
