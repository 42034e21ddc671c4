import type { ValueSpec } from './tool-spec.ts';

type RawSchema = Readonly<Record<string, unknown>>;
type Kind = ValueSpec['type'];

const kinds: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];
/** Deeper parts of a schema become an object without properties. */
const DEEPEST = 6;
/** After so many parts, what holds others has none. */
const MOST_PARTS = 400;
/** What no value is kept to. */
const unread = [
  ...['minLength', 'maxLength', 'uniqueItems', 'multipleOf', 'additionalProperties', 'patternProperties'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas', 'propertyNames'],
  ...['prefixItems', 'contains', 'not', 'if'],
];

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
export function normalizeSchema(raw: unknown, notes: Notes, where: string): ValueSpec {
  return specOf(raw, { notes, where, depth: 0, path: new Set(), seen: { parts: 0 } });
}

/** Where in a schema one is. */
type Place = {
  readonly notes: Notes;
  readonly where: string;
  readonly depth: number;
  /** The raw schemas that it is inside of. */
  readonly path: ReadonlySet<RawSchema>;
  /** Counts for the whole schema. */
  readonly seen: { parts: number };
};

function specOf(raw: unknown, place: Place): ValueSpec {
  const { notes, where } = place;
  if (isObject(raw) && isRepeated(raw, place)) return { type: raw['type'] === 'array' ? 'array' : 'object' };
  const outside = new Set(place.path);
  const schema = combined(isObject(raw) ? raw : {}, place, outside);
  const type = typeOf(schema, notes, where);
  const spec: ValueSpec = { type };
  if (typeof schema['description'] === 'string') spec.description = tidy(schema['description']);
  for (const key of unread) if (schema[key] !== undefined) notes.add(`${where}: ${key} was left out`);
  addExamples(spec, schema, notes, where);
  const inside = { ...place, depth: place.depth + 1, path: outside };
  if (type === 'array') addItems(spec, schema, inside);
  else if (type === 'object') addProperties(spec, schema, inside);
  else addScalar(spec, schema, notes, where);
  return spec;
}

function isRepeated(raw: RawSchema, { path, notes, where }: Place): boolean {
  if (!path.has(raw)) return false;
  notes.add(`${where}: the parts of a schema inside of itself were left out`);
  return true;
}

export function isObject(value: unknown): value is RawSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text on one line, without the markup of lists and emphasis that descriptions carry. */
export function tidy(text: string): string {
  return text.replaceAll(/[*`]+/g, '').replaceAll(/\s+/g, ' ').trim();
}

/**
 * With the branches of `allOf`, `oneOf` and `anyOf` folded in.
 * @param outside gets the schemas that its parts are inside of
 */
function combined(schema: RawSchema, place: Place, outside: Set<RawSchema>): RawSchema {
  const { notes, where, depth, seen } = place;
  outside.add(schema);
  if (depth > DEEPEST || ++seen.parts > MOST_PARTS) return schema;
  const { allOf, oneOf, anyOf, ...own } = schema;
  const path = new Set([...place.path, schema]);
  const folded = (part: RawSchema, isAlone: boolean): RawSchema =>
    isRepeated(part, { ...place, path })
      ? { type: 'object' }
      : combined(part, { ...place, path, depth: depth + 1 }, isAlone ? outside : new Set());
  const all = Array.isArray(allOf) ? allOf.filter(isObject) : [];
  let whole = all.reduce<RawSchema>((sum, part) => merged(sum, folded(part, all.length === 1)), own);
  for (const branches of [oneOf, anyOf]) {
    if (!Array.isArray(branches)) continue;
    const real = branches.filter(isObject).filter(({ type }) => type !== 'null');
    const [first] = real;
    if (first === undefined) continue;
    if (real.length > 1) notes.add(`${where}: the first of ${real.length} alternatives was taken`);
    whole = merged(whole, folded(first, true));
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

function addExamples(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string): void {
  const listed = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [];
  const examples = [...(schema['example'] === undefined ? [] : [schema['example']]), ...listed];
  const whole = examples
    .map((example) => asOfType(example, spec.type))
    .filter((example) => example !== undefined);
  if (whole.length > 0) spec.examples = whole;
  const standard = asOfType(schema['default'], spec.type);
  if (standard !== undefined) spec.default = standard;
  const isUnfit = (schema['default'] ?? undefined) !== undefined && standard === undefined;
  if (whole.length < examples.length || isUnfit)
    notes.add(`${where}: examples and defaults that are no ${spec.type} were left out`);
}

type Json = NonNullable<ValueSpec['examples']>[number];

/** YAML makes numbers of texts that are all digits; what it may bring beside JSON's own (dates, for one) is left out. */
function asOfType(value: unknown, type: Kind): Json | undefined {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (
    (type === 'integer' || type === 'number') &&
    typeof value === 'string' &&
    /^-?\d+(?:\.\d+)?$/.test(value)
  )
    return asOfType(Number(value), type);
  return isJson(value) && isOfType(value, type) ? value : undefined;
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return (
    isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
  );
}

function isOfType(value: Json, type: Kind): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isObject(value) : typeof value === type;
}

function addItems(spec: ValueSpec, schema: RawSchema, inside: Place): void {
  spec.items = specOf(schema['items'], { ...inside, where: `${inside.where}[]` });
  for (const key of ['minItems', 'maxItems'] as const) {
    const count = schema[key];
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) spec[key] = count;
  }
  if (schema['enum'] !== undefined) inside.notes.add(`${inside.where}: enum was left out`);
}

function addProperties(spec: ValueSpec, schema: RawSchema, inside: Place): void {
  const { notes, where, depth, seen } = inside;
  const properties: Record<string, ValueSpec> = {};
  if (depth > DEEPEST) notes.add(`${where}: parts below ${DEEPEST} levels were left out`);
  else if (seen.parts > MOST_PARTS) notes.add(`${where}: parts after the first ${MOST_PARTS} were left out`);
  else {
    for (const [name, property] of Object.entries(asObject(schema['properties']))) {
      // No JSON library keeps such a field reliably.
      if (name === '__proto__') notes.add(`${where}.${name}: a name that cannot be used was left out`);
      else properties[name] = specOf(property, { ...inside, where: `${where}.${name}` });
    }
  }
  spec.properties = properties;
  spec.required = asTexts(schema['required']).filter((name) => Object.hasOwn(properties, name));
  if (schema['enum'] !== undefined) notes.add(`${where}: enum was left out`);
}

function addScalar(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string): void {
  const choices = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
  const constants = schema['const'] === undefined ? choices : [schema['const']];
  const fitting = constants.filter((choice): choice is string | number =>
    spec.type === 'string' ? typeof choice === 'string' : typeof choice === 'number',
  );
  if (spec.type !== 'boolean' && fitting.length > 0) spec.enum = fitting;
  const isWhole = spec.type === 'boolean' ? constants.length === 0 : fitting.length === constants.length;
  if (!isWhole) notes.add(`${where}: choices that are no text or number of its type were left out`);
  if (spec.type === 'string') addTextRules(spec, schema, notes, where);
  if (spec.type === 'integer' || spec.type === 'number') addBounds(spec, schema, notes, where);
}

function addTextRules(spec: ValueSpec, { format, pattern }: RawSchema, notes: Notes, where: string): void {
  if (typeof format === 'string') spec.format = format;
  if (typeof pattern !== 'string') return;
  if (isPattern(pattern)) spec.pattern = pattern;
  else notes.add(`${where}: a pattern that is no regular expression of JavaScript's was left out`);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function addBounds(spec: ValueSpec, schema: RawSchema, notes: Notes, where: string): void {
  const step = spec.type === 'integer' ? 1 : 0;
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  if (typeof minimum === 'number') spec.minimum = above === true ? minimum + step : minimum;
  else if (typeof above === 'number') spec.minimum = above + step;
  if (typeof maximum === 'number') spec.maximum = below === true ? maximum - step : maximum;
  else if (typeof below === 'number') spec.maximum = below - step;
  const isExclusive = [above, below].some((bound) => bound === true || typeof bound === 'number');
  if (isExclusive && step === 0) notes.add(`${where}: a bound that is excluded counts as allowed`);
}

function asObject(value: unknown): RawSchema {
  return isObject(value) ? value : {};
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
