import type { Dict } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';

/**
 * Adds an argument of a Java or JavaScript call. `name` is null for one without a name.
 * @throws {DecodeError} if it is there already
 */
export function addArgument(values: Dict, name: string | null, value: string): void {
  if (values.has(name)) {
    throw new DecodeError('Error: Multiple arguments with the same name are not supported.');
  }
  values.set(name, value);
}
