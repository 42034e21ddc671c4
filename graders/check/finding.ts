import type { Dict, Value } from '../../datasets/index.ts';

/** Why what was executed or answered fails. */
export type Finding<Code extends string> = {
  readonly errorType: Code;
  readonly message: string;
  /** What the official's error object holds besides, for whoever asks. */
  readonly fields: () => Dict;
};

/**
 * The official's error object.
 * @param isListed the message stands in a list: of what the official's runner finds, not its checkers
 */
export function errorObject({ errorType, message, fields }: Finding<string>, isListed: boolean): Dict {
  return new Map<Value, Value>([
    ['error_message', isListed ? [message] : message],
    ['error_type', errorType],
    ...fields(),
  ]);
}

export function noFields(): Dict {
  return new Map();
}
