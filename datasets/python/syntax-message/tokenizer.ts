import { isPrintable } from '../../values/characters.ts';
import { identifierFault } from '../identifiers.ts';
import { deepestBrackets } from '../limits.ts';
import { isReserved } from '../tokens.ts';
import { NumberToken } from './number-token.ts';
import { SyntaxMessage, type SourceToken, type TokenType } from './token.ts';

const operators = /^(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|!=|->|\*\*|\/\/|>>|<<|<=|>=|<>|==|:=|[-+*/%&|^@]=|.)/su;
const prefix = /^(?:[bB][rR]?|[rR][bBfF]?|[uU]|[fF][rR]?)$/;
const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** All tokens of a text. The last is its end, or why no more can be read. */
export class Tokenizer {
  readonly tokens: SourceToken[] = [];
  /** Where brackets are open: which, and in which line. */
  readonly open: { readonly bracket: string; readonly line: number }[] = [];
  /** What no token can be, wherever the parser ends. */
  fault: SyntaxMessage | undefined;
  #position = 0;
  #line = 1;
  #indents = [0];

  constructor(private readonly source: string) {
    try {
      for (let isNewLine = true; ;) {
        if (isNewLine) this.#indentation();
        const last = this.#token();
        if (last === 'end' || last === 'fault') return;
        isNewLine = last === 'newline';
      }
    } catch (error) {
      if (!(error instanceof SyntaxMessage)) throw error;
      this.fault = error;
      this.#end(error);
    }
  }

  /** What is to be said of the bracket that was opened last. */
  get unclosed(): SyntaxMessage | undefined {
    const last = this.open.at(-1);
    return last === undefined
      ? undefined
      : new SyntaxMessage(`'${last.bracket}' was never closed`, last.line);
  }

  /** No more can be read; that is told where the parser gets here. */
  #end(fault: SyntaxMessage): TokenType {
    this.tokens.push({
      type: 'fault',
      text: '',
      line: this.#line,
      level: this.open.length,
      end: this.#position,
      fault,
    });
    return 'fault';
  }

  #push(type: TokenType, from: number, line = this.#line): TokenType {
    const text = this.source.slice(from, this.#position);
    this.tokens.push({ type, text, line, level: this.open.length, end: this.#position });
    return type;
  }

  #fail(text: string, line = this.#line): never {
    throw new SyntaxMessage(text, line);
  }

  /** Over lines without code, and the width of what stands before the first with some. */
  #indentation(): void {
    for (;;) {
      const [blank = ''] = /^[ \t\f]*/.exec(this.source.slice(this.#position)) ?? [];
      const next = this.source[this.#position + blank.length];
      if (next === '#') this.#position = this.#lineEnd(this.#position);
      else this.#position += blank.length;
      if (this.source[this.#position] === '\n') {
        this.#position++;
        this.#line++;
      } else if (this.#position >= this.source.length && blank === '') return;
      else {
        this.#indent(blank.slice(blank.lastIndexOf('\f') + 1).length);
        return;
      }
    }
  }

  #indent(width: number): void {
    const current = this.#indents.at(-1) ?? 0;
    if (width > current) {
      this.#indents.push(width);
      this.#push('indent', this.#position);
    }
    while (width < (this.#indents.at(-1) ?? 0)) {
      this.#indents.pop();
      if (width > (this.#indents.at(-1) ?? 0))
        this.#fail('unindent does not match any outer indentation level');
      this.#push('dedent', this.#position);
    }
  }

  #lineEnd(from: number): number {
    const end = this.source.indexOf('\n', from);
    return end < 0 ? this.source.length : end;
  }

  /** The next token. Line ends within brackets and continued ones make none. */
  #token(): TokenType {
    for (;;) {
      const character = this.source[this.#position];
      if (character === undefined) return this.#ended();
      if (character === '#') this.#position = this.#lineEnd(this.#position);
      else if (character === '\n') {
        this.#position++;
        this.#line++;
        if (this.open.length > 0) continue;
        return this.#push('newline', this.#position - 1, this.#line - 1);
      } else if (character === '\\') {
        if (this.source[this.#position + 1] !== '\n')
          return this.#end(
            new SyntaxMessage('unexpected character after line continuation character', this.#line),
          );
        this.#position += 2;
        this.#line++;
        if (this.#position >= this.source.length)
          return this.#end(
            this.unclosed ?? new SyntaxMessage('unexpected EOF while parsing', this.#lastLine),
          );
      } else if (/[ \t\f]/.test(character)) this.#position++;
      else return this.#solid(character);
    }
  }

  /** Without a character in it, the last line is none. */
  get #lastLine(): number {
    return this.source === '' || this.source.endsWith('\n') ? this.#line - 1 : this.#line;
  }

  #ended(): TokenType {
    if (this.unclosed !== undefined) return this.#end(this.unclosed);
    const last = this.tokens.at(-1);
    const line = this.#lastLine;
    if (last !== undefined && last.type !== 'newline') this.#push('newline', this.#position, line);
    return this.#push('end', this.#position, line);
  }

  #solid(character: string): TokenType {
    const from = this.#position;
    if (/[A-Za-z_\u0080-\uffff]/.test(character)) return this.#word(from);
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(this.source[from + 1] ?? ''))) {
      this.#position = new NumberToken(this.source, from, this.#line).end();
      return this.#push('number', from);
    }
    if (character === '"' || character === "'") return this.#string(from);
    if (!isPrintable(character.codePointAt(0) ?? 0)) this.#failCharacter(character);
    const [operator = character] = operators.exec(this.source.slice(from, from + 3)) ?? [];
    this.#position += operator.length;
    if ('([{'.includes(operator)) this.#opens(operator);
    else if (')]}'.includes(operator)) this.#closes(operator);
    return this.#push('operator', from);
  }

  #opens(bracket: string): void {
    if (this.open.length >= deepestBrackets) this.#fail('too many nested parentheses');
    this.open.push({ bracket, line: this.#line });
  }

  #closes(bracket: string): void {
    const last = this.open.pop();
    if (last === undefined) return this.#fail(`unmatched '${bracket}'`);
    if (last.bracket === opening[bracket]) return;
    const where = last.line === this.#line ? '' : ` on line ${last.line}`;
    this.#fail(
      `closing parenthesis '${bracket}' does not match opening parenthesis '${last.bracket}'${where}`,
    );
  }

  #word(from: number): TokenType {
    const [word = ''] = /^[A-Za-z0-9_\u0080-\uffff]*/.exec(this.source.slice(from)) ?? [];
    this.#position = from + word.length;
    const next = this.source[this.#position];
    if ((next === '"' || next === "'") && prefix.test(word)) return this.#string(from);
    const fault = identifierFault(word);
    if (fault >= 0) this.#failCharacter(String.fromCodePoint(word.codePointAt(fault) ?? 0));
    return this.#push(isReserved(this.source, from, this.#position) ? 'keyword' : 'name', from);
  }

  #failCharacter(character: string): never {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    if (!isPrintable(character.codePointAt(0) ?? 0))
      return this.#fail(`invalid non-printable character U+${code}`);
    return this.#fail(`invalid character '${character}' (U+${code})`);
  }

  #string(from: number): TokenType {
    const { source } = this;
    const quote = source[this.#position] ?? '';
    const isTriple = source.startsWith(quote.repeat(3), this.#position);
    const close = isTriple ? quote.repeat(3) : quote;
    const firstLine = this.#line;
    this.#position += close.length;
    while (!source.startsWith(close, this.#position)) {
      const character = source[this.#position];
      if (character === undefined || (character === '\n' && !isTriple)) {
        const kind = isTriple ? 'triple-quoted string' : 'string';
        this.#fail(
          `unterminated ${kind} literal (detected at line ${character === undefined ? this.#lastLine : this.#line})`,
          firstLine,
        );
      }
      const skipped = source.slice(this.#position, (this.#position += character === '\\' ? 2 : 1));
      if (skipped.endsWith('\n')) this.#line++;
    }
    this.#position += close.length;
    return this.#push('string', from, firstLine);
  }
}
