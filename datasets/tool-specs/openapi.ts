import { basename, dirname, resolve } from 'node:path';
import { InputError } from '../command.ts';
import { isObject, normalizeSchema, Notes, tidy } from './normalize-schema.ts';
import { namesInRequest, parseRequest } from './request-template.ts';
import { serviceNames } from './service-names.ts';
import type { ToolSpec, ValueSpec } from './tool-spec.ts';

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
/** What providers accept as a tool's name. */
const NAME_LENGTH = 64;

type RawObject = Readonly<Record<string, unknown>>;
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly item: RawObject;
  readonly operation: RawObject;
};

type KnownDocument = {
  readonly service?: string;
  readonly domain?: string;
  readonly isChecked?: boolean;
};

/**
 * The operations of an OpenAPI 3 document (YAML or JSON) as tools: parameters of path and query and the properties of a
 * JSON body become one object of parameters; headers and cookies are left out.
 * @param known what is known of the document: the service that it describes, by default called as the file is or, where
 * that is `openapi` or `swagger`, as its folder; what that is about, by default the name of the folder; and whether it
 * is valid, which takes a tenth of a second to find out
 * @throws {InputError} saying what is wrong with the document, and where
 */
export async function readOpenApi(file: string, known: KnownDocument = {}): Promise<ToolSpec[]> {
  const document = await load(file, known.isChecked ?? false);
  const service = known.service ?? serviceNames([file]).get(file) ?? '';
  const domain = known.domain ?? basename(dirname(resolve(file)));
  const taken = new Set<string>();
  return operationsOf(document).map((operation) => toolOf(operation, { service, domain, file, taken }));
}

async function load(file: string, isChecked: boolean): Promise<RawObject> {
  // Loaded here: most users of this room read no specs.
  const { compileErrors, dereference, validate } = await import('@readme/openapi-parser');
  try {
    const outcome = isChecked ? undefined : await validate(file);
    if (outcome?.valid === false)
      throw new InputError(`${file} is no valid OpenAPI document: ${compileErrors(outcome)}`);
    const document: unknown = await dereference(file);
    if (isObject(document) && typeof document['openapi'] === 'string') return document;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file} cannot be read as an OpenAPI document: ${reason}`, { cause: error });
  }
  throw new InputError(`${file}: expected "openapi": 3.x. Convert documents of version 2 first.`);
}

function operationsOf(document: RawObject): Operation[] {
  const paths = isObject(document['paths']) ? document['paths'] : {};
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isObject(item)) return [];
    return methods.flatMap((method) => {
      const operation = item[method];
      return isObject(operation) ? [{ method, path, item, operation }] : [];
    });
  });
}

type Place = {
  readonly service: string;
  readonly domain: string;
  readonly file: string;
  /** Names given so far. */
  readonly taken: Set<string>;
};

function toolOf({ method, path, item, operation }: Operation, place: Place): ToolSpec {
  const notes = new Notes();
  const name = nameOf(operation['operationId'], `${method}${path}`, place.taken);
  const texts = [operation['summary'], operation['description']].filter((text) => typeof text === 'string');
  const parameters = parametersOf(item, operation, notes);
  const requests = requestsOf(operation['x-requests'], parameters, `${place.file} ${name}`);
  return {
    id: `${place.service}#${name}`,
    name,
    description: [...new Set(texts.map((text) => withStop(tidy(text))))]
      .filter((text) => text !== '')
      .join(' '),
    domain: place.domain,
    service: place.service,
    parameters,
    ...(requests !== undefined && { requests }),
    returns: returnsOf(operation['responses'], notes),
    origin: `${basename(place.file)} ${method.toUpperCase()} ${path}`,
    notes: notes.list(),
  };
}

function withStop(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

function nameOf(id: unknown, fallback: string, taken: Set<string>): string {
  const wanted = (typeof id === 'string' && id !== '' ? id : fallback)
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, NAME_LENGTH);
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted.slice(0, NAME_LENGTH - 4)}_${copy}`;
  taken.add(name);
  return name;
}

/** @throws {InputError} for one that cannot be said */
function requestsOf(raw: unknown, { properties = {} }: ValueSpec, where: string): string[] | undefined {
  if (raw === undefined) return undefined;
  const isText = (text: unknown) => typeof text === 'string';
  if (!Array.isArray(raw) || !raw.every(isText) || raw.length === 0)
    throw new InputError(`${where}: expected a list of texts as "x-requests".`);
  for (const text of raw) {
    try {
      const unknown = namesInRequest(parseRequest(text)).find((name) => !Object.hasOwn(properties, name));
      if (unknown === undefined) continue;
      const known = Object.keys(properties).join(', ');
      throw new RangeError(`"${text}": there is no parameter "${unknown}", only ${known || 'none'}`);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputError(`${where}, in "x-requests": ${error.message}.`, { cause: error });
    }
  }
  return raw;
}

function parametersOf(item: RawObject, operation: RawObject, notes: Notes): ValueSpec {
  const properties: Record<string, ValueSpec> = {};
  const required: string[] = [];
  const add = (name: string, spec: ValueSpec, isRequired: boolean) => {
    if (name === '__proto__') {
      notes.add(`${name}: a name that cannot be used was left out`);
      return;
    }
    const free = Object.hasOwn(properties, name) ? `body_${name}` : name;
    properties[free] = spec;
    if (isRequired) required.push(free);
  };
  for (const parameter of namedParameters(item, operation)) {
    const { name } = parameter;
    if (parameter['in'] === 'header' || parameter['in'] === 'cookie') {
      notes.add(`${name}: parameters of ${parameter['in']} were left out`);
    } else add(name, parameterSpec(parameter, notes), parameter['required'] === true);
  }
  const body = isObject(operation['requestBody']) ? operation['requestBody'] : undefined;
  if (body !== undefined) addBody(body, notes, add);
  return { type: 'object', properties, required };
}

/** Those of the operation in the place of the path's of the same name. */
function namedParameters(item: RawObject, operation: RawObject): (RawObject & { readonly name: string })[] {
  const named = new Map<string, RawObject & { readonly name: string }>();
  for (const list of [item['parameters'], operation['parameters']]) {
    for (const parameter of Array.isArray(list) ? (list as unknown[]) : []) {
      if (!isObject(parameter)) continue;
      const { name } = parameter;
      if (typeof name === 'string') named.set(`${String(parameter['in'])} ${name}`, { ...parameter, name });
    }
  }
  return [...named.values()];
}

function parameterSpec(parameter: RawObject & { readonly name: string }, notes: Notes): ValueSpec {
  const content = jsonContent(parameter['content']);
  const spec = normalizeSchema(parameter['schema'] ?? content?.['schema'], notes, parameter.name);
  if (typeof parameter['description'] === 'string') spec.description = tidy(parameter['description']);
  const shown = examplesOf(parameter);
  return shown.length > 0 ? withExamples(spec, shown, notes, parameter.name) : spec;
}

/** Of a parameter or media type: `example`, or the values under `examples`. */
function examplesOf(holder: RawObject): unknown[] {
  const named = isObject(holder['examples']) ? Object.values(holder['examples']) : [];
  const values = named.map((example) => (isObject(example) ? example['value'] : undefined));
  return [holder['example'], ...values].filter((value) => value !== undefined);
}

function withExamples(spec: ValueSpec, shown: readonly unknown[], notes: Notes, where: string): ValueSpec {
  const { examples = [] } = normalizeSchema({ type: spec.type, examples: shown }, new Notes(), '');
  if (examples.length < shown.length) notes.add(`${where}: examples that are no ${spec.type} were left out`);
  const texts = new Set((spec.examples ?? []).map((example) => JSON.stringify(example)));
  return {
    ...spec,
    examples: [...(spec.examples ?? []), ...examples.filter((one) => !texts.has(JSON.stringify(one)))],
  };
}

function jsonContent(content: unknown): RawObject | undefined {
  if (!isObject(content)) return undefined;
  const [, media] = Object.entries(content).find(([type]) => /[/+]json\b/.test(type)) ?? [];
  return isObject(media) ? media : undefined;
}

function addBody(
  body: RawObject,
  notes: Notes,
  add: (name: string, spec: ValueSpec, isRequired: boolean) => void,
): void {
  const media = jsonContent(body['content']);
  if (media === undefined) {
    notes.add('body: only JSON bodies become parameters');
    return;
  }
  const spec = normalizeSchema(media['schema'], notes, 'body');
  const { properties = {} } = spec;
  if (spec.type !== 'object' || Object.keys(properties).length === 0) {
    add('body', spec, body['required'] === true);
    return;
  }
  const shown = examplesOf(media).filter(isObject);
  for (const [name, property] of Object.entries(properties)) {
    const values = shown.flatMap((example) => (Object.hasOwn(example, name) ? [example[name]] : []));
    add(
      name,
      values.length > 0 ? withExamples(property, values, notes, `body.${name}`) : property,
      spec.required?.includes(name) === true,
    );
  }
}

/** Of the first answer that means success. */
function returnsOf(responses: unknown, notes: Notes): ValueSpec | null {
  if (!isObject(responses)) return null;
  const code = ['200', '201', '202', '2XX', 'default'].find((candidate) => isObject(responses[candidate]));
  const response = code === undefined ? undefined : responses[code];
  const media = isObject(response) ? jsonContent(response['content']) : undefined;
  return media?.['schema'] === undefined ? null : normalizeSchema(media['schema'], notes, 'answer');
}
