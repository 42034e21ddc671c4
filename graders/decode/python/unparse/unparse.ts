import type { Expression } from '../../../../datasets/index.ts';
import type { Comprehension, Keyword, Node } from '../node.ts';
import { fieldText, formattedStringText, nestedFormattedStringText } from './formatted-string.ts';
import { constantText, textAvoidingBackslashes } from './literals.ts';
import {
  binaryOperators,
  booleanOperators,
  compareOperators,
  Precedence,
  unaryOperators,
} from './precedence.ts';
import { checkDepth, Frames } from './recursion.ts';

/**
 * The source text of an expression, byte for byte that of Python 3.11's `ast.unparse`.
 * @param depth frames on Python's stack where `ast.unparse` is called
 * @throws {DecodeError} where Python raises: RecursionError for deep trees, ValueError for ints above 4300
 *   digits and for f-strings that would need a backslash inside their braces
 */
export function unparse(node: Expression, depth: number = Frames.parse + Frames.toValue): string {
  return outside.text(node, Precedence.test, depth + Frames.toUnparser);
}

/** Frames from one visitor to the next, straight or through the helper that puts commas between items. */
const DIRECT = 3;
const ITEM = 4;

class Unparser {
  constructor(private readonly insideBraces: boolean) {}

  text(node: Expression, precedence: number, depth: number): string {
    checkDepth(depth);
    switch (node.kind) {
      case 'Constant':
        return this.constant(node, depth);
      case 'Name':
        checkDepth(depth + 2);
        return node.id;
      case 'List':
        return `[${this.items(node.elements, depth)}]`;
      case 'Tuple':
        return this.tuple(node, precedence, depth);
      case 'Set':
        return node.elements.length === 0 ? '{*()}' : `{${this.items(node.elements, depth)}}`;
      case 'Dict':
        return this.dict(node, depth);
      case 'Call':
        return this.call(node, depth);
      case 'Attribute':
        return this.attribute(node, depth);
      case 'Subscript':
        return this.subscript(node, depth);
      case 'Slice':
        return this.slice(node, depth);
      case 'Starred':
        return `*${this.text(node.value, Precedence.bitOr, depth + DIRECT)}`;
      case 'ListComp':
        return `[${this.comprehension(node, depth)}]`;
      case 'SetComp':
      case 'DictComp':
        return `{${this.comprehension(node, depth)}}`;
      case 'GeneratorExp':
        return `(${this.comprehension(node, depth)})`;
      case 'JoinedStr':
        return this.insideBraces
          ? nestedFormattedStringText(node, depth, bracesText)
          : formattedStringText(node, depth, bracesText);
      default:
        return this.operation(node, precedence, depth);
    }
  }

  private operation(node: ParenthesisedNode, precedence: number, depth: number): string {
    switch (node.kind) {
      case 'UnaryOp':
        return this.unary(node, precedence, depth);
      case 'BinOp':
        return this.binary(node, precedence, depth);
      case 'BoolOp':
        return this.boolean(node, precedence, depth);
      case 'Compare':
        return this.compare(node, precedence, depth);
      case 'IfExp':
        return this.conditional(node, precedence, depth);
      case 'Lambda':
        return this.lambda(node, precedence, depth);
      case 'NamedExpr': {
        const parts = [node.target, node.value].map((part) => this.atom(part, depth));
        return enclose(parts.join(' := '), precedence > Precedence.namedExpression, depth);
      }
      case 'Await':
        return enclose(`await ${this.atom(node.value, depth)}`, precedence > Precedence.await, depth);
      case 'Yield': {
        const value = node.value === null ? '' : ` ${this.atom(node.value, depth)}`;
        return enclose(`yield${value}`, precedence > Precedence.yield, depth);
      }
      case 'YieldFrom':
        return enclose(`yield from ${this.atom(node.value, depth)}`, precedence > Precedence.yield, depth);
      case 'FormattedValue':
        return fieldText(node, depth, bracesText);
    }
  }

  private test(node: Expression, depth: number): string {
    return this.text(node, Precedence.test, depth);
  }

  private atom(node: Expression, depth: number): string {
    return this.text(node, Precedence.atom, depth + DIRECT);
  }

  private constant(node: Node<'Constant'>, depth: number): string {
    checkDepth(depth + 2);
    if (node.ellipsis === true) return '...';
    const prefix = node.unicodePrefix === true ? 'u' : '';
    const avoidsBackslashes = this.insideBraces && typeof node.value === 'string';
    checkDepth(depth + (avoidsBackslashes ? 6 : 3));
    if (avoidsBackslashes && typeof node.value === 'string') {
      return prefix + textAvoidingBackslashes(node.value);
    }
    return prefix + constantText(node.value);
  }

  private items(nodes: readonly Expression[], depth: number): string {
    checkDepth(depth + 4);
    return nodes.map((node) => this.test(node, depth + ITEM)).join(', ');
  }

  /** Items of a tuple: a single one keeps its comma. */
  private tupleItems(nodes: readonly Expression[], depth: number): string {
    const [first] = nodes;
    if (nodes.length === 1 && first !== undefined) return `${this.test(first, depth + ITEM)},`;
    return this.items(nodes, depth + 1);
  }

  private tuple(node: Node<'Tuple'>, precedence: number, depth: number): string {
    const isBare = node.elements.length > 0 && precedence <= Precedence.tuple;
    const items = this.tupleItems(node.elements, depth);
    return isBare ? items : `(${items})`;
  }

  private dict(node: Node<'Dict'>, depth: number): string {
    checkDepth(depth + 4);
    const entries = node.keys.map((key, index) => {
      const value = node.values[index];
      if (value === undefined) return '';
      if (key === null) return `**${this.text(value, Precedence.bitOr, depth + 5)}`;
      return `${this.test(key, depth + 6)}: ${this.test(value, depth + 6)}`;
    });
    return `{${entries.join(', ')}}`;
  }

  private call(node: Node<'Call'>, depth: number): string {
    checkDepth(depth + 5);
    const func = this.atom(node.func, depth);
    const positional = node.args.map((argument) => this.test(argument, depth + DIRECT));
    const keywords = node.keywords.map((keyword) => this.keyword(keyword, depth + DIRECT));
    return `${func}(${[...positional, ...keywords].join(', ')})`;
  }

  private keyword({ argument, value }: Keyword, depth: number): string {
    const name = argument === null ? '**' : `${argument}=`;
    return name + this.test(value, depth + DIRECT);
  }

  private attribute(node: Node<'Attribute'>, depth: number): string {
    const { value } = node;
    const isInteger =
      value.kind === 'Constant' && (typeof value.value === 'bigint' || typeof value.value === 'boolean');
    return `${this.atom(value, depth)}${isInteger ? ' ' : ''}.${node.attribute}`;
  }

  private subscript(node: Node<'Subscript'>, depth: number): string {
    const { slice } = node;
    const value = this.atom(node.value, depth);
    const isTuple = slice.kind === 'Tuple' && slice.elements.length > 0;
    const index = isTuple ? this.tupleItems(slice.elements, depth) : this.test(slice, depth + DIRECT);
    return `${value}[${index}]`;
  }

  private slice(node: Node<'Slice'>, depth: number): string {
    checkDepth(depth + 2);
    const lower = node.lower === null ? '' : this.test(node.lower, depth + DIRECT);
    const upper = node.upper === null ? '' : this.test(node.upper, depth + DIRECT);
    const step = node.step === null ? '' : `:${this.test(node.step, depth + DIRECT)}`;
    return `${lower}:${upper}${step}`;
  }

  private comprehension(node: ComprehensionNode, depth: number): string {
    const inner = depth + DIRECT;
    const element =
      node.kind === 'DictComp'
        ? `${this.test(node.key, inner)}: ${this.test(node.value, inner)}`
        : this.test(node.element, inner);
    return element + node.generators.map((generator) => this.generator(generator, inner)).join('');
  }

  private generator({ target, iterable, conditions, isAsync }: Comprehension, depth: number): string {
    const inner = depth + DIRECT;
    const loop = `${isAsync ? ' async' : ''} for ${this.text(target, Precedence.tuple, inner)}`;
    const tests = conditions.map((condition) => ` if ${this.text(condition, Precedence.or, inner)}`);
    return `${loop} in ${this.text(iterable, Precedence.or, inner)}${tests.join('')}`;
  }

  private unary(node: Node<'UnaryOp'>, precedence: number, depth: number): string {
    const operator = unaryOperators[node.operator];
    const operand = this.text(node.operand, operator.precedence, depth + DIRECT);
    return enclose(operator.text + operand, precedence > operator.precedence, depth);
  }

  private binary(node: Node<'BinOp'>, precedence: number, depth: number): string {
    const operator = binaryOperators[node.operator];
    const tighter = operator.precedence + 1;
    const isRightAssociative = node.operator === 'Pow';
    const left = this.text(node.left, isRightAssociative ? tighter : operator.precedence, depth + DIRECT);
    const right = this.text(node.right, isRightAssociative ? operator.precedence : tighter, depth + DIRECT);
    return enclose(`${left} ${operator.text} ${right}`, precedence > operator.precedence, depth);
  }

  /** CPython binds every further operand one step more tightly. */
  private boolean(node: Node<'BoolOp'>, precedence: number, depth: number): string {
    const operator = booleanOperators[node.operator];
    const operands = node.values.map((value, index) => {
      const tightness = operator.precedence + 1 + index;
      if (tightness > Precedence.atom) checkDepth(depth + 8);
      return this.text(value, Math.min(tightness, Precedence.atom), depth + 5);
    });
    return enclose(operands.join(` ${operator.text} `), precedence > operator.precedence, depth);
  }

  private compare(node: Node<'Compare'>, precedence: number, depth: number): string {
    let text = this.text(node.left, Precedence.bitOr, depth + DIRECT);
    node.operators.forEach((operator, index) => {
      const comparator = node.comparators[index];
      if (comparator === undefined) return;
      text += ` ${compareOperators[operator]} ${this.text(comparator, Precedence.bitOr, depth + DIRECT)}`;
    });
    return enclose(text, precedence > Precedence.compare, depth);
  }

  private conditional(node: Node<'IfExp'>, precedence: number, depth: number): string {
    const body = this.text(node.body, Precedence.or, depth + DIRECT);
    const test = this.text(node.test, Precedence.or, depth + DIRECT);
    const orElse = this.test(node.orElse, depth + DIRECT);
    return enclose(`${body} if ${test} else ${orElse}`, precedence > Precedence.test, depth);
  }

  private lambda(node: Node<'Lambda'>, precedence: number, depth: number): string {
    const parameters = this.parameters(node.parameters, depth + DIRECT);
    const head = parameters === '' ? 'lambda' : `lambda ${parameters}`;
    return enclose(`${head}: ${this.test(node.body, depth + DIRECT)}`, precedence > Precedence.test, depth);
  }

  private parameters(parameters: Node<'Lambda'>['parameters'], depth: number): string {
    const { positionalOnly, positional, variadic, keywordOnly, keywordDefaults, keywordVariadic, defaults } =
      parameters;
    const parameter = (name: string, value: Expression | null | undefined): string => {
      checkDepth(depth + DIRECT + 2);
      return value == null ? name : `${name}=${this.test(value, depth + DIRECT)}`;
    };
    const plain = [...positionalOnly, ...positional];
    const parts = plain.map(({ name }, index) =>
      parameter(name, defaults[index - plain.length + defaults.length]),
    );
    if (positionalOnly.length > 0) parts.splice(positionalOnly.length, 0, '/');
    if (variadic !== null || keywordOnly.length > 0) parts.push(`*${variadic?.name ?? ''}`);
    for (const [index, { name }] of keywordOnly.entries())
      parts.push(parameter(name, keywordDefaults[index]));
    if (keywordVariadic !== null) parts.push(`**${keywordVariadic.name}`);
    return parts.join(', ');
  }
}

type ComprehensionNode = Node<'DictComp'> | Node<'ListComp' | 'SetComp' | 'GeneratorExp'>;
type ParenthesisedNode =
  | Node<
      | 'UnaryOp'
      | 'BinOp'
      | 'BoolOp'
      | 'Compare'
      | 'IfExp'
      | 'Lambda'
      | 'NamedExpr'
      | 'Yield'
      | 'FormattedValue'
    >
  | Node<'Await' | 'YieldFrom'>;

function enclose(text: string, isEnclosed: boolean, depth: number): string {
  if (!isEnclosed) return text;
  checkDepth(depth + 6);
  return `(${text})`;
}

const outside = new Unparser(false);
const insideBraces = new Unparser(true);

function bracesText(node: Expression, depth: number): string {
  return insideBraces.text(node, Precedence.or, depth);
}
