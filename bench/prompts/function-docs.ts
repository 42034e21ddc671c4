import {
  InputError,
  isDict,
  isList,
  repr,
  str,
  writeJson,
  type Dict,
  type Value,
} from '../../datasets/index.ts';

export type DocFormat = 'json' | 'python' | 'xml';

/** Function docs as a text for prompts. @see bfcl-eval `format_function_doc` */
export function functionDocsText(docs: readonly Dict[], format: DocFormat): string {
  switch (format) {
    case 'json':
      return writeJson(docs, { indent: 4 });
    case 'python':
      return docs.flatMap((doc) => [pythonText(doc), '\n']).join('\n\n');
    case 'xml':
      return docs.map(xmlText).join('\n');
  }
}

function pythonText(doc: Dict): string {
  const properties = propertiesOf(doc);
  const described = [...properties].flatMap(([name, schema]) => pythonLines(textOf(name), dictOf(schema), 0));
  return [
    `# Function: ${nameOf(doc)}\n`,
    '    """\n',
    `    ${textOf(doc.get('description'))}\n\n`,
    ...(properties.size > 0 ? ['    Args:\n', ...described] : []),
    '    """\n',
  ].join('');
}

function pythonLines(name: string, schema: Dict, depth: number): string[] {
  const given = schema.get('default');
  const otherwise = given === undefined ? '' : `, default=${repr(given)}`;
  const line = `${' '.repeat(8 + 4 * depth)}${name} (${pythonType(schema)}${otherwise}): ${description(schema)}\n`;
  const inner = schema.get('properties');
  if (!isDict(inner)) return [line];
  return [line, ...[...inner].flatMap(([key, part]) => pythonLines(textOf(key), dictOf(part), depth + 1))];
}

const pythonTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'str'],
  ['number', 'float'],
  ['integer', 'int'],
  ['boolean', 'bool'],
]);

function pythonType(schema: Dict): string {
  const type = typeOf(schema);
  const [items, others] = [schema.get('items'), schema.get('additionalProperties')];
  if (['array', 'list', 'tuple'].includes(type) && items !== undefined)
    return `list[${pythonType(dictOf(items))}]`;
  if (type === 'object' || type === 'dict')
    return others === undefined ? 'dict' : `dict[str, ${pythonType(dictOf(others))}]`;
  return pythonTypes.get(type) ?? type;
}

function xmlText(doc: Dict): string {
  const parameters = dictOf(doc.get('parameters'));
  const required = requiredIn(parameters);
  const described = Array.from(propertiesOf(doc), ([name, schema]) =>
    xmlParameter(textOf(name), dictOf(schema), required, 2),
  );
  return [
    `<function name="${nameOf(doc)}">\n`,
    `  <desc>${textOf(doc.get('description'))}</desc>\n`,
    '  <params>\n',
    ...described,
    '  </params>\n',
    '</function>\n',
  ].join('');
}

/** @param required undefined where all are */
function xmlParameter(
  name: string,
  schema: Dict,
  required: readonly Value[] | undefined,
  level: number,
): string {
  const indent = ' '.repeat(level * 2);
  const isRequired = required === undefined || required.includes(name);
  const [given, inner] = [schema.get('default'), schema.get('properties')];
  const head = `name="${name}", type="${xmlType(schema)}", required="${isRequired ? 'true' : 'false'}"`;
  const attributes = given === undefined ? head : `${head} default="${repr(given)}"`;
  const innerRequired = requiredIn(schema);
  const parts = isDict(inner)
    ? Array.from(inner, ([key, part]) => xmlParameter(textOf(key), dictOf(part), innerRequired, level + 2))
    : [];
  return [
    `${indent}<param ${attributes.replaceAll(',', '')}>\n`,
    `${indent}  <desc>${description(schema)}</desc>\n`,
    ...(isDict(inner) ? [`${indent}  <params>\n`, ...parts, `${indent}  </params>\n`] : []),
    `${indent}</param>\n`,
  ].join('');
}

function xmlType(schema: Dict): string {
  const type = typeOf(schema);
  const [items, others] = [schema.get('items'), schema.get('additionalProperties')];
  const itemType = isDict(items) ? items.get('type') : undefined;
  if (itemType !== undefined) return `${type}[${str(itemType)}]`;
  return others === undefined ? type : `${type}[${typeOf(dictOf(others))}]`;
}

function description(schema: Dict): string {
  const values = schema.get('enum');
  const said = textOf(schema.get('description'));
  return values === undefined ? said : `${said} Enum values: ${str(values)}.`;
}

function requiredIn(schema: Dict): readonly Value[] | undefined {
  const required = schema.get('required');
  return required !== undefined && isList(required) ? required : undefined;
}

function propertiesOf(doc: Dict): Dict {
  return dictOf(dictOf(doc.get('parameters')).get('properties'));
}

function typeOf(schema: Dict): string {
  const type = schema.get('type');
  return type === undefined ? 'string' : str(type);
}

function nameOf(doc: Dict): string {
  const name = doc.get('name');
  if (typeof name === 'string') return name;
  throw new InputError(`A function doc has no name: expected one in ${writeJson(doc).slice(0, 200)}.`);
}

function dictOf(value: Value | undefined): Dict {
  return isDict(value) ? value : new Map<Value, Value>();
}

function textOf(value: Value | undefined): string {
  return value === undefined ? '' : str(value);
}
