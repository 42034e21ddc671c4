/** A JSON text that Python's `json.loads` refuses with a JSONDecodeError; the message is Python's. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  constructor(
    readonly reason: string,
    /** Index of the UTF-16 unit where reading stopped. */
    readonly position: number,
  ) {
    super(`${reason} (char ${position})`);
  }
}

/** Something Python refuses for its size (digits of an int, nesting): never a JSONDecodeError there. */
export class ValueLimitError extends Error {
  override readonly name = 'ValueLimitError';
}

/** A value that `json.dumps` refuses with a TypeError; the message is Python's. */
export class JsonTypeError extends Error {
  override readonly name = 'JsonTypeError';
}
