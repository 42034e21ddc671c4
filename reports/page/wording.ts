import type { Rate } from '../../datasets/index.ts';

/** `61.0%` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** `[58.2, 63.9]`, in percent */
export function range({ low, high }: Pick<Rate, 'low' | 'high'>): string {
  return `[${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
}

/** A difference of shares in percentage points, always with its sign: `+3.1` */
export function points(difference: number): string {
  const rounded = (difference * 100).toFixed(1);
  return difference > 0 ? `+${rounded}` : rounded;
}

/** Whole numbers as they are, others with four significant digits. */
export function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `3 a, 2 b`, the most first; `–` for none */
export function counts(record: Readonly<Record<string, number>>): string {
  const entries = Object.entries(record).sort(([, a], [, b]) => b - a);
  return entries.length === 0 ? '–' : entries.map(([name, count]) => `${count} ${name}`).join(', ');
}

/** Every key of any of them, in the order they come. */
export function keysOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

/** A field of its own, never one that every object has. */
export function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
