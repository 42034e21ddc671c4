import { DecodeError } from '../../decode-error.ts';

/** Python raises here. @param message as `TypeError: …` */
export function raise(message: string): never {
  throw new DecodeError(message);
}

/** Python might have a value here that this evaluator does not compute. */
export function refuse(what: string): never {
  throw new DecodeError(`${what} is not evaluated`, 'evaluator-subset');
}

/** Python would have a value here, at a cost that this evaluator does not pay. */
export function exceed(what: string): never {
  throw new DecodeError(`${what} exceeds the evaluation budget`, 'evaluation-budget');
}
