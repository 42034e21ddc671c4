import { StringParser } from './string-parser.ts';
import type { Expression, Node } from './syntax.ts';
import { Token } from './tokens.ts';

const { CloseBrace, CloseBracket, Colon, ColonEqual, Comma, DoubleStar, Name, Star } = Token;

/** Levels from an expression to the first expression inside its brackets or braces. */
const intoBrackets = 29;
/** From there to the following expressions, to a starred one, to the value of `:=`. */
const toNext = 1;
const toStarred = -6;
const toWalrusValue = 1;

/** Lists, sets, dicts and the comprehensions that make them; elements of tuples. */
export abstract class DisplayParser extends StringParser {
  protected abstract bitwiseOr(): Expression;

  /** An expression or `name := value`. */
  protected namedExpression(): Expression {
    const startsWithName = this.kind === Name;
    const value = this.expression();
    return this.kind === ColonEqual ? this.walrus(startsWithName, value) : value;
  }

  /** @param startsWithName whether the first token of the target was a name: then the target is that name, or none */
  protected walrus(startsWithName: boolean, target: Expression, rise = toWalrusValue): Expression {
    if (!startsWithName || target.kind !== 'Name') this.fail();
    this.advance();
    this.level += rise;
    const value = this.expression();
    this.level -= rise;
    return { kind: 'NamedExpr', target, value };
  }

  protected element(): Expression {
    return this.kind === Star ? this.starred() : this.namedExpression();
  }

  /** What stands behind `*` or `**`. */
  protected starred(rise = toStarred): Node<'Starred'> {
    this.advance();
    this.level += rise;
    const value = this.bitwiseOr();
    this.level -= rise;
    return { kind: 'Starred', value };
  }

  /** All elements before `close`, of which the first is read. @param riseToThird from the second on */
  protected elementsAfter(
    first: Expression,
    close: number,
    riseToSecond = toNext,
    riseToThird = 0,
  ): Expression[] {
    const { level } = this;
    const elements = [first];
    this.level = level + riseToSecond;
    while (this.kind === Comma) {
      this.advance();
      if (this.kind === close) {
        this.checkDepth(this.level);
        break;
      }
      elements.push(this.element());
      this.level = level + riseToSecond + riseToThird;
    }
    this.level = level;
    return elements;
  }

  protected list(): Expression {
    this.advance();
    if (this.kind === CloseBracket) {
      this.checkDepth(this.level + intoBrackets);
      this.advance();
      return { kind: 'List', elements: [] };
    }
    this.level += intoBrackets;
    const first = this.element();
    if (this.atComprehension() && first.kind !== 'Starred') {
      this.level -= intoBrackets;
      const generators = this.comprehensionClauses();
      this.expect(CloseBracket);
      return { kind: 'ListComp', element: first, generators };
    }
    const elements = this.elementsAfter(first, CloseBracket);
    this.level -= intoBrackets;
    this.expect(CloseBracket);
    return { kind: 'List', elements };
  }

  protected braces(): Expression {
    this.advance();
    this.level += intoBrackets;
    const whole = this.betweenBraces();
    this.expect(CloseBrace);
    return whole;
  }

  /** Everything up to the closing brace; takes the level back to that of the outer expression. */
  private betweenBraces(): Expression {
    if (this.kind === DoubleStar) return this.dict(null);
    this.checkDepth(this.level);
    if (this.kind === CloseBrace) return this.dict(null);
    if (this.kind === Star) return this.set(this.starred());
    const startsWithName = this.kind === Name;
    const first = this.expression();
    if (this.kind === Colon) return this.dict(first);
    const element = this.kind === ColonEqual ? this.walrus(startsWithName, first) : first;
    if (!this.atComprehension()) return this.set(element);
    this.level -= intoBrackets;
    return { kind: 'SetComp', element, generators: this.comprehensionClauses() };
  }

  private set(first: Expression): Expression {
    const elements = this.elementsAfter(first, CloseBrace);
    this.level -= intoBrackets;
    return { kind: 'Set', elements };
  }

  /** @param firstKey read already, or null */
  private dict(firstKey: Expression | null): Expression {
    const { level } = this;
    const keys: (Expression | null)[] = [];
    const values: Expression[] = [];
    let key = firstKey;
    while (this.kind !== CloseBrace) {
      if (key === null && this.kind === DoubleStar) values.push(this.starred().value);
      else {
        key ??= this.expression();
        this.expect(Colon);
        const value = this.expression();
        if (keys.length === 0 && this.atComprehension()) return this.dictComprehension(key, value);
        values.push(value);
      }
      keys.push(key);
      if (this.kind !== Comma) break;
      this.advance();
      key = null;
      this.level = level + toNext;
      if (this.kind === CloseBrace) this.checkDepth(this.level);
    }
    this.level = level - intoBrackets;
    return { kind: 'Dict', keys, values };
  }

  private dictComprehension(key: Expression, value: Expression): Expression {
    this.level -= intoBrackets;
    return { kind: 'DictComp', key, value, generators: this.comprehensionClauses() };
  }
}
