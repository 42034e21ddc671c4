import { DecodeError } from '../../decode-error.ts';

/** Python's exceptions that evaluation raises. */
export type ExceptionName =
  | 'AssertionError'
  | 'AttributeError'
  | 'Exception'
  | 'IndexError'
  | 'KeyError'
  | 'NameError'
  | 'OverflowError'
  | 'RecursionError'
  | 'StopIteration'
  | 'SyntaxError'
  | 'TypeError'
  | 'UnboundLocalError'
  | 'ValueError'
  | 'ZeroDivisionError';

/** An exception of Python. */
export class PythonException extends DecodeError {
  constructor(
    readonly type: ExceptionName,
    /** As `str()` of the exception has it. */
    readonly text: string,
  ) {
    super(text === '' ? type : `${type}: ${text}`);
  }
}

/** Python raises here. @param text as `str()` of the exception has it, in CPython 3.11's words */
export function raise(type: ExceptionName, text = ''): never {
  throw new PythonException(type, text);
}

/** Python might have a value here that this evaluator does not compute. */
export function refuse(what: string): never {
  throw new DecodeError(`${what} is not evaluated`, 'evaluator-subset');
}

/** Python has a value here in which no two of its processes need to agree. */
export function undetermined(what: string): never {
  throw new DecodeError(`${what} hangs on the process`, 'nondeterminism');
}

/** Python would have a value here, at a cost that this evaluator does not pay. */
export function exceed(what: string): never {
  throw new DecodeError(`${what} exceeds the evaluation budget`, 'evaluation-budget');
}
