import { describe, expect, test } from 'vitest';
import { shapeOf } from './tool-shape.ts';

const loom = {
  name: 'loom.set_up',
  description: 'Sets up a loom.',
  parameters: {
    type: 'dict',
    properties: {
      width: { type: 'float', description: 'In cm.' },
      yarn: { type: 'string', enum: ['wool', 'flax'] },
      shafts: { type: 'array', items: { type: 'integer' } },
      owner: { type: 'dict', properties: { name: { type: 'string' } } },
    },
  },
};
const { properties } = loom.parameters;
const withProperties = (changed: object) => ({
  ...loom,
  parameters: { type: 'object', properties: changed },
});

describe('the fingerprint of a function doc', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a name in other signs', { ...loom, name: 'loom_setUp' }],
    ['another description', { ...loom, description: 'Whatever.' }],
    ['parameters in another order', withProperties(Object.fromEntries(Object.entries(properties).reverse()))],
    [
      'types as JSON Schema spells them',
      withProperties({
        ...properties,
        width: { type: ['number', 'null'] },
        owner: { type: 'object', properties: { name: { type: 'string' } } },
      }),
    ],
    [
      'types as Python spells them',
      {
        ...loom,
        parameters: {
          width: { type: 'float, optional' },
          yarn: { type: 'str', enum: ['flax', 'wool'] },
          shafts: { type: 'List[int]' },
          owner: { type: 'dict', properties: { name: { type: 'str' } } },
        },
      },
    ],
    ['its schema under the name of MCP', { name: loom.name, inputSchema: loom.parameters }],
  ])('is the same with %s', (_, other) => {
    expect(shapeOf(other).fingerprint).toBe(shapeOf(loom).fingerprint);
  });

  test.each<[string, Record<string, unknown>]>([
    ['another name', { ...loom, name: 'loom.take_down' }],
    ['a parameter more', withProperties({ ...properties, pace: { type: 'integer' } })],
    ['another type', withProperties({ ...properties, width: { type: 'integer' } })],
    [
      'another type of items',
      withProperties({ ...properties, shafts: { type: 'array', items: { type: 'string' } } }),
    ],
    ['other choices', withProperties({ ...properties, yarn: { type: 'string', enum: ['wool', 'silk'] } })],
    [
      'another field inside',
      withProperties({ ...properties, owner: { type: 'dict', properties: { id: { type: 'string' } } } }),
    ],
  ])('is another with %s', (_, other) => {
    expect(shapeOf(other).fingerprint).not.toBe(shapeOf(loom).fingerprint);
  });

  test('is none without parameters', () => {
    expect(shapeOf({ name: 'now', description: 'Tells the time.' }).fingerprint).toBeNull();
    expect(shapeOf({ name: 'now', parameters: { type: 'dict', properties: {} } }).fingerprint).toBeNull();
  });
});
