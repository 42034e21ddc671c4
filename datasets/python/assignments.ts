import { dictSet, UnhashableError } from '../values/dict.ts';
import { isDict, isList, SplitString, Tuple, type Dict, type Value } from '../values/value.ts';
import { Code } from './character-codes.ts';
import { PythonSyntaxError } from './errors.ts';
import { indexOutside, topLevelLines } from './logical-lines.ts';
import { parseExpression } from './parser.ts';
import { joinTexts, type Text } from './strings.ts';
import type { Expression, Node } from './syntax.ts';
import { Token, wordKind } from './tokens.ts';

/** An expression that is no data. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

type Names = ReadonlyMap<string, Value>;

/** A name at the left margin and what follows it: `=`, `:` or an augmented assignment. */
const assignment = /^([A-Za-z_][A-Za-z0-9_]*)[ \t]*(=(?!=)|:|[-+*/%&|^@<>]{1,2}=)/;

/**
 * Reads the module-level `NAME = value` (with or without annotation) of a Python file as data; nothing is run. A value
 * is made of literals, lists, tuples, dicts, `+`, a minus sign, names assigned before, f-strings of such, and list
 * comprehensions over such without conditions. All other statements are stepped over, and so is whatever stands
 * in a block; a name that was last assigned something else is left out. The literal `...` is read as the str "...".
 */
export function readAssignments(source: string): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  for (const line of topLevelLines(source.replaceAll(/\r\n?/g, '\n'))) {
    const [start = '', name = '', operator = ''] = assignment.exec(line) ?? [];
    if (name === '' || wordKind(name, 0, name.length) !== Token.Name) continue;
    const equal = operator === ':' ? indexOutside(line, Code.Equal, start.length) : start.length - 1;
    if (equal === line.length) continue;
    const value = operator === ':' || operator === '=' ? readValue(line.slice(equal + 1), names) : undefined;
    if (value === undefined) names.delete(name);
    else names.set(name, value);
  }
  return names;
}

function readValue(text: string, names: Names): Value | undefined {
  try {
    return evaluate(parseExpression(`(${text}\n)`), names);
  } catch (error) {
    const isExpected =
      error instanceof PythonSyntaxError ||
      error instanceof UnreadableError ||
      error instanceof UnhashableError;
    if (isExpected) return undefined;
    throw error;
  }
}

function evaluate(node: Expression, names: Names): Value {
  switch (node.kind) {
    case 'Constant':
      return node.value;
    case 'Name':
      return valueOf(node, names);
    case 'List':
      return node.elements.map((element) => evaluate(element, names));
    case 'Tuple':
      return new Tuple(node.elements.map((element) => evaluate(element, names)));
    case 'Dict':
      return dict(node, names);
    case 'UnaryOp':
      return negative(node, names);
    case 'BinOp':
      return sum(node, names);
    case 'JoinedStr':
      return joinTexts(node.values.map((part) => fieldText(part, names)));
    case 'ListComp':
      return comprehension(node, names);
    default:
      throw new UnreadableError();
  }
}

function valueOf({ id }: Node<'Name'>, names: Names): Value {
  const value = names.get(id);
  if (value === undefined) throw new UnreadableError();
  return value;
}

function dict({ keys, values }: Node<'Dict'>, names: Names): Dict {
  const result: Dict = new Map();
  values.forEach((valueNode, i) => {
    const key = keys[i] ?? null;
    const value = evaluate(valueNode, names);
    if (key !== null) dictSet(result, evaluate(key, names), value);
    else if (isDict(value)) for (const [innerKey, inner] of value) dictSet(result, innerKey, inner);
    else throw new UnreadableError();
  });
  return result;
}

function negative({ operator, operand }: Node<'UnaryOp'>, names: Names): Value {
  const value = evaluate(operand, names);
  if (operator === 'USub' && (typeof value === 'bigint' || typeof value === 'number')) return -value;
  throw new UnreadableError();
}

/** `a + b + c`: nests to the left, maybe deeply. */
function sum(node: Node<'BinOp'>, names: Names): Value {
  const terms: Expression[] = [];
  let left: Expression = node;
  while (left.kind === 'BinOp') {
    if (left.operator !== 'Add') throw new UnreadableError();
    terms.push(left.right);
    left = left.left;
  }
  return terms.reduceRight((total, term) => add(total, evaluate(term, names)), evaluate(left, names));
}

function add(a: Value, b: Value): Value {
  if (isText(a) && isText(b)) return joinTexts([a, b]);
  if (isList(a) && isList(b)) return [...a, ...b];
  if (a instanceof Tuple && b instanceof Tuple) return new Tuple([...a.items, ...b.items]);
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  throw new UnreadableError();
}

function isText(value: Value): value is Text {
  return typeof value === 'string' || value instanceof SplitString;
}

function fieldText(part: Expression, names: Names): Text {
  if (part.kind === 'FormattedValue' && (part.conversion !== -1 || part.formatSpec !== null)) {
    throw new UnreadableError();
  }
  const value = evaluate(part.kind === 'FormattedValue' ? part.value : part, names);
  if (typeof value === 'bigint') return String(value);
  if (isText(value)) return value;
  throw new UnreadableError();
}

/** A comprehension that makes elements (a dict's makes pairs). */
type ElementComprehension = Extract<Expression, { readonly element: Expression }>;

function comprehension({ element, generators }: ElementComprehension, names: Names): Value {
  const [clause] = generators;
  if (generators.length !== 1 || clause === undefined) throw new UnreadableError();
  const { target, iterable, conditions, isAsync } = clause;
  const items = evaluate(iterable, names);
  if (target.kind !== 'Name' || conditions.length > 0 || isAsync || !isList(items))
    throw new UnreadableError();
  const inner = new Map(names);
  return items.map((item) => {
    inner.set(target.id, item);
    return evaluate(element, inner);
  });
}
