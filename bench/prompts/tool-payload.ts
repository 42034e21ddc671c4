import { InputError, isDict, isList, str, type Dict, type Value } from '../../datasets/index.ts';

/** JSON Schema's words for those of function docs. */
const jsonTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    array: ['array', 'list', 'tuple', 'ArrayList', 'Array', 'Queue', 'Stack'],
    boolean: ['boolean', 'bool'],
    integer: ['integer', 'byte', 'short', 'long', 'Bigint'],
    number: ['number', 'float', 'double'],
    object: ['object', 'dict', 'HashMap', 'Hashtable'],
    string: ['string', 'any', 'Any', 'char', 'String'],
  }).flatMap(([type, words]) => words.map((word) => [word, type] as const)),
);

/**
 * A tool as chat completions take it, every field of its doc kept: dots of its name become underscores, types JSON Schema's;
 * floats say that they are some.
 * @param doc with the hints of its language
 * @throws {InputError} for a list whose items have a type that there is not
 * @see bfcl-eval `convert_to_tool` in the style of OpenAI's completions
 */
export function toolPayload(doc: Dict): Dict {
  const parameters = dictOf(doc.get('parameters'));
  const changed = new Map(doc)
    .set('name', textOf(doc.get('name')).replaceAll('.', '_'))
    .set(
      'parameters',
      new Map(parameters)
        .set('type', 'object')
        .set('properties', withJsonTypes(dictOf(parameters.get('properties')))),
    );
  return new Map<Value, Value>([
    ['type', 'function'],
    ['function', changed],
  ]);
}

function withJsonTypes(properties: Dict): Dict {
  return new Map(
    Array.from(properties, ([name, schema]) => [name, isDict(schema) ? jsonSchema(schema) : schema]),
  );
}

function jsonSchema(schema: Dict): Dict {
  const changed = new Map(schema);
  const declared = schema.get('type');
  const type = typeof declared === 'string' ? (jsonTypes.get(declared) ?? 'string') : 'string';
  if (declared === 'float') {
    changed.set('format', 'float');
    changed.set('description', `${textOf(schema.get('description'))} This is a float type value.`);
  }
  changed.set('type', type);
  if (type !== 'array' && type !== 'object') return changed;
  const [properties, items] = [schema.get('properties'), schema.get('items')];
  if (isDict(properties)) changed.set('properties', withJsonTypes(properties));
  else if (isDict(items)) changed.set('items', itemSchema(items));
  return changed;
}

/** Of the items of a list: lists in it are gone into once, objects wholly. */
function itemSchema(items: Dict): Dict {
  const type = typeOfItems(items);
  const changed = new Map(items).set('type', type);
  const [inner, properties] = [items.get('items'), items.get('properties')];
  if (type === 'array' && isDict(inner)) changed.set('items', new Map(inner).set('type', typeOfItems(inner)));
  else if (type === 'object' && isDict(properties)) changed.set('properties', withJsonTypes(properties));
  return changed;
}

function typeOfItems(items: Dict): string {
  const declared = items.get('type');
  const type = typeof declared === 'string' ? jsonTypes.get(declared) : undefined;
  if (type !== undefined) return type;
  const found = declared === undefined ? 'none' : `"${str(declared)}"`;
  throw new InputError(
    `The items of a list have the type ${found}: expected one of ${[...jsonTypes.keys()].join(', ')}.`,
  );
}

function dictOf(value: Value | undefined): Dict {
  return isDict(value) ? value : new Map<Value, Value>();
}

function textOf(value: Value | undefined): string {
  return value === undefined || isList(value) ? '' : str(value);
}
