/** A token as CPython 3.11's tokenizer has it. */
export type SourceToken = {
  readonly type: TokenType;
  readonly text: string;
  /** Lines count from 1. */
  readonly line: number;
  /** How many brackets are open behind it. */
  readonly level: number;
  readonly end: number;
  /** Of the last token, where no more can be read: why. */
  readonly fault?: SyntaxMessage;
};

export type TokenType =
  'name' | 'keyword' | 'number' | 'string' | 'operator' | 'newline' | 'indent' | 'dedent' | 'end' | 'fault';

/** Why CPython refuses a text, in its words. It is no `Error`: it says what was found. */
export class SyntaxMessage {
  constructor(
    readonly text: string,
    readonly line: number,
  ) {}
}
