import { expect, test } from 'vitest';
import { normalizeSchema, Notes } from './normalize-schema.ts';
import { ValueSpecSchema } from './tool-spec.ts';

function normalized(raw: unknown) {
  const notes = new Notes();
  const spec = normalizeSchema(raw, notes, 'x');
  return { spec: ValueSpecSchema.parse(spec), notes: notes.list() };
}

test.each([
  ['a const is an enum of one', { const: 'kg' }, { type: 'string', enum: ['kg'] }],
  ['a type that may be null is the other type', { type: ['null', 'integer'] }, { type: 'integer' }],
  [
    'bounds that are left out themselves: draft 4',
    { type: 'integer', minimum: 1, exclusiveMinimum: true },
    { type: 'integer', minimum: 2 },
  ],
  [
    'bounds that are left out themselves: later drafts',
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 5 },
    { type: 'number', minimum: 0, maximum: 5 },
  ],
  [
    'parts of allOf are one object',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'boolean' } }, required: ['b', 'missing'] },
      ],
    },
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'boolean' } },
      required: ['a', 'b'],
    },
  ],
  ['properties make an object', { properties: {} }, { type: 'object', properties: {}, required: [] }],
  ['items make a list', { items: { type: 'number' } }, { type: 'array', items: { type: 'number' } }],
  ['numbers to choose from make a number', { enum: [1, 2.5] }, { type: 'number', enum: [1, 2.5] }],
  ['a default of null is none', { type: 'string', default: null }, { type: 'string' }],
  [
    'example and examples come together',
    { type: 'string', example: 'a', examples: ['b'] },
    { type: 'string', examples: ['a', 'b'] },
  ],
  [
    'descriptions lose their markup',
    { type: 'string', description: '**The**\n `city`' },
    { type: 'string', description: 'The city' },
  ],
  ['what is no schema is a text', 7, { type: 'string' }],
])('%s', (_, raw, spec) => {
  expect(normalized(raw).spec).toEqual(spec);
});

test('what is narrowed is noted, once', () => {
  const raw = {
    type: 'array',
    items: { oneOf: [{ type: 'null' }, { type: 'string' }, { type: 'integer' }] },
  };
  expect(normalized(raw)).toEqual({
    spec: { type: 'array', items: { type: 'string' } },
    notes: ['x[]: the first of 2 alternatives was taken'],
  });
});

test('a schema that holds itself ends', () => {
  const node: Record<string, unknown> = { type: 'object' };
  node['properties'] = { next: node };
  const { notes } = normalized(node);
  expect(notes).toEqual([expect.stringContaining('were left out')]);
});
