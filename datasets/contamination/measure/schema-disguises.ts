import type { Chance } from '../../random.ts';
import { isObject, type JsonObject } from '../tool-shape.ts';
import type { Disguise, Plant } from './disguises.ts';
import { parametersOf } from './sources.ts';
import { withoutWords } from './wording.ts';

type ToolDisguise = Disguise<JsonObject>;

const offered = (tool: unknown): Plant => ({ tools: [tool] });

function withParameters(doc: JsonObject, properties: JsonObject, name = doc['name']): JsonObject {
  const schema = doc['parameters'];
  return { ...doc, name, parameters: { ...(isObject(schema) ? schema : {}), properties, required: [] } };
}

const renamed = (doc: JsonObject): JsonObject => ({ ...doc, name: 'perform_the_step' });

/** Types as JSON Schema, Python or xLAM spell them. */
const spellings: Readonly<Record<string, string>> = {
  dict: 'object',
  float: 'number',
  integer: 'int',
  string: 'str',
  boolean: 'bool',
  tuple: 'array',
  array: 'list',
};

function respelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(respelled);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const spelling = key === 'type' && typeof inner === 'string' ? spellings[inner] : undefined;
      return [key, spelling ?? respelled(inner)];
    }),
  );
}

function reordered(doc: JsonObject): JsonObject {
  return withParameters(doc, Object.fromEntries(Object.entries(parametersOf(doc)).reverse()));
}

const equal: readonly ToolDisguise[] = [
  { name: 'verbatim', plant: offered },
  { name: 'parameters reordered', plant: (doc) => offered(reordered(doc)) },
  { name: 'types spelled otherwise', plant: (doc) => offered(respelled(doc)) },
  {
    name: 'flat parameters (xLAM)',
    plant: (doc) => offered({ ...doc, parameters: respelled(parametersOf(doc)) }),
  },
  {
    name: 'name in other signs',
    plant: (doc) => offered({ ...doc, name: String(doc['name']).replace(/[._]/g, '-') }),
  },
  { name: 'description reworded', plant: (doc) => offered({ ...doc, description: 'Does what is wanted.' }) },
  { name: 'in a system prompt', plant: (doc) => ({ system: `Functions: ${JSON.stringify([doc])}` }) },
  { name: 'in JSON in a field', plant: (doc) => ({ fields: { extra: JSON.stringify({ offer: [doc] }) } }) },
  { name: 'as Python literals', plant: (doc) => ({ system: `<tools>[${pythonText(doc)}]</tools>` }) },
];

/** As Python prints it. */
export function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (isObject(value)) {
    const fields = Object.entries(value).map(([key, inner]) => `${pythonText(key)}: ${pythonText(inner)}`);
    return `{${fields.join(', ')}}`;
  }
  if (typeof value === 'string') {
    const inner = value
      .replace(/\\/g, '\\\\')
      .replace(/'/g, "\\'")
      .replace(/\n/g, '\\n')
      .replace(/\r/g, '\\r');
    return `'${inner}'`;
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

function withRenamed(doc: JsonObject, isRenamed: (index: number) => boolean): JsonObject | undefined {
  const parameters = Object.entries(parametersOf(doc));
  if (parameters.length === 0) return undefined;
  const changed = parameters.map(([key, schema], index) => [
    isRenamed(index) ? `slot_${index}` : key,
    schema,
  ]);
  return withParameters(renamed(doc), Object.fromEntries(changed) as JsonObject);
}

/** The descriptions of the tool and of its parameters. */
function reworded(doc: JsonObject, reword: (text: string) => string): JsonObject {
  const parameters = Object.entries(parametersOf(doc)).map(([key, schema]) => {
    const text = schema['description'];
    return [key, typeof text === 'string' ? { ...schema, description: reword(text) } : schema] as const;
  });
  return {
    ...withParameters(doc, Object.fromEntries(parameters)),
    description: reword(String(doc['description'])),
  };
}

const offeredIf = (doc: JsonObject | undefined): Plant | undefined =>
  doc === undefined ? undefined : offered(doc);

const dropping = (share: number) => (doc: JsonObject, chance: Chance) =>
  offered(renamed(reworded(doc, (text) => withoutWords(text, share, chance))));

const near: readonly ToolDisguise[] = [
  { name: 'function renamed', plant: (doc) => offered(renamed(doc)) },
  {
    name: 'function and a parameter renamed',
    plant: (doc) => offeredIf(withRenamed(doc, (index) => index === 0)),
  },
  { name: 'function and all parameters renamed', plant: (doc) => offeredIf(withRenamed(doc, () => true)) },
  {
    name: 'renamed, one parameter more',
    plant: (doc) =>
      offered(
        withParameters(renamed(doc), {
          ...parametersOf(doc),
          verbose: { type: 'boolean', description: 'Say more.' },
        }),
      ),
  },
  { name: 'renamed, a tenth of all words left out', plant: dropping(0.1) },
  { name: 'renamed, a quarter of all words left out', plant: dropping(0.25) },
  {
    name: 'renamed, descriptions of parameters left out',
    plant: (doc) => {
      const parameters = Object.entries(parametersOf(doc)).map(([key, { type }]) => [key, { type }] as const);
      return offered(withParameters(renamed(doc), Object.fromEntries(parameters)));
    },
  },
  {
    name: 'renamed, descriptions reworded wholly',
    plant: (doc) => offered(renamed(reworded(doc, () => 'Whatever is wanted here.'))),
  },
  { name: 'types left out, descriptions reworded wholly', plant: namesOnly },
];

/** What is left when a doc is written anew in another language: what function and parameters are called. */
function namesOnly(doc: JsonObject): Plant {
  const parameters = Object.keys(parametersOf(doc)).map(
    (key) => [key, { type: 'any', description: 'What is wanted here.' }] as const,
  );
  return offered({
    ...withParameters(doc, Object.fromEntries(parameters)),
    description: 'Whatever is wanted.',
  });
}

export const schemaDisguises = { equal, near };
