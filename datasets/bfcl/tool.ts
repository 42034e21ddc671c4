import { SuiteError, type Tool, type ToolParameter } from '../suite.ts';
import type { Dict } from '../values/value.ts';

/** A JSON object as `JSON.parse` gives it: enough for names and types, in which no number stands. */
export type PlainObject = Readonly<Record<string, unknown>>;

/**
 * A tool as a BFCL function doc describes it, types in BFCL's words.
 * @param exact reads the doc with its numbers kept apart
 * @throws {SuiteError} naming `where`
 */
export function readTool(doc: unknown, where: string, exact: () => Dict): Tool {
  const { name, parameters: schema } = objectOf(doc, where);
  const { properties, required } = objectOf(schema, where);
  const parameters = new Map<string, ToolParameter>();
  for (const [parameter, property] of Object.entries(objectOf(properties, where))) {
    parameters.set(parameter, readParameter(objectOf(property, where), where));
  }
  return new DocumentedTool(textOf(name, where), parameters, textsOf(required, where), exact);
}

class DocumentedTool implements Tool {
  readonly #exact: () => Dict;
  #doc: Dict | undefined;

  constructor(
    readonly name: string,
    readonly parameters: Tool['parameters'],
    readonly required: Tool['required'],
    exact: () => Dict,
  ) {
    this.#exact = exact;
  }

  get doc(): Dict {
    this.#doc ??= this.#exact();
    return this.#doc;
  }
}

function readParameter({ type, items }: PlainObject, where: string): ToolParameter {
  const itemType = isObject(items) ? items['type'] : undefined;
  return { type: textOf(type, where), itemType: typeof itemType === 'string' ? itemType : null };
}

function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown, where: string): PlainObject {
  if (isObject(value)) return value;
  throw new SuiteError(`${where}: expected an object, found ${typeof value}.`);
}

export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new SuiteError(`${where}: expected a list, found ${typeof value}.`);
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new SuiteError(`${where}: expected a text, found ${typeof value}.`);
}

function textsOf(value: unknown, where: string): readonly string[] {
  return listOf(value, where).map((item) => textOf(item, where));
}
