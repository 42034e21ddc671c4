import type { Dict, Value } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { addArgument } from './named-arguments.ts';
import { parseSource } from './tree-sitter/grammar.ts';
import type { NodeIndex, SyntaxTree } from './tree-sitter/syntax-tree.ts';
import { withoutEnds, withoutQuotes } from './without-ends.ts';

/**
 * The first call that is a statement of its own in a text between brackets, as `[{name: {parameter: source text}}]`;
 * None where there is none. Identifiers and `true` without a name stand under the parameter None.
 * @throws {DecodeError} where the official parser raises, and at the limits that `parseSource` has
 * @see bfcl-eval `ast_parse`, `parse_javascript_function_call`
 */
export function decodeJavaScript(text: string): Value {
  const source = withoutEnds(text);
  const tree = parseSource('javascript', source);
  if (tree === undefined) throw new DecodeError('Error js parsing the source code.');
  const call = findCall(tree);
  if (call === undefined) return null;
  const cut = byteSlicer(source);
  const textOf = (node: NodeIndex) => cut(tree.start(node), tree.end(node));
  const [callee, list] = tree.children(call);
  if (callee === undefined || list === undefined) throw new DecodeError('list index out of range');
  return [new Map([[textOf(callee), readArguments(tree, list, textOf)]])];
}

function findCall(tree: SyntaxTree): NodeIndex | undefined {
  for (const statement of tree.children(0)) {
    if (tree.type(statement) !== 'expression_statement') continue;
    const call = tree.children(statement).find((child) => tree.type(child) === 'call_expression');
    if (call !== undefined) return call;
  }
  return undefined;
}

function readArguments(tree: SyntaxTree, list: NodeIndex, textOf: (node: NodeIndex) => string): Dict {
  const values: Dict = new Map();
  for (const child of tree.children(list)) {
    const type = tree.type(child);
    if (type === 'assignment_expression') {
      const [name, , value] = tree.children(child);
      if (name === undefined || value === undefined) throw new DecodeError('list index out of range');
      addArgument(values, textOf(name), withoutQuotes(textOf(value)));
    } else if (type === 'identifier' || type === 'true') {
      addArgument(values, null, textOf(child));
    }
  }
  return values;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Cuts `text` by offsets in its UTF-8 bytes. */
function byteSlicer(text: string): (start: number, end: number) => string {
  if (/^[\x00-\x7f]*$/.test(text)) return (start, end) => text.slice(start, end);
  const bytes = encoder.encode(text);
  return (start, end) => decoder.decode(bytes.subarray(start, end));
}
