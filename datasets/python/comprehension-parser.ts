import { ParserBase } from './parser-base.ts';
import type { Comprehension, Expression } from './syntax.ts';
import { Token } from './tokens.ts';

const { Async, Comma, For, If, In, Star } = Token;

/** Levels from the expression that a comprehension is part of. */
const toTarget = 11;
const toNextTarget = 2;
const toStarredTarget = 2;
const toIterable = 27;
const toCondition = 29;

/** The clauses of comprehensions. */
export abstract class ComprehensionParser extends ParserBase {
  protected abstract expression(): Expression;
  protected abstract disjunction(): Expression;
  protected abstract primary(): Expression;

  protected atComprehension(): boolean {
    return this.kind === For || this.kind === Async;
  }

  /** `for` clauses, as many as there are. @param shift of their levels, against those in brackets */
  protected comprehensionClauses(shift = 0): Comprehension[] {
    const level = this.level + shift;
    const clauses: Comprehension[] = [];
    while (this.atComprehension()) {
      const isAsync = this.kind === Async;
      if (isAsync) this.advance();
      this.expect(For);
      this.level = level + toTarget;
      const target = this.targets();
      this.expect(In);
      this.level = level + toIterable;
      const iterable = this.disjunction();
      const conditions: Expression[] = [];
      this.level = level + toCondition;
      while (this.kind === If) {
        this.advance();
        conditions.push(this.disjunction());
      }
      clauses.push({ target, iterable, conditions, isAsync });
    }
    this.level = level - shift;
    return clauses;
  }

  private targets(): Expression {
    const first = this.starTarget();
    if (this.kind !== Comma) return first;
    const elements = [first];
    this.level += toNextTarget;
    while (this.kind === Comma) {
      this.advance();
      if (this.kind === In) {
        this.checkDepth(this.level);
        break;
      }
      elements.push(this.starTarget());
    }
    return { kind: 'Tuple', elements };
  }

  private starTarget(): Expression {
    if (this.kind !== Star) return this.target();
    this.advance();
    this.level += toStarredTarget;
    const value = this.target();
    this.level -= toStarredTarget;
    return { kind: 'Starred', value };
  }

  private target(): Expression {
    const { start } = this;
    const target = this.primary();
    if (!isTarget(target)) this.fail('cannot assign to this expression', start);
    return target;
  }
}

function isTarget(expression: Expression): boolean {
  switch (expression.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return true;
    case 'Starred':
      return isTarget(expression.value);
    case 'Tuple':
    case 'List':
      return expression.elements.every(isTarget);
    default:
      return false;
  }
}
