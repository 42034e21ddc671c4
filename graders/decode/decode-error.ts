import { PythonSyntaxError } from '../../datasets/index.ts';

/**
 * The official decoder raises on this output. It is no `Error`: models are wrong by the thousand, and capturing a stack
 * takes longer than decoding.
 */
export class DecodeError {
  readonly name = 'DecodeError';
  constructor(
    readonly message: string,
    /** Names a limit of ours that Python does not have. */
    readonly deviation?: string,
  ) {}
}

/** What decoding throws for an output that the official decoder refuses: a syntax error comes as the parser throws it. */
export type DecodeFailure = DecodeError | PythonSyntaxError;

export function isDecodeFailure(error: unknown): error is DecodeFailure {
  return error instanceof DecodeError || error instanceof PythonSyntaxError;
}

/** What failed, with the name of the deviation where it is one of ours. */
export function failureText(error: DecodeFailure): string {
  if (error instanceof PythonSyntaxError) return `SyntaxError: ${error.message}`;
  return error.deviation === undefined ? error.message : `${error.message} [inftool:${error.deviation}]`;
}
