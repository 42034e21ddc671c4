import { Ajv, type ValidateFunction } from 'ajv';
import {
  isDict,
  isList,
  jsonTypes,
  str,
  Tuple,
  type Dict,
  type Language,
  type Tool,
  type Value,
} from '../../datasets/index.ts';

type Schema = Record<string, unknown>;

/** Of a function doc only what JSON Schema and BFCL mean alike: types, properties, required ones, items, choices. */
function schemaOf(doc: Value | undefined, isTyped: boolean): Schema {
  if (!isDict(doc)) return {};
  const schema: Schema = {};
  const [type, properties, required, items, choices] = [
    'type',
    'properties',
    'required',
    'items',
    'enum',
  ].map((key) => doc.get(key));
  const known = typeof type === 'string' ? jsonTypes.get(type) : undefined;
  if (isTyped && known !== undefined) schema['type'] = known;
  if (isDict(properties)) {
    schema['properties'] = Object.fromEntries(
      Array.from(properties, ([name, part]) => [str(name), schemaOf(part, isTyped)]),
    );
  }
  if (required !== undefined && isList(required)) schema['required'] = [...new Set(required.map(str))];
  if (isDict(items)) schema['items'] = schemaOf(items, isTyped);
  if (isTyped && choices !== undefined && isList(choices) && choices.length > 0) {
    schema['enum'] = [
      ...new Map(choices.map(plain).map((choice) => [JSON.stringify(choice), choice])).values(),
    ];
  }
  return schema;
}

/** A value as JSON has it: ints and floats are one, tuples are lists, what JSON cannot take is a text. */
function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(plain);
  if (value instanceof Tuple) return value.items.map(plain);
  if (isDict(value)) return Object.fromEntries(Array.from(value, ([key, item]) => [str(key), plain(item)]));
  return '';
}

const ajv = new Ajv({ strict: false, validateFormats: false });
const checks = new WeakMap<Tool, ValidateFunction>();

/**
 * Whether arguments satisfy the schema of a tool's parameters; those that it does not name are not allowed. In Java and
 * JavaScript every value is source text: types and choices are not looked at.
 */
export function satisfiesSchema(tool: Tool, given: Dict, language: Language): boolean {
  let check = checks.get(tool);
  if (check === undefined) {
    check = ajv.compile({
      ...schemaOf(tool.doc.get('parameters'), language === 'python'),
      additionalProperties: false,
    });
    checks.set(tool, check);
  }
  return check(plain(given));
}
