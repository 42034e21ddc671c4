import { PythonSyntaxError } from './errors.ts';
import { deepestTree, mostRulesWithFields } from './limits.ts';
import { OperatorParser } from './operator-parser.ts';
import type { Expression, Parameters } from './syntax.ts';
import { Token } from './tokens.ts';
import { isDeeperThan } from './tree-depth.ts';

const { Colon, Comma, Else, End, If, Lambda, Newline } = Token;

/** Levels from an expression to the last part of a conditional, to a lambda's body. */
const toElse = 1;
const toBody = 2;
const atTop = 3;
const toNextAtTop = 2;
const atTopOfField = 4;

/** What waits for the expression at its right end. */
type Pending =
  | { readonly kind: 'Lambda'; readonly parameters: Parameters }
  | { readonly kind: 'IfExp'; readonly test: Expression; readonly body: Expression };

class ExpressionParser extends OperatorParser {
  /** The whole source as CPython's mode "eval" reads it. */
  whole(): Expression {
    this.skipEmptyLines();
    this.advance();
    this.level = atTop;
    const first = this.expression();
    const whole: Expression = this.kind === Comma ? { kind: 'Tuple', elements: this.elements(first) } : first;
    if (this.kind === Newline) {
      this.skipEmptyLines();
      this.advance();
    }
    if (this.kind !== End) this.fail();
    return whole;
  }

  private elements(first: Expression): Expression[] {
    const elements = [first];
    this.level = atTop + toNextAtTop;
    while (this.kind === Comma) {
      this.advance();
      if (this.kind === Newline || this.kind === End) break;
      elements.push(this.expression());
    }
    return elements;
  }

  /** The source as that of an f-string's field, which its reader has put in parentheses. */
  field(): Expression {
    this.advance();
    this.level = atTopOfField;
    const whole = this.primary();
    if (this.kind !== End) this.fail();
    return whole;
  }

  protected embedded(text: string, offset: number): Expression {
    try {
      return new ExpressionParser(`(${text})`, this.room - this.level).field();
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
      const reason = error.reason.replace(/^(?!f-string)/, 'f-string: ');
      throw new PythonSyntaxError(reason, offset + error.offset - 1);
    }
  }

  protected expression(): Expression {
    if (this.kind === Lambda) return this.rightNested();
    const body = this.disjunction();
    return this.kind === If ? this.rightNested(body) : body;
  }

  /** Conditionals and lambdas, which nest to the right: read without recursion. @param first body of a conditional */
  private rightNested(first?: Expression): Expression {
    const { level } = this;
    const pending: Pending[] = [];
    let body = first;
    for (;;) {
      if (body === undefined && this.kind === Lambda) {
        this.checkDepth(this.level);
        this.advance();
        const parameters = this.parameters();
        this.expect(Colon);
        pending.push({ kind: 'Lambda', parameters });
        this.level += toBody;
        continue;
      }
      body ??= this.disjunction();
      if (this.kind !== If) break;
      this.advance();
      const test = this.disjunction();
      this.expect(Else);
      pending.push({ kind: 'IfExp', test, body });
      this.level += toElse;
      body = undefined;
    }
    this.level = level;
    return pending.reduceRight<Expression>(
      (last, outer) => (outer.kind === 'Lambda' ? { ...outer, body: last } : { ...outer, orElse: last }),
      body,
    );
  }
}

const loneSurrogate = /\p{Surrogate}/u;

/** The source with all line ends as \n. @throws {PythonSyntaxError} if Python could not encode it */
function readable(source: string): string {
  if (source.includes('\0')) throw new PythonSyntaxError('null character', source.indexOf('\0'));
  if (!source.isWellFormed()) throw new PythonSyntaxError('lone surrogate', source.search(loneSurrogate));
  return source.includes('\r') ? source.replaceAll(/\r\n?/g, '\n') : source;
}

/**
 * The expression that a text is, read as CPython 3.11's `ast.parse(source, mode="eval")` reads it: what that refuses,
 * for whatever reason, is refused here.
 * @throws {PythonSyntaxError}
 */
export function parseExpression(source: string): Expression {
  const expression = new ExpressionParser(readable(source), mostRulesWithFields).whole();
  if (source.length >= deepestTree && isDeeperThan(expression, deepestTree)) {
    throw new PythonSyntaxError('too deeply nested', 0);
  }
  return expression;
}
