import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, expect, test } from 'vitest';
import { ownSpecsFolder, readSpecs } from './read-specs.ts';
import { namesInRequest, parseRequest } from './request-template.ts';
import { ToolSpecSchema, type ToolSpec, type ValueSpec } from './tool-spec.ts';

let specs: ToolSpec[] = [];
beforeAll(async () => {
  specs = await readSpecs([ownSpecsFolder()]);
});

/** A schema and all schemas inside it, each with its path. */
function* parts(spec: ValueSpec, path: string): Generator<[string, ValueSpec]> {
  yield [path, spec];
  if (spec.items !== undefined) yield* parts(spec.items, `${path}[]`);
  for (const [name, property] of Object.entries(spec.properties ?? {}))
    yield* parts(property, `${path}.${name}`);
}

function allParts(): [string, ValueSpec][] {
  return specs.flatMap(({ id, parameters, returns }) => [
    ...parts(parameters, id),
    ...(returns === null ? [] : parts(returns, `${id} answer`)),
  ]);
}

test('the documents of this project are valid', async () => {
  const { compileErrors, validate } = await import('@readme/openapi-parser');
  for (const file of await readdir(ownSpecsFolder(), { recursive: true })) {
    if (!file.endsWith('.yaml')) continue;
    const outcome = await validate(join(ownSpecsFolder(), file));
    expect(outcome.valid ? '' : compileErrors(outcome)).toBe('');
  }
});

test('the documents of this project hold 250 operations or more in 20 domains or more', () => {
  expect(specs.length).toBeGreaterThanOrEqual(250);
  expect(new Set(specs.map(({ domain }) => domain)).size).toBeGreaterThanOrEqual(20);
  expect(new Set(specs.map(({ service }) => service)).size).toBeGreaterThanOrEqual(40);
});

test('every operation says what it does and what it answers', () => {
  for (const spec of specs) {
    expect(() => ToolSpecSchema.parse(spec)).not.toThrow();
    expect([spec.id, spec.description]).not.toEqual([spec.id, '']);
    expect([spec.id, spec.returns?.type]).toEqual([spec.id, 'object']);
  }
});

test('every text that is no choice has examples, and all examples and defaults fit their schemas', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  // As many services do, ours leave the time zone out where a local time is meant.
  ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);
  for (const [path, spec] of allParts()) {
    const { examples = [], enum: choices } = spec;
    if (spec.type === 'string' && choices === undefined)
      expect([path, examples.length]).not.toEqual([path, 0]);
    const check = ajv.compile(spec);
    for (const value of [...examples, ...(spec.default === undefined ? [] : [spec.default])]) {
      if (!check(value)) expect([path, value, check.errors]).toBe('valid');
    }
  }
});

test('shapes vary: every type, enums, formats, nested objects and lists of objects', () => {
  const kinds = new Set(allParts().map(([, { type, format }]) => format ?? type));
  for (const kind of [
    'string',
    'integer',
    'number',
    'boolean',
    'array',
    'object',
    'date',
    'date-time',
    'email',
  ]) {
    expect(kinds).toContain(kind);
  }
  const inParameters = specs.flatMap(({ parameters }) => [...parts(parameters, '')]);
  expect(inParameters.some(([path, { type }]) => type === 'object' && path !== '')).toBe(true);
  expect(inParameters.some(([, { items }]) => items?.type === 'object')).toBe(true);
});

test('every operation says how its users ask, also when they forget what is required', () => {
  for (const { id, requests = [], parameters } of specs) {
    expect([id, requests.length]).not.toEqual([id, 0]);
    const required = (parameters.required ?? []).filter((name) => {
      const spec = parameters.properties?.[name];
      return (
        spec !== undefined && !['object', 'boolean'].includes(spec.type) && spec.items?.type !== 'object'
      );
    });
    const names = requests.map((text) => new Set(namesInRequest(parseRequest(text))));
    expect([id, names.some((known) => required.every((name) => known.has(name)))]).toEqual([id, true]);
  }
});
