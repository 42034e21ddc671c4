import type { Value } from '../../datasets/index.ts';
import type { Attributes, AttributeState } from './attributes.ts';
import { dict } from './result.ts';
import type { Python } from './python.ts';

export const defaults = {
  credit_card_list: dict({}),
  booking_record: dict({}),
  access_token: null,
  token_type: null,
  token_expires_in: null,
  token_scope: null,
  user_first_name: null,
  user_last_name: null,
  budget_limit: null,
  long_context: false,
};

export type Name = keyof typeof defaults;
export type State = AttributeState<Name>;

/** What is wrong with a token. One that was never given out equals None. */
export function tokenFault(self: Attributes<Name>, python: Python, token: Value): string | undefined {
  if (python.isEqual(self.token_expires_in, 0n)) return 'Token expired';
  return python.isEqual(token, self.access_token) ? undefined : 'Invalid access token';
}
