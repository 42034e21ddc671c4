import { AtomParser } from './atom-parser.ts';
import { Code } from './character-codes.ts';
import { deepestTree } from './limits.ts';
import type { Expression, Keyword } from './syntax.ts';
import { Token } from './tokens.ts';

const { CloseBracket, CloseParenthesis, Colon, ColonEqual, Comma, Dot, DoubleStar, Name } = Token;
const { OpenBracket, OpenParenthesis, Star } = Token;

/** Levels from a call to its arguments: CPython reads the first as a generator expression's element. */
const intoFirstArgument = 24;
const intoNextArgument = 28;
const intoFirstStarred = 27;
const intoFirstKeyword = 27;
const toNextKeyword = 1;
const toStarredAfterKeyword = 1;
const afterPositional = 1;
/** The levels of a generator expression that is the only argument, against one in parentheses. */
const soleGeneratorShift = -2;

const intoFirstSlice = 24;
const intoNextSlice = 27;
const toStep = 1;
const toStarredFirst = 2;
const toWalrusValue = 2;

/** Atoms with what follows them: attributes, calls, subscripts. */
export abstract class PrimaryParser extends AtomParser {
  protected primary(): Expression {
    let value = this.atom();
    for (let depth = 1; ; depth++) {
      if (depth > deepestTree) this.fail('too deeply nested');
      if (this.kind === OpenParenthesis) value = this.call(value);
      else if (this.kind === Dot) value = this.attribute(value);
      else if (this.kind === OpenBracket) value = this.subscript(value);
      else return value;
    }
  }

  private attribute(value: Expression): Expression {
    this.advance();
    if (this.kind !== Name) this.fail();
    const attribute = this.nameText();
    this.advance();
    return { kind: 'Attribute', value, attribute };
  }

  private call(func: Expression): Expression {
    const { level } = this;
    const args: Expression[] = [];
    const keywords: Keyword[] = [];
    this.advance();
    this.checkDepth(level + intoFirstArgument);
    while (this.kind !== CloseParenthesis) {
      if (this.kind === DoubleStar || this.atKeyword()) {
        this.level = level + (args.length > 0 ? afterPositional : 0);
        this.keywordArguments(args, keywords);
        break;
      }
      args.push(this.positionalArgument(level, args.length === 0));
      if (this.kind !== Comma) break;
      this.advance();
      this.checkDepth(level + intoNextArgument);
    }
    this.level = level;
    this.expect(CloseParenthesis);
    return { kind: 'Call', func, args, keywords };
  }

  /** Whether the current token is the name of a keyword argument. */
  private atKeyword(): boolean {
    if (this.kind !== Name) return false;
    const { source } = this;
    let position = this.end;
    if (source.charCodeAt(position) !== Code.Equal) position = this.skipBlanks(position);
    return source.charCodeAt(position) === Code.Equal && source.charCodeAt(position + 1) !== Code.Equal;
  }

  private positionalArgument(level: number, isFirst: boolean): Expression {
    if (this.kind === Star) {
      this.advance();
      this.level = level + (isFirst ? intoFirstStarred : intoNextArgument);
      return { kind: 'Starred', value: this.expression() };
    }
    this.level = level + (isFirst ? intoFirstArgument : intoNextArgument);
    const element = this.namedExpression();
    if (!isFirst || !this.atComprehension()) return element;
    this.level = level;
    const generators = this.comprehensionClauses(soleGeneratorShift);
    if (this.kind !== CloseParenthesis) this.fail('generator expression must be parenthesized');
    return { kind: 'GeneratorExp', element, generators };
  }

  /** All arguments from the first keyword or `**` on, where no more positional ones may stand. */
  private keywordArguments(args: Expression[], keywords: Keyword[]): void {
    const level = this.level + intoFirstKeyword;
    let isUnpacked = false;
    this.level = level;
    do {
      if (this.kind === DoubleStar) {
        if (!isUnpacked) this.level = level;
        isUnpacked = true;
        this.advance();
        keywords.push({ argument: null, value: this.expression() });
      } else if (this.kind === Star && !isUnpacked) {
        this.advance();
        this.level += toStarredAfterKeyword;
        args.push({ kind: 'Starred', value: this.expression() });
      } else keywords.push(this.keyword());
      this.level = level + toNextKeyword;
    } while (this.nextIsArgument());
  }

  private keyword(): Keyword {
    if (!this.atKeyword()) this.fail('positional argument follows keyword argument');
    const argument = this.nameText();
    this.advance();
    this.advance();
    return { argument, value: this.expression() };
  }

  private nextIsArgument(): boolean {
    if (this.kind !== Comma) return false;
    this.advance();
    return this.kind !== CloseParenthesis;
  }

  private subscript(value: Expression): Expression {
    const { level } = this;
    this.advance();
    const isStarred = this.kind === Star;
    this.level = level + intoFirstSlice;
    const first = this.sliceItem(toStarredFirst);
    let slice = first;
    if (this.kind === Comma || isStarred) {
      const elements = [first];
      this.level = level + intoNextSlice;
      while (this.kind === Comma) {
        this.advance();
        this.checkDepth(this.level);
        if (this.kind === CloseBracket) break;
        elements.push(this.sliceItem(0));
      }
      slice = { kind: 'Tuple', elements };
    }
    this.level = level;
    this.expect(CloseBracket);
    return { kind: 'Subscript', value, slice };
  }

  private sliceItem(riseToStarred: number): Expression {
    this.checkDepth(this.level);
    if (this.kind === Star) {
      this.advance();
      this.level += riseToStarred;
      return { kind: 'Starred', value: this.expression() };
    }
    let lower: Expression | null = null;
    if (this.kind !== Colon) {
      const startsWithName = this.kind === Name;
      lower = this.expression();
      if (this.kind === ColonEqual) return this.walrus(startsWithName, lower, toWalrusValue);
      if (this.kind !== Colon) return lower;
    }
    this.advance();
    const upper = this.kind === Colon ? null : this.sliceBound();
    let step: Expression | null = null;
    if (this.kind === Colon) {
      this.advance();
      this.level += toStep;
      step = this.sliceBound();
      this.level -= toStep;
    }
    return { kind: 'Slice', lower, upper, step };
  }

  private sliceBound(): Expression | null {
    this.checkDepth(this.level);
    return this.kind === Comma || this.kind === CloseBracket ? null : this.expression();
  }
}
