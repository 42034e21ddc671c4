import { describe, expect, test } from 'vitest';
import { countsOf, haystack, placesOf, searchTerms } from './filter.ts';
import { initialState, type State } from './state.ts';
import type { EntryHead, Outcome } from './wire.ts';

const pass: Outcome = { status: 'pass' };
const fail = (error_type: string, cause: NonNullable<Outcome['cause']> = 'model'): Outcome => ({
  status: 'fail',
  error_type,
  cause,
});
const lost: Outcome = { status: 'infrastructure' };

const entry = (id: string, category: string, ...answers: Outcome[]): EntryHead => ({
  id,
  category,
  tools: 0,
  answers,
});

const entries = [
  entry('a', 'simple', pass, fail('type'), pass),
  entry('b', 'simple', fail('value'), pass, pass),
  entry('c', 'parallel', pass, fail('value', 'parser'), fail('count')),
  entry('d', 'parallel', fail('count'), pass, lost),
];

const ids = (asked: Partial<State>) =>
  placesOf(entries, { ...initialState, ...asked })
    .map((place) => entries[place]?.id)
    .join('');

describe('entries are asked for', () => {
  test.each<[string, Partial<State>, string]>([
    ['all of them', {}, 'abcd'],
    ['by category', { category: 'simple' }, 'ab'],
    ['lost by any run', { outcome: 'lost' }, 'ac'],
    ['lost by one run', { outcome: 'lost', run: 2 }, 'c'],
    ['gained by one run', { outcome: 'gained', run: 1 }, 'bd'],
    ['lost, of the first run: by any other', { outcome: 'lost', run: 0 }, 'ac'],
    ['by error type of any run', { error: 'value' }, 'bc'],
    ['by error type of one run', { error: 'value', run: 1 }, 'c'],
    ['by error type and cause of the same answer', { error: 'value', cause: 'parser' }, 'c'],
    ['not by error type of one and cause of another', { error: 'count', cause: 'parser' }, ''],
    ['gained, by what the base failed with', { outcome: 'gained', error: 'count' }, 'd'],
    ['passed by a run', { outcome: 'pass', run: 0 }, 'ac'],
    ['failed by a run', { outcome: 'fail', run: 2 }, 'c'],
    ['without a verdict', { outcome: 'none' }, 'd'],
    ['of a run that is not there', { run: 9 }, ''],
  ])('%s', (_, asked, expected) => {
    expect(ids(asked)).toBe(expected);
  });
});

test('a search is of words and phrases, in small letters', () => {
  expect(searchTerms('  Rome "New York"  ')).toEqual(['rome', 'new york']);
  expect(searchTerms('"')).toEqual([]);
});

test('id, prompt and answers are searched', () => {
  const texts = { prompt: 'Book it', expected: 'no', answers: [{ output: 'BOOK()', error: 'Wrong' }, {}] };
  expect(haystack(entry('x_1', 'simple'), texts)).toBe('x_1\nbook it\nbook()\n\nwrong\n\n\n');
});

test('choices are counted by entry, the most first', () => {
  expect(countsOf(entries, ({ error_type }) => error_type)).toEqual([
    ['count', 2],
    ['value', 2],
    ['type', 1],
  ]);
});
