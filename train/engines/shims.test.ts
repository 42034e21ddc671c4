import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const shims = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.py') && !name.includes('trial'))
  .sort();

/** What a grader in Python could not do without: reading calls, running them, knowing what is right, or naming a reward. */
const grading = [
  /\b(eval|exec|literal_eval|compile)\s*\(/,
  /^\s*(import|from)\s+(ast|bfcl_eval|tree_sitter|re|difflib)\b/m,
  /possible_answer|accepted|expected_call/,
  /\brewards?\s*=\s*-?[\d.]/,
  /return\s+\[?\s*-?\d+\.\d/,
];

test('there are shims', () => {
  expect(shims).toEqual(
    expect.arrayContaining([
      path.join('python', 'inftool_rewards.py'),
      path.join('trl', 'inftool_trl_rewards.py'),
    ]),
  );
});

test.each(shims)('%s grades nothing', (name) => {
  const source = readFileSync(path.join(import.meta.dirname, name), 'utf8');
  for (const sign of grading) expect(source).not.toMatch(sign);
});

test.each([
  'reward = 0.0',
  'value = ast.literal_eval(text)',
  '    return [0.0 for _ in prompts]',
  'import ast',
  'if call in possible_answer:',
])('a shim with %j would be found', (line) => {
  expect(grading.some((sign) => sign.test(line))).toBe(true);
});
