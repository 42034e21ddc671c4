import { expect, test } from 'vitest';
import { readJson, type Dict } from '../../datasets/index.ts';
import { environmentClass } from '../../graders/index.ts';
import { listedTool, undocumentedTools } from './tool-list.ts';

const doc = readJson(`{
  "name": "hire",
  "description": "Hires a boat.",
  "parameters": {
    "type": "dict",
    "properties": {
      "length": {"type": "float", "description": "In metres.", "default": 4.5},
      "crew": {"type": "array", "items": {"type": "dict", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
      "berth": {"type": "tuple", "items": {"type": "integer"}},
      "extra": {"type": "any", "description": "Whatever."},
      "colour": {"type": "string", "enum": ["red", "blue"]}
    },
    "required": ["length"]
  },
  "response": {"type": "dict", "properties": {}}
}`) as Dict;

test('a function doc as a tool with JSON Schema', () => {
  expect(listedTool({ name: 'hire', parameters: new Map(), required: [], doc })).toEqual({
    name: 'hire',
    description: 'Hires a boat.',
    inputSchema: {
      type: 'object',
      properties: {
        length: { type: 'number', description: 'In metres.', default: 4.5 },
        crew: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
        },
        berth: { type: 'array', items: { type: 'integer' } },
        extra: { description: 'Whatever.' },
        colour: { type: 'string', enum: ['red', 'blue'] },
      },
      required: ['length'],
    },
  });
});

test('methods without docs are listed with their parameters', () => {
  const type = environmentClass('GorillaFileSystem');
  const tools = type === undefined ? [] : undocumentedTools(type);
  expect(tools).toHaveLength(type?.methods.size ?? 1);
  expect(tools.find(({ name }) => name === 'find')).toMatchObject({
    description: expect.stringContaining('find of GorillaFileSystem') as unknown,
    inputSchema: { type: 'object', properties: { path: {}, name: {} }, required: [] },
  });
  expect(tools.find(({ name }) => name === 'mv')?.inputSchema.required).toEqual(['source', 'destination']);
});
