import { CharacterCode, PythonSyntaxError, type Dict, type Value } from '../../../datasets/index.ts';
import { PlainTokens, unknown, type Read } from './plain-tokens.ts';

const { CloseBrace, CloseBracket, CloseParenthesis, Colon, Comma, Dot, DoubleQuote, Equal, Minus, Nine } =
  CharacterCode;
const { OpenBrace, OpenBracket, OpenParenthesis, Quote, Zero } = CharacterCode;

/** A call by its name and what it passes. */
export type PlainCall = {
  readonly name: string;
  readonly passed: {
    readonly positional: readonly Value[];
    readonly keywords: ReadonlyMap<string, Value>;
  };
};

/** Deeper values are left to the whole parser. */
const mostLevels = 20;

/** Reads what most outputs are: calls whose arguments are plain values. Gives up on anything else. */
class PlainReader extends PlainTokens {
  /** @param hasNames whether a name is a value: the text of it */
  constructor(
    source: string,
    private readonly hasNames: boolean,
  ) {
    super(source);
  }

  calls(): Read<Value[]> {
    if (this.code(0) !== OpenBracket) return unknown;
    this.at = 1;
    const calls: Value[] = [];
    while (this.next() !== CloseBracket) {
      const call = this.#call();
      if (call === unknown) return unknown;
      calls.push(call);
      if (this.next() !== Comma) break;
      this.at += 1;
    }
    if (this.next() !== CloseBracket) return this.giveUp();
    return this.at === this.source.length - 1 ? calls : unknown;
  }

  /** Of the whole text. */
  onlyCall(): Read<PlainCall> {
    const name = this.word();
    if (name === '' || this.code(this.at) !== OpenParenthesis) return unknown;
    this.at += 1;
    const passed = this.#passed();
    if (passed === unknown || this.at !== this.source.length) return unknown;
    return { name, passed };
  }

  #passed(): Read<PlainCall['passed']> {
    const positional: Value[] = [];
    const keywords = new Map<string, Value>();
    while (this.next() !== CloseParenthesis) {
      const start = this.at;
      const keyword = this.word();
      const isNamed = keyword !== '' && this.next() === Equal;
      this.at = isNamed ? this.at + 1 : start;
      const value = this.#value(0);
      if (value === unknown) return unknown;
      if (isNamed) {
        if (keywords.has(keyword) || keyword === '__debug__') return unknown;
        keywords.set(keyword, value);
      } else if (keywords.size === 0) positional.push(value);
      else return unknown;
      const code = this.next();
      if (code === CloseParenthesis) break;
      if (code !== Comma) return unknown;
      this.at += 1;
    }
    this.at += 1;
    return { positional, keywords };
  }

  #call(): Read<Dict> {
    const start = this.at;
    if (this.word() === '') return unknown;
    while (this.code(this.at) === Dot) {
      this.at += 1;
      if (this.word() === '') return unknown;
    }
    if (this.code(this.at) !== OpenParenthesis) {
      const end = this.at;
      const code = this.next();
      const isQuote = code === Quote || code === DoubleQuote;
      return isQuote && !this.isPrefix(start, end) ? this.refuse() : this.giveUp();
    }
    const name = this.source.slice(start, this.at);
    this.at += 1;
    const parameters = this.#arguments();
    if (parameters === unknown) return unknown;
    const call: Dict = new Map();
    call.set(name, parameters);
    return call;
  }

  #arguments(): Read<Dict> {
    const parameters: Dict = new Map();
    while (this.next() !== CloseParenthesis) {
      const parameter = this.word();
      if (parameter === '' || this.next() !== Equal) return unknown;
      this.at += 1;
      const value = this.#value(0);
      if (value === unknown) return unknown;
      parameters.set(parameter, value);
      const code = this.next();
      if (code === CloseParenthesis) break;
      if (code !== Comma) return this.giveUp();
      this.at += 1;
    }
    this.at += 1;
    return parameters;
  }

  #value(level: number): Read<Value> {
    const code = this.next();
    if (code === Quote || code === DoubleQuote) return this.text(code);
    if (code >= Zero && code <= Nine) return this.number(false);
    if (code === OpenBracket) return level < mostLevels ? this.#list(level + 1) : unknown;
    if (code === OpenBrace) return level < mostLevels ? this.#dict(level + 1) : unknown;
    if (code === Minus) {
      this.at += 1;
      return this.number(true);
    }
    return this.#name();
  }

  #list(level: number): Read<Value[]> {
    this.at += 1;
    const items: Value[] = [];
    while (this.next() !== CloseBracket) {
      const item = this.#value(level);
      if (item === unknown) return unknown;
      items.push(item);
      const code = this.next();
      if (code === CloseBracket) break;
      if (code !== Comma) return this.giveUp();
      this.at += 1;
    }
    this.at += 1;
    return items;
  }

  #dict(level: number): Read<Dict> {
    this.at += 1;
    const dict: Dict = new Map();
    for (let quote = this.next(); quote !== CloseBrace; quote = this.next()) {
      if (quote !== Quote && quote !== DoubleQuote) return unknown;
      const key = this.text(quote);
      if (key === unknown || this.next() !== Colon) return unknown;
      this.at += 1;
      const value = this.#value(level);
      if (value === unknown) return unknown;
      dict.set(key, value);
      const code = this.next();
      if (code === CloseBrace) break;
      if (code !== Comma) return this.giveUp();
      this.at += 1;
    }
    this.at += 1;
    return dict;
  }

  #name(): Read<Value> {
    const start = this.at;
    const word = this.word();
    if (word !== '') return this.hasNames ? word : unknown;
    if (this.at === start) return this.noValue();
    const constant = this.source.slice(start, this.at);
    if (constant === 'True') return true;
    if (constant === 'False') return false;
    return constant === 'None' ? null : unknown;
  }
}

/**
 * The calls in a text that holds nothing but a list of calls with keywords whose values are texts, short numbers,
 * names, lists and dicts: three times as fast as by way of a syntax tree, with the same values.
 * @returns what is wrong with a text where this reader can tell, and undefined for any other, right or wrong
 * @throws {PythonSyntaxError} for a malformed escape
 */
export function readPlainCalls(text: string): Value[] | PythonSyntaxError | undefined {
  const reader = new PlainReader(text, true);
  const calls = reader.calls();
  if (calls !== unknown) return calls;
  return reader.refusedAt < 0 ? undefined : new PythonSyntaxError(reader.reason, reader.refusedAt);
}

/** Escapes that may stand for half of a surrogate pair. */
const SURROGATE_ESCAPE = /\\(?:u[dD]|U)/;

/**
 * The call in a text that is nothing but one, of a name without dots, with arguments as in `readPlainCalls` but for names;
 * they may be positional.
 * @returns undefined for any other text, right or wrong
 */
export function readPlainCall(text: string): PlainCall | undefined {
  if (text.includes('\\') && SURROGATE_ESCAPE.test(text)) return undefined;
  try {
    const call = new PlainReader(text, false).onlyCall();
    return call === unknown ? undefined : call;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return undefined;
    throw error;
  }
}
