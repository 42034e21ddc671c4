import { expect, test } from 'vitest';
import type { Value } from '../../datasets/index.ts';
import { addEvidence, decideMode, needsEvidence, noEvidence, type ModeOptions } from './mode.ts';

const auto: ModeOptions = { mode: 'auto', underscoreToDot: 'auto' };

function decide(options: ModeOptions, results: readonly Value[]) {
  const evidence = noEvidence();
  for (const result of results) addEvidence(evidence, result, true);
  const { mode, underscore_to_dot } = decideMode(options, evidence);
  return [mode, underscore_to_dot];
}

const call = (name: string): Value => [new Map<Value, Value>([[name, '{}']])];

test('one list among the results makes a function-calling model', () => {
  expect(decide(auto, ['text', null, call('math_add')])).toEqual(['fc', true]);
  expect(decide(auto, ['text', null])).toEqual(['prompt', false]);
  expect(decide(auto, [[]])).toEqual(['fc', true]);
});

test('of results of several turns the steps tell where no single-turn result does', () => {
  const evidence = noEvidence();
  for (const result of ['text', [['text']], [[], ['text', call('a.b')]]])
    addEvidence(evidence, result, false);
  expect(evidence).toEqual({ results: 0, lists: 0, turns: 1, dottedNames: 0 });
  expect(decideMode(auto, evidence)).toMatchObject({ mode: 'fc', underscore_to_dot: true });
  addEvidence(evidence, 'text', true);
  expect(decideMode(auto, evidence)).toMatchObject({ mode: 'prompt' });
});

test('one dot in a call name keeps the dots of expected names', () => {
  expect(decide(auto, [call('math_add'), call('math.add')])).toEqual(['fc', false]);
  expect(decide(auto, [[1n, 'a.b', new Map([[1n, 'x']])]])).toEqual(['fc', true]);
});

test('options overrule the results', () => {
  expect(decide({ mode: 'prompt', underscoreToDot: 'auto' }, [call('a')])).toEqual(['prompt', false]);
  expect(decide({ mode: 'fc', underscoreToDot: 'auto' }, ['text'])).toEqual(['fc', true]);
  expect(decide({ mode: 'auto', underscoreToDot: 'off' }, [call('a')])).toEqual(['fc', false]);
  expect(decide({ mode: 'prompt', underscoreToDot: 'on' }, [])).toEqual(['prompt', true]);
});

test('results are read for evidence only where they have a say', () => {
  expect(needsEvidence(auto)).toBe(true);
  expect(needsEvidence({ mode: 'fc', underscoreToDot: 'auto' })).toBe(true);
  expect(needsEvidence({ mode: 'prompt', underscoreToDot: 'auto' })).toBe(false);
  expect(needsEvidence({ mode: 'fc', underscoreToDot: 'on' })).toBe(false);
});

test('what the runner has left word of counts more than results, and options more than both', () => {
  const evidence = noEvidence();
  for (const result of ['text', call('a.b')]) addEvidence(evidence, result, true);
  const told = { mode: 'fc', underscoreToDot: true } as const;
  expect(decideMode(auto, evidence, told)).toEqual({
    mode: 'fc',
    mode_by: 'generation',
    underscore_to_dot: true,
    underscore_to_dot_by: 'generation',
  });
  expect(decideMode(auto, evidence, { mode: 'prompt' })).toMatchObject({
    mode: 'prompt',
    underscore_to_dot: false,
    underscore_to_dot_by: 'results',
  });
  expect(decideMode({ mode: 'prompt', underscoreToDot: 'auto' }, evidence, told)).toMatchObject({
    mode_by: 'option',
    underscore_to_dot: false,
  });
  expect(decideMode({ mode: 'auto', underscoreToDot: 'off' }, evidence, told)).toMatchObject({
    underscore_to_dot: false,
    underscore_to_dot_by: 'option',
  });
});
