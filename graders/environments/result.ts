import type { Value } from '../../datasets/index.ts';

/** A result by its fields, in their order. */
export function dict(fields: Readonly<Record<string, Value>>): Map<Value, Value> {
  const result = new Map<Value, Value>();
  for (const name of Object.keys(fields)) result.set(name, fields[name] ?? null);
  return result;
}

export function failed(message: string): Map<Value, Value> {
  return dict({ error: message });
}
