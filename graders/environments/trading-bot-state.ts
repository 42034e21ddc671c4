import { isDict, type Value } from '../../datasets/index.ts';
import type { AttributeState } from './attributes.ts';
import { failed } from './result.ts';
import type { Python } from './python.ts';
import type { defaults } from './trading-bot-defaults.ts';

export type State = AttributeState<keyof typeof defaults>;

export function refusal(doing: string): Map<Value, Value> {
  return failed(`User not authenticated. Please log in to ${doing}.`);
}

export function extension({ setting }: State, name: string): Value {
  return setting.longContext?.get(name) ?? null;
}

/** A shallow copy of a dict. */
export function copyOf(python: Python, value: Value): Value {
  return isDict(value) ? new Map(value) : python.method(value, 'copy');
}
