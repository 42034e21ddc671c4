import type { Dict, Value } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { addArgument } from './named-arguments.ts';
import { parseSource } from './tree-sitter/grammar.ts';
import type { NodeIndex, SyntaxTree } from './tree-sitter/syntax-tree.ts';
import { withoutEnds } from './without-ends.ts';

/** Python frames that CPython 3.11 leaves to the official parser's nested functions. */
const FRAMES = 980;

/**
 * The first method invocation in a text between brackets, as `[{name: {parameter: source text}}]`; an empty dict where
 * there is none. Identifiers and class literals without a name stand under the parameter None.
 * Names and values are cut out of the text by byte offsets taken for character offsets, as the official parser cuts them.
 * @throws {DecodeError} where the official parser raises, and at the limits that `parseSource` has
 * @see bfcl-eval `ast_parse`, `parse_java_function_call`
 */
export function decodeJava(text: string): Value {
  const source = withoutEnds(text);
  const tree = parseSource('java', source);
  if (tree === undefined) throw new DecodeError('Error parsing java the source code.');
  const call = new CallReader(tree, source).findCall(0, 1);
  return call === undefined ? new Map() : [call];
}

/** `frame` is the number of Python frames that the official functions would have on the stack. */
class CallReader {
  private readonly text: CodePointText;

  constructor(
    private readonly tree: SyntaxTree,
    source: string,
  ) {
    this.text = new CodePointText(source);
  }

  findCall(node: NodeIndex, frame: number): Dict | undefined {
    checkFrame(frame);
    if (this.tree.type(node) === 'method_invocation') return this.readCall(node, frame);
    for (const child of this.tree.children(node)) {
      const call = this.findCall(child, frame + 1);
      if (call !== undefined) return call;
    }
    return undefined;
  }

  private readCall(node: NodeIndex, frame: number): Dict | undefined {
    const name = this.textOf(this.required(node, 'name'), frame);
    const object = this.tree.childInField(node, 'object');
    const list = this.tree.childInField(node, 'arguments');
    if (list === undefined) return undefined;
    const fullName = object === undefined ? name : `${this.textOf(object, frame)}.${name}`;
    return new Map([[fullName, this.readArguments(list, frame + 1)]]);
  }

  private readArguments(list: NodeIndex, frame: number): Dict {
    const values: Dict = new Map();
    for (const child of this.tree.children(list)) {
      const type = this.tree.type(child);
      if (type === 'assignment_expression') {
        const [name, , value] = this.tree.children(child);
        if (name === undefined || value === undefined) throw new DecodeError('list index out of range');
        addArgument(values, this.textOf(name, frame), this.render(value, frame + 1, false));
      } else if (type === 'identifier' || type === 'class_literal') {
        addArgument(values, null, this.render(child, frame + 1, false));
      }
    }
    return values;
  }

  private render(node: NodeIndex, frame: number, nested: boolean): string {
    checkFrame(frame);
    switch (this.tree.type(node)) {
      case 'string_literal':
      case 'character_literal': {
        const literal = this.textOf(node, frame);
        return nested ? literal : withoutEnds(literal);
      }
      case 'identifier':
      case 'class_literal':
      case 'type_identifier':
      case 'method_invocation':
        return this.textOf(node, frame);
      case 'array_creation_expression':
        return this.renderArray(node, frame + 1);
      case 'object_creation_expression':
        return this.renderObject(node, frame + 1);
      default:
        return this.renderParts(node, frame);
    }
  }

  private renderArray(node: NodeIndex, frame: number): string {
    const type = this.required(node, 'type');
    const value = this.required(node, 'value');
    return `new ${this.render(type, frame, true)}[]${this.render(value, frame, true)}`;
  }

  /** The class body of an anonymous class is left out. */
  private renderObject(node: NodeIndex, frame: number): string {
    const type = this.render(this.required(node, 'type'), frame, true);
    const list = this.tree.childInField(node, 'arguments');
    const rendered = (list === undefined ? [] : this.tree.children(list))
      .filter((child) => !['(', ',', ')'].includes(this.tree.type(child)))
      .map((child) => this.render(child, frame, true));
    return `new ${type}(${rendered.join(', ')})`;
  }

  /** The official parser renders children inside a generator, at three frames a level. */
  private renderParts(node: NodeIndex, frame: number): string {
    if (!this.tree.hasChildren(node)) return this.textOf(node, frame);
    const parts = this.tree.children(node).map((child) => this.render(child, frame + 3, true));
    return parts.join('');
  }

  private required(node: NodeIndex, field: string): NodeIndex {
    const child = this.tree.childInField(node, field);
    if (child === undefined) throw new DecodeError(`a node has no ${field}`);
    return child;
  }

  private textOf(node: NodeIndex, frame: number): string {
    checkFrame(frame + 1);
    return this.text.slice(this.tree.start(node), this.tree.end(node));
  }
}

function checkFrame(frame: number): void {
  if (frame > FRAMES) throw new DecodeError('maximum recursion depth exceeded');
}

/** A text that is cut by code points, as Python cuts. */
class CodePointText {
  private readonly offsets: Uint32Array | undefined;

  constructor(private readonly text: string) {
    if (/[\ud800-\udbff]/.test(text)) this.offsets = codePointOffsets(text);
  }

  slice(start: number, end: number): string {
    const { offsets, text } = this;
    if (offsets === undefined) return text.slice(start, end);
    return text.slice(offsets[start] ?? text.length, offsets[end] ?? text.length);
  }
}

/** Where each code point starts, in UTF-16 units. */
function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length);
  let count = 0;
  for (let unit = 0; unit < text.length; unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1) {
    offsets[count] = unit;
    count++;
  }
  return offsets.subarray(0, count);
}
