import type { Tool, ToolParameter } from '../suite.ts';
import { isDict, type Dict } from '../values/value.ts';
import { dictAt, listAt, textAt, textsIn } from './entry.ts';

/**
 * A tool as a BFCL function doc describes it, types in BFCL's words.
 * @throws {SuiteError} naming `where`
 */
export function readTool(doc: Dict, where: string): Tool {
  const schema = dictAt(doc, 'parameters', where);
  const properties = dictAt(schema, 'properties', where);
  const parameters = new Map<string, ToolParameter>();
  for (const name of textsIn([...properties.keys()], where)) {
    parameters.set(name, readParameter(dictAt(properties, name, where), where));
  }
  const required = textsIn(listAt(schema, 'required', where), where);
  return { name: textAt(doc, 'name', where), parameters, required, doc };
}

function readParameter(property: Dict, where: string): ToolParameter {
  const items = property.get('items');
  const itemType = isDict(items) ? items.get('type') : undefined;
  return { type: textAt(property, 'type', where), itemType: typeof itemType === 'string' ? itemType : null };
}
