import { jsonTypes } from '../json-types.ts';
import { plainName } from './text-hashes.ts';

/** A JSON object as `JSON.parse` gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A function doc, brought to what docs are compared by. */
export type ToolShape = {
  readonly name: string;
  readonly description: string;
  /** Names without case and signs. */
  readonly parameters: readonly string[];
  /** Of the parameters, in the order of the doc. */
  readonly parameterDescriptions: readonly string[];
  /** Name, parameters, their types and enumerations, whatever their order and spelling; null without parameters. */
  readonly fingerprint: string | null;
};

/** Schemas inside of schemas are compared down to here. */
const DEEPEST = 6;

/** Where function docs keep their parameters: BFCL and OpenAI, Anthropic, MCP. */
export const schemaKeys = ['parameters', 'input_schema', 'inputSchema'] as const;

/** The schema of a doc's parameters, undefined where there is none. */
export function schemaOf(doc: JsonObject): JsonObject | undefined {
  return schemaKeys.map((key) => doc[key]).find(isObject);
}

export function shapeOf(doc: JsonObject): ToolShape {
  const properties = propertiesOf(schemaOf(doc) ?? {});
  const name = textAt(doc, 'name');
  const names = Object.keys(properties);
  return {
    name,
    description: textAt(doc, 'description'),
    parameters: names.map(plainName),
    parameterDescriptions: names.map((key) => textAt(properties[key] ?? {}, 'description')),
    fingerprint: names.length === 0 ? null : `${plainName(name)}(${fieldsText(properties, 0)})`,
  };
}

/** JSON Schema has parameters under `properties`; in xLAM's rows they stand by themselves. */
export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const inner = schema['properties'];
  const properties = isObject(inner) ? inner : 'properties' in schema ? {} : schema;
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, JsonObject] => isObject(entry[1])),
  );
}

function fieldsText(properties: Readonly<Record<string, JsonObject>>, depth: number): string {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${plainName(name)}:${typeText(schema, depth)}`,
  );
  return fields.sort().join(',');
}

function typeText(schema: JsonObject, depth: number): string {
  if (depth > DEEPEST) return '…';
  const inner = schema['properties'];
  const type = isObject(inner)
    ? `{${fieldsText(propertiesOf(schema), depth + 1)}}`
    : plainType(schema, depth);
  const choices = schema['enum'];
  if (!Array.isArray(choices) || choices.length === 0) return type;
  return `${type}=${JSON.stringify(choices.map((choice) => plainName(String(choice))).sort())}`;
}

function plainType(schema: JsonObject, depth: number): string {
  const [outer, inner] = typeNames(schema['type']);
  if (outer !== 'array') return outer;
  const items = schema['items'];
  return `[${isObject(items) ? typeText(items, depth + 1) : inner}]`;
}

/** What docs call their types besides BFCL's and JSON Schema's words for them. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ...['str', 'text', 'char', 'character'].map((name) => [name, 'string'] as const),
  ...['int', 'long', 'short', 'byte', 'bigint'].map((name) => [name, 'integer'] as const),
  ...['double', 'decimal'].map((name) => [name, 'number'] as const),
  ...['bool'].map((name) => [name, 'boolean'] as const),
  ...['list', 'arraylist', 'set', 'sequence'].map((name) => [name, 'array'] as const),
  ...['hashmap', 'map', 'mapping'].map((name) => [name, 'object'] as const),
]);

/** The type in JSON Schema's words and, where the text tells it (`List[int]`), that of its items; else `any`. */
function typeNames(written: unknown): readonly [outer: string, inner: string] {
  const choices: readonly unknown[] = Array.isArray(written) ? written : [written];
  const named = choices.filter((choice) => typeof choice === 'string' && choice !== 'null');
  const [first = ''] = named.length === 1 ? named.map(String) : [];
  const bare = first
    .toLowerCase()
    .replace(/,.*$/, '')
    .replace(/^optional\[(.*)\]$/, '$1');
  const [, outer = bare, inner = ''] = /^(\w+)\s*[[<](.*)[\]>]$/.exec(bare) ?? [];
  return [typeName(outer), typeName(inner)];
}

function typeName(word: string): string {
  const name = word.trim();
  return jsonTypes.get(name) ?? otherNames.get(name) ?? 'any';
}

function textAt(doc: JsonObject, key: string): string {
  const text = doc[key];
  return typeof text === 'string' ? text : '';
}
