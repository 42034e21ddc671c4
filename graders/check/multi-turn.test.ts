import { expect, test } from 'vitest';
import { repr } from '../../datasets/index.ts';
import { checkPath, type PathTask } from './multi-turn.ts';
import { OfficialAbort } from './official-abort.ts';

const task: PathTask = {
  id: 'x_0',
  classes: ['GorillaFileSystem'],
  configuration: new Map(),
  path: [["mkdir('a')"]],
  isLongContext: false,
};
const options = {
  modelName: 'm',
  surroundings: { today: { year: 2026, month: 1, day: 1 }, longContext: new Map() },
};

test('a path that leads to another state fails', () => {
  expect(checkPath(task, [[["mkdir('a')"]]], options)).toBeUndefined();
  const failure = checkPath(task, [[["mkdir('b')"]]], options);
  expect(failure?.errorType).toBe('multi_turn:instance_state_mismatch');
});

test('a directory within itself differs from one that is not, and is shown as Python prints it', () => {
  const failure = checkPath(task, [[["mkdir('a')", "cp('a', 'a')"]]], options);
  expect(failure?.errorType).toBe('multi_turn:instance_state_mismatch');
  expect(repr(failure?.fields() ?? null)).toContain('<Directory: a, Parent: a, Contents: {...}>');
});

const doubled = Array.from({ length: 78 }, (_, index) => `cp('a${index >> 1}', 'a${(index >> 1) + 1}')`);

test.each([
  ['a directory within itself', ["mkdir('a')", "cp('a', 'a')"], /recursion/],
  ['copies of copies without end', ["mkdir('a0')", ...doubled], /budget/],
])('%s cannot be compared, and does not take for ever', (_, calls, message) => {
  const check = () => checkPath({ ...task, path: [calls] }, [[calls]], options);
  expect(check).toThrow(OfficialAbort);
  expect(check).toThrow(message);
});
