import { DisplayParser } from './display-parser.ts';
import { rulesToString } from './limits.ts';
import { numberValue } from './numbers.ts';
import type { Expression } from './syntax.ts';
import { Token } from './tokens.ts';

const {
  CloseParenthesis,
  Comma,
  Ellipsis,
  False,
  From,
  Name,
  None,
  OpenBrace,
  OpenBracket,
  OpenParenthesis,
} = Token;
const { Number: NumberToken, Star, String: StringToken, True, Yield } = Token;

/** Levels from an expression to the first expression inside its parentheses, to the second, to the third. */
const intoParentheses = 28;
const toSecondInTuple = 2;
const toThirdInTuple = 1;
const intoYield = 29;
const intoYieldFrom = 27;
const toNextInYield = 2;
const toStarredInYield = -5;

const trueNode: Expression = { kind: 'Constant', value: true };
const falseNode: Expression = { kind: 'Constant', value: false };
const noneNode: Expression = { kind: 'Constant', value: null };
const ellipsisNode: Expression = { kind: 'Constant', value: '...', ellipsis: true };

/** Names, constants and whatever stands in brackets of its own. */
export abstract class AtomParser extends DisplayParser {
  protected atom(): Expression {
    this.checkDepth(this.level);
    switch (this.kind) {
      case Name: {
        const id = this.nameText();
        this.advance();
        return { kind: 'Name', id };
      }
      case StringToken:
        this.checkDepth(this.level + rulesToString);
        return this.strings();
      case NumberToken: {
        const value = numberValue(this.source, this.start, this.end);
        this.advance();
        return { kind: 'Constant', value };
      }
      case OpenBracket:
        return this.list();
      case OpenBrace:
        return this.braces();
      case OpenParenthesis:
        return this.parentheses();
      default:
        return this.namedConstant();
    }
  }

  private namedConstant(): Expression {
    const { kind } = this;
    if (kind === True || kind === False || kind === None || kind === Ellipsis) this.advance();
    else this.fail();
    if (kind === True) return trueNode;
    if (kind === False) return falseNode;
    return kind === None ? noneNode : ellipsisNode;
  }

  /** A tuple, a generator expression, `yield` or an expression in parentheses. */
  private parentheses(): Expression {
    this.advance();
    if (this.kind === CloseParenthesis || this.kind === Yield) {
      this.checkDepth(this.level + intoParentheses);
      return this.kind === Yield ? this.yieldExpression() : this.emptyTuple();
    }
    this.level += intoParentheses;
    const isStarred = this.kind === Star;
    const first = this.element();
    let whole = first;
    if (this.kind === Comma) {
      const elements = this.elementsAfter(first, CloseParenthesis, toSecondInTuple, toThirdInTuple);
      whole = { kind: 'Tuple', elements };
      this.level -= intoParentheses;
    } else {
      if (isStarred) this.fail('cannot use starred expression here');
      this.level -= intoParentheses;
      if (this.atComprehension()) {
        whole = { kind: 'GeneratorExp', element: first, generators: this.comprehensionClauses() };
      }
    }
    this.expect(CloseParenthesis);
    return whole;
  }

  private emptyTuple(): Expression {
    this.advance();
    return { kind: 'Tuple', elements: [] };
  }

  private yieldExpression(): Expression {
    const { level } = this;
    let whole: Expression;
    this.advance();
    if (this.kind === From) {
      this.advance();
      this.level = level + intoYieldFrom;
      whole = { kind: 'YieldFrom', value: this.expression() };
    } else {
      this.level = level + intoYield;
      whole = { kind: 'Yield', value: this.yielded() };
    }
    this.level = level;
    this.expect(CloseParenthesis);
    return whole;
  }

  private yielded(): Expression | null {
    if (this.kind === CloseParenthesis) {
      this.checkDepth(this.level);
      return null;
    }
    const first = this.yieldedElement();
    if (this.kind !== Comma) return first;
    const elements = [first];
    this.level += toNextInYield;
    while (this.kind === Comma) {
      this.advance();
      if (this.kind === CloseParenthesis) {
        this.checkDepth(this.level);
        break;
      }
      elements.push(this.yieldedElement());
    }
    return { kind: 'Tuple', elements };
  }

  private yieldedElement(): Expression {
    return this.kind === Star ? this.starred(toStarredInYield) : this.expression();
  }
}
