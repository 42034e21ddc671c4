import { expect, test } from 'vitest';
import { openBfcl } from './bfcl/bfcl-suite.ts';
import { InputError } from './command.ts';
import { resolveCategories } from './resolve-categories.ts';

const suite = openBfcl('nowhere');
const namesOf = (...names: string[]) => resolveCategories(suite, names).map(({ name }) => name);

test('groups and categories are joined without repetition and sorted by name', () => {
  expect(namesOf('simple_java, non_python', 'irrelevance')).toEqual([
    'irrelevance',
    'simple_java',
    'simple_javascript',
  ]);
  expect(namesOf('all')).toHaveLength(23);
});

test('an unknown name is answered by the names there are', () => {
  expect(() => namesOf('simple')).toThrow(InputError);
  expect(() => namesOf('simple')).toThrow(/no category "simple" in bfcl\. Groups: all, .*simple_python/);
  expect(() => namesOf('')).toThrow(/no category ""/);
});
