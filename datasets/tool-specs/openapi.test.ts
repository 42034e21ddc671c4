import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../command.ts';
import { readOpenApi } from './openapi.ts';
import { readSpecs } from './read-specs.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-openapi-'));
  await mkdir(join(root, 'boats'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(name: string, text: string): Promise<string> {
  const file = join(root, 'boats', name);
  await writeFile(file, text);
  return file;
}

const head = 'openapi: 3.0.3\ninfo: {title: Boats, version: "1"}\n';
const ok = 'responses: {"200": {description: ok}}';

test('path, query and body become one object of parameters, headers are left out and noted', async () => {
  const file = await put(
    'hire.yaml',
    `${head}paths:
  /boats/{boat}/hire:
    parameters:
      - {name: boat, in: path, required: true, description: Which *boat*, schema: {type: string, example: B-12}}
      - {name: X-Trace, in: header, schema: {type: string}}
    post:
      operationId: hire boat!
      summary: Hire a boat
      description: Hire a boat
      parameters:
        - {name: dry, in: query, schema: {type: boolean, default: false}}
      requestBody:
        content:
          application/json:
            example: {hours: 3}
            schema: {$ref: '#/components/schemas/Hire'}
      responses:
        '201':
          description: Hired
          content: {application/json: {schema: {type: object, properties: {price: {type: number}}}}}
components:
  schemas:
    Hire:
      type: object
      required: [hours]
      properties: {hours: {type: integer, minimum: 1}, boat: {type: string}}
`,
  );
  expect(await readOpenApi(file)).toEqual([
    {
      id: 'hire#hire_boat',
      name: 'hire_boat',
      description: 'Hire a boat.',
      domain: 'boats',
      service: 'hire',
      parameters: {
        type: 'object',
        properties: {
          boat: { type: 'string', description: 'Which boat', examples: ['B-12'] },
          dry: { type: 'boolean', default: false },
          hours: { type: 'integer', minimum: 1, examples: [3] },
          body_boat: { type: 'string' },
        },
        required: ['boat', 'hours'],
      },
      returns: { type: 'object', properties: { price: { type: 'number' } }, required: [] },
      origin: 'hire.yaml POST /boats/{boat}/hire',
      notes: ['X-Trace: parameters of header were left out'],
    },
  ]);
});

test('operations without an id are named after their path, names once each', async () => {
  const file = await put(
    'a.yaml',
    `${head}paths:\n  /x/y: {get: {${ok}}}\n  /x-y: {get: {operationId: get_x_y, ${ok}}}\n`,
  );
  expect((await readOpenApi(file)).map(({ name }) => name)).toEqual(['get_x_y', 'get_x_y_2']);
});

test('how users ask stands with the operation, and is checked', async () => {
  const withRequests = (requests: string) =>
    `${head}paths: {/x: {get: {operationId: a, x-requests: ${requests}, parameters: [{name: city, in: query, schema: {type: string}}], ${ok}}}}\n`;
  const file = await put('asked.yaml', withRequests('["weather[ in {city}]", "Is it raining?"]'));
  expect((await readOpenApi(file))[0]?.requests).toEqual(['weather[ in {city}]', 'Is it raining?']);
  await put('asked.yaml', withRequests('["weather in {town}"]'));
  await expect(readOpenApi(file)).rejects.toThrow(/asked\.yaml a, in "x-requests": .*"town", only city/);
  await put('asked.yaml', withRequests('["weather in [{city}"]'));
  await expect(readOpenApi(file)).rejects.toThrow(/expected \{parameter\}/);
  await put('asked.yaml', withRequests('weather'));
  await expect(readOpenApi(file)).rejects.toThrow(/expected a list of texts/);
});

test.each([
  ['no OpenAPI document', 'swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths: {}\n', /version 2 first/],
  ['an invalid one', `${head}paths: {/a: {get: {operationId: a}}}\n`, /is no valid OpenAPI document/],
  ['no YAML', 'a: [', /cannot be read as an OpenAPI document/],
])('%s is named as bad input', async (_, text, message) => {
  const file = await put('bad.yaml', text);
  await expect(readOpenApi(file)).rejects.toThrow(InputError);
  await expect(readOpenApi(file)).rejects.toThrow(message);
});

test('folders are read whole, the same tool twice and nothing at all are refused', async () => {
  await put('a.yaml', `${head}paths: {/x: {get: {operationId: a, ${ok}}}}\n`);
  expect((await readSpecs([root])).map(({ id }) => id)).toEqual(['a#a']);
  await expect(readSpecs([root, join(root, 'boats')])).rejects.toThrow(
    /boats\/a\.yaml: a#a is a tool of .*boats\/a\.yaml already/,
  );
  await mkdir(join(root, 'empty'));
  await expect(readSpecs([join(root, 'empty')])).rejects.toThrow(/found no \.yaml/);
  await expect(readSpecs([join(root, 'nowhere')])).rejects.toThrow(/nowhere cannot be read/);
});

test('documents called alike are services of their own', async () => {
  const text = `${head}paths: {/x: {get: {operationId: a, ${ok}}}}\n`;
  await mkdir(join(root, 'ships'));
  for (const name of [
    'boats/openapi.yaml',
    'ships/openapi.yaml',
    'boats/a.yaml',
    'ships/a.yaml',
    'ships/b.yaml',
  ])
    await writeFile(join(root, name), text);
  expect((await readSpecs([root])).map(({ id, service, domain }) => [id, service, domain])).toEqual([
    ['boats-a#a', 'boats-a', 'boats'],
    ['boats#a', 'boats', 'boats'],
    ['ships-a#a', 'ships-a', 'ships'],
    ['b#a', 'b', 'ships'],
    ['ships#a', 'ships', 'ships'],
  ]);
  expect((await readOpenApi(join(root, 'ships/openapi.yaml')))[0]?.id).toBe('ships#a');
});

test('a parameter may be called as what every object has', async () => {
  const file = await put(
    'odd.yaml',
    `${head}paths: {/x: {post: {operationId: constructor, parameters: [{name: __proto__, in: query, schema: {type: string}}], requestBody: {content: {application/json: {example: {a: 1}, schema: {type: object, properties: {toString: {type: string}}}}}}, ${ok}}}}\n`,
  );
  const [tool] = await readOpenApi(file);
  expect(Object.entries(tool?.parameters.properties ?? {})).toEqual([['toString', { type: 'string' }]]);
  expect(tool?.notes).toEqual(['__proto__: a name that cannot be used was left out']);
});
