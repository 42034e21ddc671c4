import { Bytes } from '../values/value.ts';
import { ComprehensionParser } from './comprehension-parser.ts';
import { FormattedStringReader, JoinedParts, textConstant } from './formatted-strings.ts';
import { decodeBytes, decodeText } from './strings.ts';
import type { Expression } from './syntax.ts';
import { Token } from './tokens.ts';

const { String: StringToken } = Token;

/** String literals, and those that stand side by side. */
export abstract class StringParser extends ComprehensionParser {
  /** The expression in a field of an f-string. @param offset where `text` stands in the source */
  protected abstract embedded(text: string, offset: number): Expression;

  protected strings(): Expression {
    const { source, contentStart } = this;
    const isPlain = contentStart - this.start === 1 && !this.hasBackslash;
    if (!isPlain) return this.joinedStrings();
    const value = source.slice(contentStart, this.contentEnd);
    this.advance();
    return this.kind === StringToken ? this.joinedStrings(value) : { kind: 'Constant', value };
  }

  /** @param first a plain string already stepped over */
  private joinedStrings(first?: string): Expression {
    const prefix = first === undefined ? this.prefix() : '';
    if (prefix.includes('b')) return this.joinedBytes(prefix);
    const hasUnicodePrefix = first === undefined && this.source[this.start] === 'u';
    const parts = new JoinedParts(hasUnicodePrefix);
    if (first !== undefined) parts.addText(first);
    let isFormatted = false;
    while (this.kind === StringToken) {
      const stringPrefix = this.prefix();
      if (stringPrefix.includes('b')) this.fail('cannot mix bytes and nonbytes literals');
      isFormatted ||= stringPrefix.includes('f');
      this.addString(stringPrefix, parts);
      this.advance();
    }
    const joined = parts.finish(hasUnicodePrefix);
    if (isFormatted) return joined;
    return parts.values[0] ?? textConstant('', hasUnicodePrefix);
  }

  private addString(prefix: string, parts: JoinedParts): void {
    const isRaw = prefix.includes('r');
    const content = this.source.slice(this.contentStart, this.contentEnd);
    if (!prefix.includes('f')) parts.addText(isRaw ? content : decodeText(content, this.contentStart));
    else {
      const read = (text: string, offset: number): Expression => this.embedded(text, offset);
      new FormattedStringReader(content, isRaw, this.contentStart, read).read(parts);
    }
  }

  private prefix(): string {
    const quotes = this.end - this.contentEnd;
    return this.source.slice(this.start, this.contentStart - quotes).toLowerCase();
  }

  private joinedBytes(firstPrefix: string): Expression {
    const first = this.bytes(firstPrefix);
    if (this.kind !== StringToken) return { kind: 'Constant', value: new Bytes(first) };
    const pieces = [first];
    while (this.kind === StringToken) pieces.push(this.bytes(this.prefix()));
    return { kind: 'Constant', value: new Bytes(concatenate(pieces)) };
  }

  /** The bytes of the literal at the current token, which it steps over. */
  private bytes(prefix: string): Uint8Array {
    if (!prefix.includes('b')) this.fail('cannot mix bytes and nonbytes literals');
    const content = this.source.slice(this.contentStart, this.contentEnd);
    const bytes = decodeBytes(content, prefix.includes('r'), this.contentStart);
    this.advance();
    return bytes;
  }
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let length = 0;
  for (const piece of pieces) {
    whole.set(piece, length);
    length += piece.length;
  }
  return whole;
}
