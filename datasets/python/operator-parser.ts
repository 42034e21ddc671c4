import { LambdaParser } from './lambda-parser.ts';
import { deepestTree } from './limits.ts';
import type { BinaryOperator, CompareOperator, Expression, UnaryOperator } from './syntax.ts';
import { Token } from './tokens.ts';

const { And, Await, Comma, DoubleStar, In, Is, Minus, Not, Or, Plus, Tilde } = Token;

/** Levels from an expression to its operands where CPython needs more than for the first one. */
const toNextInBoolean = 2;
const toNextInComparison = 3;
const toUnaryOperand = 1;
const toExponent = 2;

/** By kind of token: how strongly the operator binds, 0 if it is no left-associative binary operator. */
const precedences = new Uint8Array(64);
const binaryOperators: (BinaryOperator | undefined)[] = [];
const compareOperators: (CompareOperator | undefined)[] = [];
const binaryTable: readonly (readonly [kind: number, precedence: number, operator: BinaryOperator])[] = [
  [Token.VerticalBar, 1, 'BitOr'],
  [Token.Circumflex, 2, 'BitXor'],
  [Token.Ampersand, 3, 'BitAnd'],
  [Token.LeftShift, 4, 'LShift'],
  [Token.RightShift, 4, 'RShift'],
  [Token.Plus, 5, 'Add'],
  [Token.Minus, 5, 'Sub'],
  [Token.Star, 6, 'Mult'],
  [Token.Slash, 6, 'Div'],
  [Token.DoubleSlash, 6, 'FloorDiv'],
  [Token.Percent, 6, 'Mod'],
  [Token.At, 6, 'MatMult'],
];
const compareTable: readonly (readonly [kind: number, operator: CompareOperator])[] = [
  [Token.EqualEqual, 'Eq'],
  [Token.NotEqual, 'NotEq'],
  [Token.Less, 'Lt'],
  [Token.LessEqual, 'LtE'],
  [Token.Greater, 'Gt'],
  [Token.GreaterEqual, 'GtE'],
];
for (let kind = 0; kind < precedences.length; kind++) {
  binaryOperators.push(binaryTable.find((row) => row[0] === kind)?.[2]);
  compareOperators.push(compareTable.find((row) => row[0] === kind)?.[1]);
}
for (const [kind, precedence] of binaryTable) precedences[kind] = precedence;

/** Operators, from `or` down to `**`. */
export abstract class OperatorParser extends LambdaParser {
  /** Most operands stand alone: only what an operator follows, or `not` precedes, goes through all levels. */
  protected disjunction(): Expression {
    if (this.kind === Not) return this.disjunctionFrom(undefined);
    const operand = this.factor();
    return this.kind <= Comma ? operand : this.disjunctionFrom(operand);
  }

  /** @param operand the first, where it was read already */
  private disjunctionFrom(operand: Expression | undefined): Expression {
    const first = this.conjunction(operand);
    if (this.kind !== Or) return first;
    const values = [first];
    this.level += toNextInBoolean;
    while (this.kind === Or) {
      this.advance();
      values.push(this.conjunction());
    }
    this.level -= toNextInBoolean;
    return { kind: 'BoolOp', operator: 'Or', values };
  }

  private conjunction(operand?: Expression): Expression {
    const first = this.inversion(operand);
    if (this.kind !== And) return first;
    const values = [first];
    this.level += toNextInBoolean;
    while (this.kind === And) {
      this.advance();
      values.push(this.inversion());
    }
    this.level -= toNextInBoolean;
    return { kind: 'BoolOp', operator: 'And', values };
  }

  private inversion(first?: Expression): Expression {
    if (first !== undefined || this.kind !== Not) return this.comparison(first);
    const { level } = this;
    while (this.kind === Not) {
      this.advance();
      this.level += toUnaryOperand;
      this.checkDepth(this.level);
    }
    let operand = this.comparison();
    for (; this.level > level; this.level -= toUnaryOperand) {
      operand = { kind: 'UnaryOp', operator: 'Not', operand };
    }
    return operand;
  }

  private comparison(operand?: Expression): Expression {
    const left = this.binary(0, operand);
    let operator = this.compareOperator();
    if (operator === undefined) return left;
    const operators: CompareOperator[] = [];
    const comparators: Expression[] = [];
    this.level += toNextInComparison;
    while (operator !== undefined) {
      operators.push(operator);
      comparators.push(this.bitwiseOr());
      operator = this.compareOperator();
    }
    this.level -= toNextInComparison;
    return { kind: 'Compare', left, operators, comparators };
  }

  /** Steps over the comparison operator at the current token, if one stands there. */
  private compareOperator(): CompareOperator | undefined {
    const { kind } = this;
    if (kind === In || kind === Not || kind === Is) return this.wordOperator(kind);
    const operator = compareOperators[kind];
    if (operator !== undefined) this.advance();
    return operator;
  }

  private wordOperator(kind: number): CompareOperator {
    this.advance();
    if (kind === Is) {
      if (this.kind !== Not) return 'Is';
      this.advance();
      return 'IsNot';
    }
    if (kind === In) return 'In';
    this.expect(In);
    return 'NotIn';
  }

  protected bitwiseOr(): Expression {
    return this.binary(0);
  }

  /** Operands joined by operators that bind more strongly than `weakest`. */
  private binary(weakest: number, first?: Expression): Expression {
    let left = first ?? this.factor();
    for (let depth = 1; ; depth++) {
      const { kind } = this;
      const precedence = precedences[kind] ?? 0;
      const operator = binaryOperators[kind];
      if (precedence <= weakest || operator === undefined) return left;
      if (depth > deepestTree) this.fail('too deeply nested');
      this.advance();
      left = { kind: 'BinOp', left, operator, right: this.binary(precedence) };
    }
  }

  private factor(): Expression {
    if (this.unaryOperator() !== undefined) return this.factorChain([]);
    const base = this.awaitPrimary();
    return this.kind === DoubleStar ? this.factorChain([base]) : base;
  }

  private unaryOperator(): UnaryOperator | undefined {
    const { kind } = this;
    if (kind === Minus) return 'USub';
    return kind === Plus ? 'UAdd' : kind === Tilde ? 'Invert' : undefined;
  }

  private awaitPrimary(): Expression {
    if (this.kind !== Await) return this.primary();
    this.advance();
    return { kind: 'Await', value: this.primary() };
  }

  /**
   * Unary operators and powers, which nest to the right: read without recursion.
   * @param pending what waits for its right operand: unary operators and bases of powers; of these the last may stand
   *   before its `**`
   */
  private factorChain(pending: (UnaryOperator | Expression)[]): Expression {
    const { level } = this;
    for (;;) {
      if (this.kind === DoubleStar) {
        this.advance();
        this.level += toExponent;
      }
      for (let sign = this.unaryOperator(); sign !== undefined; sign = this.unaryOperator()) {
        pending.push(sign);
        this.advance();
        this.level += toUnaryOperand;
        this.checkDepth(this.level);
      }
      const operand = this.awaitPrimary();
      if (this.kind !== DoubleStar) {
        this.level = level;
        return foldRight(pending, operand);
      }
      pending.push(operand);
    }
  }
}

function foldRight(pending: (UnaryOperator | Expression)[], last: Expression): Expression {
  let operand = last;
  for (let left = pending.pop(); left !== undefined; left = pending.pop()) {
    operand =
      typeof left === 'string'
        ? { kind: 'UnaryOp', operator: left, operand }
        : { kind: 'BinOp', left, operator: 'Pow', right: operand };
  }
  return operand;
}
