import type { Tool as ListedTool } from '@modelcontextprotocol/server';
import { jsonTypes, writeJson, type Tool } from '../../datasets/index.ts';
import type { EnvironmentClass } from '../../graders/index.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A tool of a suite as MCP lists tools, its parameters in JSON Schema 2020-12. */
export function listedTool({ name, doc }: Tool): ListedTool {
  const { description, parameters } = JSON.parse(writeJson(doc)) as Schema;
  return {
    name,
    description: typeof description === 'string' ? description : '',
    inputSchema: { ...jsonSchema(parameters), type: 'object' },
  };
}

/** What BFCL writes of a parameter, the word for its type changed, at every level. */
function jsonSchema(written: unknown): Schema {
  if (!isSchema(written)) return {};
  const { type, properties, items, ...others } = written;
  const known = typeof type === 'string' ? jsonTypes.get(type) : undefined;
  return {
    ...(known === undefined ? {} : { type: known }),
    ...others,
    ...(isSchema(properties) ? { properties: schemasIn(properties) } : {}),
    ...(isSchema(items) ? { items: jsonSchema(items) } : {}),
  };
}

function schemasIn(properties: Schema): Schema {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, jsonSchema(schema)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The methods of an environment as tools, as far as they can be told without the suite's docs. */
export function undocumentedTools({ name: owner, methods }: EnvironmentClass): ListedTool[] {
  return Array.from(methods, ([name, parameters]) => ({
    name,
    description: `${name} of ${owner}. Types and descriptions are not at hand here: this lists the method's parameters only.`,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, {}])),
      required: parameters.filter(({ isOptional }) => isOptional !== true).map((parameter) => parameter.name),
    },
  }));
}
