import { describe, expect, test } from 'vitest';
import type { ToolSpec, ValueSpec } from '../../datasets/index.ts';
import { answerFaultsOf, faultsOf, fitsText } from './argument-check.ts';

function toolOf(properties: Record<string, ValueSpec>, returns: ValueSpec | null = null): ToolSpec {
  return {
    id: 's#t',
    name: 't',
    description: '',
    domain: 'd',
    service: 's',
    parameters: { type: 'object', properties, required: [] },
    returns,
    origin: '',
    notes: [],
  };
}

describe('arguments', () => {
  test('are checked by their own schema, also where two differ in what is called a description only', () => {
    const described = (type: 'string' | 'integer'): ValueSpec => ({
      type: 'object',
      properties: { description: { type }, examples: { type } },
    });
    const given = { description: 'a', examples: 'b' };
    expect(faultsOf(toolOf({ x: described('string') }), { x: given })).toEqual([]);
    expect(faultsOf(toolOf({ x: described('integer') }), { x: given })).toEqual([
      'x.description must be integer',
      'x.examples must be integer',
    ]);
    expect(answerFaultsOf(toolOf({}, described('string')), given)).toEqual([]);
    expect(answerFaultsOf(toolOf({}, described('integer')), given)).toHaveLength(2);
  });

  test('may be called as what every object has', () => {
    const parts: [string, ValueSpec][] = [['constructor', { type: 'integer' }]];
    const tool = toolOf(Object.fromEntries(parts));
    expect(faultsOf(tool, { constructor: 1 })).toEqual([]);
    expect(faultsOf(tool, { constructor: 'a' })).toEqual(['constructor must be integer']);
    expect(faultsOf(toolOf({}), { toString: 1 })).toEqual([
      'arguments must NOT have additional properties "toString"',
    ]);
  });
});

test('texts are checked by format and pattern; a format that is not known holds of all', () => {
  expect(fitsText('192.0.2.1', { type: 'string', format: 'ipv4' })).toBe(true);
  expect(fitsText('here', { type: 'string', format: 'ipv4' })).toBe(false);
  expect(fitsText('here', { type: 'string', pattern: '^h' })).toBe(true);
  expect(fitsText('here', { type: 'string', pattern: '^t' })).toBe(false);
  expect(fitsText('here', { type: 'string', format: 'nonsense' })).toBe(true);
});
