import { PrimaryParser } from './primary-parser.ts';
import type { Expression, Parameter, Parameters } from './syntax.ts';
import { Token } from './tokens.ts';

const { Colon, Comma, DoubleStar, Equal, Name, Slash, Star } = Token;

/** Levels from a lambda expression to the defaults of its parameters. */
const toDefault = 8;
const toDefaultAfterSlash = 7;

/** Parameters while they are being read. */
type Draft = {
  positionalOnly: Parameter[];
  positional: Parameter[];
  defaults: Expression[];
  keywordOnly: Parameter[];
  keywordDefaults: (Expression | null)[];
};

/** Parameters of lambda expressions. The same name may be there twice: only Python's compiler minds. */
export abstract class LambdaParser extends PrimaryParser {
  /** From behind `lambda` up to the colon. */
  protected parameters(): Parameters {
    const { level } = this;
    const draft: Draft = {
      positionalOnly: [],
      positional: [],
      defaults: [],
      keywordOnly: [],
      keywordDefaults: [],
    };
    this.level = level + toDefault;
    while (this.kind === Name || this.kind === Slash) this.positionalParameter(draft, level);
    this.level = level + toDefault;
    const variadic = this.kind === Star ? this.starParameter(draft) : null;
    const keywordVariadic = this.kind === DoubleStar ? this.doubleStarParameter() : null;
    this.level = level;
    return { ...draft, variadic, keywordVariadic };
  }

  private positionalParameter(draft: Draft, level: number): void {
    if (this.kind === Slash) {
      if (draft.positionalOnly.length > 0 || draft.positional.length === 0) this.fail();
      this.advance();
      draft.positionalOnly = draft.positional;
      draft.positional = [];
      this.level = level + toDefaultAfterSlash;
    } else {
      draft.positional.push(this.parameter());
      const value = this.defaultValue();
      if (value !== null) draft.defaults.push(value);
      else if (draft.defaults.length > 0) this.fail('parameter without a default follows one with a default');
    }
    this.parameterEnd();
  }

  /** `*name` or `*`, and the keyword-only parameters behind it. */
  private starParameter(draft: Draft): Parameter | null {
    this.advance();
    const variadic = this.kind === Comma ? null : this.parameter();
    this.parameterEnd();
    if (variadic === null && this.kind !== Name) this.fail('named parameters must follow bare *');
    while (this.kind === Name) {
      draft.keywordOnly.push(this.parameter());
      draft.keywordDefaults.push(this.defaultValue());
      this.parameterEnd();
    }
    return variadic;
  }

  private doubleStarParameter(): Parameter {
    this.advance();
    const parameter = this.parameter();
    this.parameterEnd();
    return parameter;
  }

  private parameter(): Parameter {
    if (this.kind !== Name) this.fail();
    const name = this.nameText();
    this.advance();
    return { name };
  }

  private defaultValue(): Expression | null {
    if (this.kind !== Equal) return null;
    this.advance();
    return this.expression();
  }

  private parameterEnd(): void {
    if (this.kind === Comma) this.advance();
    else if (this.kind !== Colon) this.fail();
  }
}
