import type { ValueSpec } from './tool-spec.ts';

type RawSchema = Readonly<Record<string, unknown>>;
type Kind = ValueSpec['type'];

const kinds: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];
/** Deeper parts of a schema become an object without properties. */
const DEEPEST = 6;

/** Collects what is left out of a schema, each note once. */
export class Notes {
  readonly #texts = new Set<string>();

  add(text: string): void {
    this.#texts.add(text);
  }

  list(): string[] {
    return [...this.#texts];
  }
}

/**
 * A JSON Schema (any draft, or OpenAPI 3.0's dialect, references resolved) as a `ValueSpec`: `allOf` merged, of `oneOf` and
 * `anyOf` the first branch that is not null taken, `const` made an enum, a missing type inferred.
 * @param raw anything; what is no schema counts as one that says nothing, a string
 * @param notes gets a line for everything that is narrowed or left out
 */
export function normalizeSchema(raw: unknown, notes: Notes, where: string, depth = 0): ValueSpec {
  const schema = combined(isObject(raw) ? raw : {}, notes, where, depth);
  const type = typeOf(schema, notes, where);
  const spec: ValueSpec = { type };
  if (typeof schema['description'] === 'string') spec.description = tidy(schema['description']);
  addExamples(spec, schema);
  if (type === 'array') addItems(spec, schema, notes, where, depth);
  else if (type === 'object') addProperties(spec, schema, notes, where, depth);
  else addScalar(spec, schema, notes, where);
  return spec;
}

export function isObject(value: unknown): value is RawSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text on one line, without the markup of lists and emphasis that descriptions carry. */
export function tidy(text: string): string {
  return text.replaceAll(/[*`]+/g, '').replaceAll(/\s+/g, ' ').trim();
}

/** With the branches of `allOf`, `oneOf` and `anyOf` folded in. */
function combined(schema: RawSchema, notes: Notes, where: string, depth: number): RawSchema {
  if (depth > DEEPEST) return schema;
  const { allOf, oneOf, anyOf, ...own } = schema;
  let whole: RawSchema = own;
  if (Array.isArray(allOf)) {
    for (const part of allOf)
      if (isObject(part)) whole = merged(whole, combined(part, notes, where, depth + 1));
  }
  for (const branches of [oneOf, anyOf]) {
    if (!Array.isArray(branches)) continue;
    const real = branches.filter(isObject).filter(({ type }) => type !== 'null');
    const [first] = real;
    if (first === undefined) continue;
    if (real.length > 1) notes.add(`${where}: the first of ${real.length} alternatives was taken`);
    whole = merged(whole, combined(first, notes, where, depth + 1));
  }
  return whole;
}

function merged(whole: RawSchema, part: RawSchema): RawSchema {
  const properties = { ...asObject(whole['properties']), ...asObject(part['properties']) };
  const required = [...new Set([...asTexts(whole['required']), ...asTexts(part['required'])])];
  return {
    ...part,
    ...whole,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

function typeOf(schema: RawSchema, notes: Notes, where: string): Kind {
  const { type } = schema;
  const named = (Array.isArray(type) ? type : [type]).filter((name) => name !== 'null' && name !== undefined);
  const known = named.filter((name): name is Kind => typeof name === 'string' && kinds.includes(name));
  const [first] = known;
  if (named.length > 1) notes.add(`${where}: of several types ${String(first)} was taken`);
  if (first !== undefined) return first;
  if (isObject(schema['properties']) || schema['additionalProperties'] !== undefined) return 'object';
  if (schema['items'] !== undefined) return 'array';
  const choices = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']]);
  if (Array.isArray(choices) && choices.every((choice) => typeof choice === 'number')) return 'number';
  if (choices === undefined) notes.add(`${where}: no type is given, taken for a string`);
  return 'string';
}

function addExamples(spec: ValueSpec, schema: RawSchema): void {
  const listed = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [];
  const examples = [...(schema['example'] === undefined ? [] : [schema['example']]), ...listed];
  const whole = examples.filter(isJson);
  if (whole.length > 0) spec.examples = whole;
  if (schema['default'] !== undefined && schema['default'] !== null && isJson(schema['default'])) {
    spec.default = schema['default'];
  }
}

type Json = NonNullable<ValueSpec['examples']>[number];

/** What a YAML parser may bring beside JSON's own (dates, for one) is left out. */
function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return (
    isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
  );
}

function addItems(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string, depth: number): void {
  spec.items = normalizeSchema(schema['items'], notes, `${where}[]`, depth + 1);
  if (typeof schema['minItems'] === 'number') spec.minItems = schema['minItems'];
  if (typeof schema['maxItems'] === 'number') spec.maxItems = schema['maxItems'];
}

function addProperties(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string, depth: number): void {
  const properties: Record<string, ValueSpec> = {};
  if (depth >= DEEPEST) notes.add(`${where}: parts below ${DEEPEST} levels were left out`);
  else {
    for (const [name, property] of Object.entries(asObject(schema['properties']))) {
      properties[name] = normalizeSchema(property, notes, `${where}.${name}`, depth + 1);
    }
  }
  spec.properties = properties;
  spec.required = asTexts(schema['required']).filter((name) => Object.hasOwn(properties, name));
}

function addScalar(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string): void {
  const choices = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
  const constants = schema['const'] === undefined ? choices : [schema['const']];
  const fitting = constants.filter((choice): choice is string | number =>
    spec.type === 'string' ? typeof choice === 'string' : typeof choice === 'number',
  );
  if (spec.type !== 'boolean' && fitting.length > 0) spec.enum = fitting;
  for (const key of ['format', 'pattern'] as const) {
    const text = schema[key];
    if (spec.type === 'string' && typeof text === 'string') spec[key] = text;
  }
  if (spec.type === 'integer' || spec.type === 'number') addBounds(spec, schema, notes, where);
}

function addBounds(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string): void {
  const step = spec.type === 'integer' ? 1 : 0;
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (typeof minimum === 'number') spec.minimum = above === true ? minimum + step : minimum;
  else if (typeof above === 'number') spec.minimum = above + step;
  if (typeof maximum === 'number') spec.maximum = below === true ? maximum - step : maximum;
  else if (typeof below === 'number') spec.maximum = below - step;
  if (schema['multipleOf'] !== undefined) notes.add(`${where}: multipleOf was left out`);
}

function asObject(value: unknown): RawSchema {
  return isObject(value) ? value : {};
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
