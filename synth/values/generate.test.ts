import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { chanceAt, ownSpecsFolder, readSpecs, type ValueSpec } from '../../datasets/index.ts';
import { faultsOf } from './argument-check.ts';
import { generateValue } from './generate.ts';

function drawn(spec: ValueSpec, count = 200): unknown[] {
  return Array.from({ length: count }, (_, index) => generateValue(spec, 'x', chanceAt('test', index)));
}

describe('a value', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);

  test.each<[string, ValueSpec]>([
    ['of choices', { type: 'string', enum: ['a', 'b'] }],
    ['between whole bounds', { type: 'integer', minimum: 3, maximum: 7 }],
    ['between narrow bounds', { type: 'integer', minimum: 5, maximum: 5 }],
    ['between bounds below zero', { type: 'number', minimum: -2.5, maximum: -0.5 }],
    ['up to a bound below zero', { type: 'integer', maximum: -4 }],
    ['of a long range', { type: 'integer', minimum: 1, maximum: 1_000_000 }],
    ['that is a day', { type: 'string', format: 'date' }],
    ['that is a point in time', { type: 'string', format: 'date-time' }],
    ['that is an address', { type: 'string', format: 'email' }],
    ['that is a list of few choices', { type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 2 }],
    ['that is a long list', { type: 'array', items: { type: 'integer' }, minItems: 5, maxItems: 9 }],
    [
      'that is an object',
      { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'integer' } }, required: ['a'] },
    ],
  ])('%s fits its schema', (_, spec) => {
    const check = ajv.compile(spec);
    for (const value of drawn(spec)) expect([value, check(value)]).toEqual([value, true]);
  });

  test('is drawn from all that is possible', () => {
    expect(new Set(drawn({ type: 'integer', minimum: 1, maximum: 4 }))).toEqual(new Set([1, 2, 3, 4]));
    expect(new Set(drawn({ type: 'string', examples: ['p', 'q'] }))).toEqual(new Set(['p', 'q']));
    const parts = drawn({ type: 'object', properties: { a: { type: 'boolean' } } }).map(
      (value) => Object.keys(value as object).length,
    );
    expect(new Set(parts)).toEqual(new Set([0, 1]));
  });

  test('is the same at the same coordinates', () => {
    expect(drawn({ type: 'number', minimum: 0, maximum: 1 })).toEqual(
      drawn({ type: 'number', minimum: 0, maximum: 1 }),
    );
  });
});

test('arguments made up for the tools of this project fit their schemas', async () => {
  for (const tool of await readSpecs([ownSpecsFolder()])) {
    for (let index = 0; index < 20; index++) {
      const value = generateValue(tool.parameters, tool.name, chanceAt('arguments', tool.id, index));
      expect([tool.id, value, faultsOf(tool, value)]).toEqual([tool.id, value, []]);
    }
  }
});
