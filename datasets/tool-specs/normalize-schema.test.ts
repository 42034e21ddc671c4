import { describe, expect, test } from 'vitest';
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
    'examples and defaults that YAML took for numbers are texts, and the other way round',
    {
      allOf: [
        {
          type: 'object',
          properties: {
            zip: { type: 'string', example: 8001 },
            count: { type: 'integer', example: '7', default: '9' },
          },
        },
      ],
    },
    {
      type: 'object',
      properties: {
        zip: { type: 'string', examples: ['8001'] },
        count: { type: 'integer', examples: [7], default: 9 },
      },
      required: [],
    },
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

test.each([
  [{ type: 'string', minLength: 2 }, 'x: minLength was left out'],
  [{ type: 'string', maxLength: 2 }, 'x: maxLength was left out'],
  [{ type: 'array', items: { type: 'string' }, uniqueItems: true }, 'x: uniqueItems was left out'],
  [{ type: 'object', additionalProperties: false }, 'x: additionalProperties was left out'],
  [{ type: 'boolean', enum: [true] }, 'x: choices that are no text or number of its type were left out'],
  [{ type: 'string', enum: ['a', 1] }, 'x: choices that are no text or number of its type were left out'],
  [{ type: 'array', items: { type: 'string' }, enum: [['a']] }, 'x: enum was left out'],
  [{ type: 'number', exclusiveMinimum: 0 }, 'x: a bound that is excluded counts as allowed'],
  [{ type: 'number', maximum: 1, exclusiveMaximum: true }, 'x: a bound that is excluded counts as allowed'],
  [{ type: 'integer', multipleOf: 5 }, 'x: multipleOf was left out'],
  [{ type: 'integer', examples: ['many'] }, 'x: examples and defaults that are no integer were left out'],
  [{ type: 'integer', default: 1.5 }, 'x: examples and defaults that are no integer were left out'],
])('what %j loses is noted', (raw, note) => {
  expect(normalized(raw).notes).toEqual([note]);
});

test('what is kept whole is not noted', () => {
  const raw = { type: 'integer', minimum: 1, exclusiveMaximum: 9, default: 2, examples: [3], enum: [2, 3] };
  expect(normalized(raw).notes).toEqual([]);
});

test('a pattern is kept where it is a regular expression, else left out and noted', () => {
  expect(normalized({ type: 'string', pattern: '^a+$' })).toEqual({
    spec: { type: 'string', pattern: '^a+$' },
    notes: [],
  });
  expect(normalized({ type: 'string', pattern: String.raw`^[\w-.]+$` })).toEqual({
    spec: { type: 'string' },
    notes: ["x: a pattern that is no regular expression of JavaScript's was left out"],
  });
});

test('properties may be called as what every object has; only __proto__ is left out', () => {
  const raw: unknown = JSON.parse(
    '{"type": "object", "properties": {"constructor": {"type": "boolean"}, "__proto__": {"type": "string"}}, "required": ["__proto__", "toString"]}',
  );
  const { spec, notes } = normalized(raw);
  expect(Object.entries(spec.properties ?? {})).toEqual([['constructor', { type: 'boolean' }]]);
  expect(spec.required).toEqual([]);
  expect(notes).toEqual(['x.__proto__: a name that cannot be used was left out']);
});

describe('a schema that holds itself', () => {
  const inside = (where: string) => `${where}: the parts of a schema inside of itself were left out`;

  test('is an object without parts in itself', () => {
    const node: Record<string, unknown> = { type: 'object' };
    node['properties'] = { next: node, wrapped: { allOf: [node] }, name: { type: 'string' } };
    const wrapped = { type: 'object', properties: {}, required: [] };
    expect(normalized(node)).toEqual({
      spec: {
        type: 'object',
        properties: { next: { type: 'object' }, wrapped, name: { type: 'string' } },
        required: [],
      },
      notes: [inside('x.next'), inside('x.wrapped')],
    });
  });

  test('as a list, a branch or a part ends, too', () => {
    const list: Record<string, unknown> = { type: 'array' };
    list['items'] = list;
    expect(normalized(list).spec).toEqual({ type: 'array', items: { type: 'array' } });
    const branch: Record<string, unknown> = {};
    branch['oneOf'] = [branch];
    branch['allOf'] = Array.from({ length: 20 }, () => branch);
    expect(normalized(branch)).toEqual({
      spec: { type: 'object', properties: {}, required: [] },
      notes: [inside('x')],
    });
  });

  test('may be used twice side by side', () => {
    const day = { type: 'object', properties: { year: { type: 'integer' } } };
    const { spec, notes } = normalized({ type: 'object', properties: { from: day, to: day } });
    expect(spec.properties?.['to']).toEqual(spec.properties?.['from']);
    expect(notes).toEqual([]);
  });

  test('does not grow with the ways through it', () => {
    const nodes = Array.from({ length: 20 }, (): Record<string, unknown> => ({ type: 'object' }));
    for (const node of nodes)
      node['properties'] = Object.fromEntries(nodes.map((other, at) => [`p${at}`, other]));
    const { spec, notes } = normalized(nodes[0]);
    expect(JSON.stringify(spec).length).toBeLessThan(50_000);
    expect(notes.join()).toMatch(/parts after the first 400 were left out/);
  });
});

test('levels below the sixth are left out', () => {
  const deep = Array.from({ length: 9 }).reduce<object>(
    (inner) => ({ type: 'object', properties: { inner } }),
    {},
  );
  expect(normalized(deep).notes).toEqual([expect.stringContaining('parts below 6 levels were left out')]);
});
