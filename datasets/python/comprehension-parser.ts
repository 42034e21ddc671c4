import { Lexer } from './lexer.ts';
import { deepestAtom } from './limits.ts';
import type { Comprehension, Expression } from './syntax.ts';
import { Token } from './tokens.ts';

const { Async, Comma, For, If, In, Star } = Token;

/** Levels from the expression that a comprehension is part of. */
const toTarget = 11;
const toNextTarget = 2;
const toStarredTarget = 2;
const toIterable = 27;
const toCondition = 29;

/** The clauses of comprehensions; what all parts of the parser share. */
export abstract class ComprehensionParser extends Lexer {
  /** See `limits.ts`. */
  protected level = 0;
  protected readonly deepest: number;

  /** @param room levels left for this source and the fields in it */
  constructor(
    source: string,
    protected readonly room: number,
  ) {
    super(source);
    this.deepest = Math.min(deepestAtom, room);
  }

  protected abstract expression(): Expression;
  protected abstract disjunction(): Expression;
  protected abstract primary(): Expression;

  protected expect(kind: number): void {
    if (this.kind !== kind) this.fail();
    this.advance();
  }

  /** Where CPython looks for an expression in vain, at a level that may be too deep even for that. */
  protected checkDepth(level: number): void {
    if (level > this.deepest) this.fail('too deeply nested');
  }

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
