/**
 * A text that CPython 3.11's `ast.parse(text, mode="eval")` refuses, whatever the exception it raises. It is no `Error`:
 * most texts that are tried are no Python, and capturing a stack takes longer than reading them.
 */
export class PythonSyntaxError {
  readonly name = 'PythonSyntaxError';
  constructor(
    readonly reason: string,
    /** Where reading stopped: index of a UTF-16 unit of the text after its line ends were read as \n. */
    readonly offset: number,
  ) {}

  get message(): string {
    return `${this.reason} (offset ${this.offset})`;
  }
}
