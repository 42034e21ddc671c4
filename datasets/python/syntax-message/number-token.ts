import { SyntaxMessage } from './token.ts';

const keywordsBehind = /^(?:(?:and|else|for|or|not)(?![\w\u0080-\uffff])|i[fns])/;
const digitsOf: Readonly<Record<string, readonly [name: string, digit: RegExp]>> = {
  x: ['hexadecimal', /[0-9a-fA-F]/],
  o: ['octal', /[0-7]/],
  b: ['binary', /[01]/],
};
const mostDigits = 4300;
const isDigit = (character: string | undefined) =>
  character !== undefined && character >= '0' && character <= '9';

/** Reads one number literal, with what CPython says of those that are none. */
export class NumberToken {
  #position: number;

  constructor(
    private readonly source: string,
    private readonly start: number,
    private readonly line: number,
  ) {
    this.#position = start;
  }

  /** Index behind the number. @throws {SyntaxMessage} */
  end(): number {
    const base = digitsOf[(this.#at(1) ?? '').toLowerCase()];
    if (this.#at() === '0' && base !== undefined) this.#based(...base);
    else this.#decimal();
    return this.#position;
  }

  #at(offset = 0): string | undefined {
    return this.source[this.#position + offset];
  }

  #fail(text: string): never {
    throw new SyntaxMessage(text, this.line);
  }

  /** What stands behind a number is no part of a name, unless it begins one of some keywords. */
  #checkEnd(kind: string): void {
    const next = this.#at();
    if (next === undefined || !/[A-Za-z0-9_]/.test(next)) return;
    if (keywordsBehind.test(this.source.slice(this.#position))) return;
    this.#fail(`invalid ${kind} literal`);
  }

  #based(name: string, digit: RegExp): void {
    this.#position += 2;
    do {
      if (this.#at() === '_') this.#position++;
      const next = this.#at() ?? '';
      if (!digit.test(next)) {
        if (isDigit(next)) this.#fail(`invalid digit '${next}' in ${name} literal`);
        this.#fail(`invalid ${name} literal`);
      }
      while (digit.test(this.#at() ?? '')) this.#position++;
    } while (this.#at() === '_');
    if (isDigit(this.#at())) this.#fail(`invalid digit '${this.#at() ?? ''}' in ${name} literal`);
    this.#checkEnd(name);
  }

  #digits(): void {
    for (;;) {
      while (isDigit(this.#at())) this.#position++;
      if (this.#at() !== '_') return;
      this.#position++;
      if (!isDigit(this.#at())) this.#fail('invalid decimal literal');
    }
  }

  #decimal(): void {
    const isZero = this.#at() === '0';
    this.#digits();
    const digits = this.source.slice(this.start, this.#position).replaceAll('_', '');
    const isWhole = !/^[.eEjJ]$/.test(this.#at() ?? '');
    if (isWhole || /^[eE]$/.test(this.#at() ?? '')) {
      if (isWhole && isZero && /[1-9]/.test(digits))
        this.#fail(
          'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers',
        );
    }
    if (this.#at() === '.') {
      this.#position++;
      if (isDigit(this.#at())) this.#digits();
    }
    if (/^[eE]$/.test(this.#at() ?? '') && !this.#exponent()) return;
    if (/^[jJ]$/.test(this.#at() ?? '')) {
      this.#position++;
      this.#checkEnd('imaginary');
      return;
    }
    this.#checkEnd('decimal');
    if (isWhole && digits.length > mostDigits) this.#fail(tooLong(digits.length));
  }

  /** False where the letter begins a word behind the number. */
  #exponent(): boolean {
    const sign = this.#at(1);
    if (sign === '+' || sign === '-') {
      if (!isDigit(this.#at(2))) this.#fail('invalid decimal literal');
      this.#position += 2;
    } else if (isDigit(sign)) this.#position++;
    else {
      this.#checkEnd('decimal');
      return false;
    }
    this.#digits();
    return true;
  }
}

function tooLong(digits: number): string {
  return `Exceeds the limit (${mostDigits} digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.`;
}
