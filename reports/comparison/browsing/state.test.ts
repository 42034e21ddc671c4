import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, initialState, outcomePatterns, parseHash, type State } from './state.ts';

const states: fc.Arbitrary<State> = fc.record({
  category: fc.string(),
  run: fc.option(fc.nat({ max: 99 })),
  outcome: fc.constantFrom(...outcomePatterns),
  error: fc.string(),
  cause: fc.string(),
  search: fc.string({ unit: 'grapheme' }),
  page: fc.nat({ max: 999 }),
  entry: fc.option(fc.string({ minLength: 1 })),
});

test('an address gives back the state it was made of', () => {
  fc.assert(
    fc.property(states, (state) => {
      const hash = hashOf(state);
      if (hash === '#') expect(state).toEqual(initialState);
      else expect(parseHash(hash)).toEqual(state);
    }),
  );
});

test('the address of a section asks for nothing', () => {
  expect(parseHash('#overview')).toBeNull();
  expect(parseHash('')).toBeNull();
});

test('what an address should not hold is left aside', () => {
  expect(parseHash('#outcome=won&run=-1&page=x&entry=a%20b&other=1')).toEqual({
    ...initialState,
    entry: 'a b',
  });
});
