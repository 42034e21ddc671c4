import {
  lower,
  parsePythonFloat,
  parsePythonInt,
  repr,
  strip,
  ValueLimitError,
  type Dict,
  type Value,
} from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { literalEval } from './literal.ts';
import { parseXmlElement, type XmlElement } from './xml-document.ts';

const OPENING_TAG = '<functions>';
const CLOSING_TAG = '</functions>';

/**
 * Calls written as `<functions><function name="f"><params><param name="a" value="1" type="integer"/></params></function>…`
 * somewhere in the text; without a `params` element, `param` elements of the function itself count.
 * @returns a list of `{name: {parameter: value}}`; a `param` without name has the key None
 * @throws {DecodeError} where the official decoder raises
 * @see bfcl-eval `parse_verbose_xml_function_call`
 */
export function decodeVerboseXmlText(text: string): Value {
  return readCalls(text, (call) => {
    const container = call.children.find((child) => isPlain(child, 'params')) ?? call;
    return childrenNamed(container, 'param').map(({ attributes }) => {
      const value = convert(attributes.get('value') ?? '', attributes.get('type'));
      return [attributes.get('name') ?? null, value];
    });
  });
}

/**
 * Calls written as `<functions><function name="f"><param name="a" type="integer">1</param></function>…` somewhere in
 * the text.
 * @returns a list of `{name: {parameter: value}}`
 * @throws {DecodeError} where the official decoder raises
 * @see bfcl-eval `parse_concise_xml_function_call`
 */
export function decodeConciseXmlText(text: string): Value {
  return readCalls(text, (call) =>
    childrenNamed(call, 'param').map((parameter) => [
      requiredName(parameter),
      convert(strip(parameter.text), parameter.attributes.get('type')),
    ]),
  );
}

function readCalls(text: string, readParameters: (call: XmlElement) => [Value, Value][]): Value {
  const root = parseXmlElement(firstFunctions(text));
  return childrenNamed(root, 'function').map((call): Dict => {
    const name = requiredName(call);
    return new Map([[name, new Map(readParameters(call))]]);
  });
}

function firstFunctions(text: string): string {
  const start = text.indexOf(OPENING_TAG);
  const end = start < 0 ? -1 : text.indexOf(CLOSING_TAG, start + OPENING_TAG.length);
  if (end < 0) {
    throw new DecodeError(`No XML function call found in input string: ${text}. Missing <functions> tag.`);
  }
  return text.slice(start, end + CLOSING_TAG.length);
}

function isPlain(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === '';
}

function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => isPlain(child, name));
}

function requiredName({ attributes }: XmlElement): string {
  const name = attributes.get('name');
  if (name === undefined) throw new DecodeError("'name'");
  return name;
}

/** @see bfcl-eval `convert_value_by_type` */
function convert(raw: string, type: string | undefined): Value {
  switch (type) {
    case 'integer':
      return readInteger(raw);
    case 'float':
      return readFloat(raw);
    case 'boolean':
      return lower(raw) === 'true';
    case 'null':
      return null;
    case 'array':
    case 'tuple':
    case 'object':
    case 'dict':
      return literalEval(raw);
    default:
      return raw;
  }
}

function readInteger(raw: string): bigint {
  try {
    const value = parsePythonInt(raw);
    if (value !== undefined) return value;
  } catch (error) {
    if (!(error instanceof ValueLimitError)) throw error;
    throw new DecodeError(error.message);
  }
  throw new DecodeError(`invalid literal for int() with base 10: ${repr(raw)}`);
}

function readFloat(raw: string): number {
  const value = parsePythonFloat(raw);
  if (value === undefined) throw new DecodeError(`could not convert string to float: ${repr(raw)}`);
  return value;
}
