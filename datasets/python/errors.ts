/** A text that CPython 3.11's `ast.parse(text, mode="eval")` refuses, whatever the exception it raises. */
export class PythonSyntaxError extends Error {
  override readonly name = 'PythonSyntaxError';
  constructor(
    readonly reason: string,
    /** Where reading stopped: index of a UTF-16 unit of the text after its line ends were read as \n. */
    readonly offset: number,
  ) {
    super(`${reason} (offset ${offset})`);
  }
}
