import type { Value } from '../../datasets/index.ts';

/** Whether a result is the error text that the official harness writes where no answer came. */
export function isHarnessError(result: Value): boolean {
  return typeof result === 'string' && result.startsWith('Error during inference:');
}
