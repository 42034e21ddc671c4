import { Lexer } from './lexer.ts';
import { deepestAtom } from './limits.ts';

/** What all parts of the parser share: the tokens, and a count of how deep they are. */
export abstract class ParserBase extends Lexer {
  /** See `limits.ts`. */
  protected level = 0;
  private readonly deepest: number;

  /** @param room levels left for this source and the fields in it */
  constructor(
    source: string,
    protected readonly room: number,
  ) {
    super(source);
    this.deepest = Math.min(deepestAtom, room);
  }

  protected expect(kind: number): void {
    if (this.kind !== kind) this.fail();
    this.advance();
  }

  /** Where CPython looks for an expression in vain, at a level that may be too deep even for that. */
  protected checkDepth(level: number): void {
    if (level > this.deepest) this.fail('too deeply nested');
  }
}
