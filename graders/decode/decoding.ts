import { PythonSyntaxError } from '../../datasets/index.ts';
import { isDecodeFailure, type DecodeFailure } from './decode-error.ts';

/** What a decoder made of an output, or why it made nothing. */
export type Decoding<Result> =
  { readonly decoded: Result } | { readonly decoded: undefined; readonly error: DecodeFailure };

/** @param decode returns or throws a {PythonSyntaxError} for a text that is no Python, and throws for what else it refuses */
export function tryDecode<Result>(
  decode: () => Result | PythonSyntaxError,
): Decoding<Exclude<Result, PythonSyntaxError>> {
  try {
    const decoded = decode();
    return decoded instanceof PythonSyntaxError
      ? { decoded: undefined, error: decoded }
      : { decoded: decoded as Exclude<Result, PythonSyntaxError> };
  } catch (error) {
    if (isDecodeFailure(error)) return { decoded: undefined, error };
    throw error;
  }
}
