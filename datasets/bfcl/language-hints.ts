import type { Language } from '../suite.ts';
import { isDict, type Dict, type Value } from '../values/value.ts';
import { str } from '../values/repr.ts';
import { writeJson } from '../values/json-write.ts';
import { withFields } from './entry.ts';

const syntax: Readonly<Record<Language, string>> = {
  python: 'Python 3',
  java: 'Java 8 SDK',
  javascript: 'JavaScript',
};

/**
 * A function doc that says which language it is in. Parameters of Java and JavaScript become texts, and say what stands in
 * them.
 * @see bfcl-eval `_func_doc_language_specific_pre_processing`
 */
export function withLanguageHints(doc: Dict, language: Language): Dict {
  const hinted = described(doc, ` Note that the provided function is in ${syntax[language]} syntax.`);
  const parameters = doc.get('parameters');
  const properties = isDict(parameters) ? parameters.get('properties') : undefined;
  if (language === 'python' || !isDict(parameters) || !isDict(properties)) return hinted;
  const asText = language === 'java' ? javaText : javascriptText;
  const texts = new Map(
    Array.from(properties, ([name, schema]) => [name, isDict(schema) ? asText(schema) : schema]),
  );
  return withFields(hinted, { parameters: withFields(parameters, { properties: texts }) });
}

function javaText(schema: Dict): Dict {
  const type = textOf(schema.get('type'));
  const said = described(schema, ofLanguage('Java', type));
  const items = type === 'ArrayList' || type === 'Array' ? said.get('items') : undefined;
  if (!isDict(items)) return withFields(said, { type: 'string' });
  return withFields(without(described(said, ofItems(items)), 'items'), { type: 'string' });
}

function javascriptText(schema: Dict): Dict {
  const type = textOf(schema.get('type'));
  let said = described(schema, ofLanguage('JavaScript', type));
  const items = type === 'array' ? said.get('items') : undefined;
  if (isDict(items)) said = without(described(said, ofItems(items)), 'items');
  const properties = type === 'dict' ? said.get('properties') : undefined;
  if (isDict(properties)) {
    const schemas = ` The dictionary entries have the following schema; they are not in string representation. ${writeJson(properties)}`;
    said = without(described(said, schemas), 'properties');
  }
  return withFields(said, { type: 'string' });
}

function ofLanguage(language: string, type: string): string {
  if (type === 'any')
    return ` This parameter can be of any type of ${language} object in string representation.`;
  return ` This is ${language} ${type} type parameter in string representation.`;
}

function ofItems(items: Dict): string {
  return ` The list elements are of type ${textOf(items.get('type'))}; they are not in string representation.`;
}

/** With more at the end of its description. */
function described(doc: Dict, more: string): Dict {
  return withFields(doc, { description: textOf(doc.get('description')) + more });
}

function without(doc: Dict, key: string): Dict {
  return new Map([...doc].filter(([name]) => name !== key));
}

function textOf(value: Value | undefined): string {
  return value === undefined ? '' : str(value);
}
