import { Bytes, Tuple, isDict, isList, typeName, type Value } from '../../../../datasets/index.ts';
import { isIntegral } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { PythonFunction, PythonRange, rangeLength } from './objects.ts';
import { byteNumbers } from './sequences.ts';
import { characters } from './text.ts';

/** The parts of `lower:upper:step`, None where one is missing. */
type SliceParts = { readonly lower: Value; readonly upper: Value; readonly step: Value };

/** `container[lower:upper:step]`. @throws {DecodeError} where Python raises */
export function slice(container: Value, parts: SliceParts, budget: Budget): Value {
  if (typeof container === 'string') return sliceText(container, parts, budget);
  if (isList(container)) return pick(container, parts, budget);
  if (container instanceof Tuple) return new Tuple(pick(container.items, parts, budget));
  if (container instanceof Bytes) {
    return new Bytes(Uint8Array.from(pick(byteNumbers(container, budget), parts, budget)));
  }
  if (isDict(container)) return raise('TypeError', "unhashable type: 'slice'");
  if (container instanceof PythonRange || container instanceof PythonFunction) refuse('a slice of this');
  return raise('TypeError', `'${typeName(container)}' object is not subscriptable`);
}

/** `text[lower:upper:step]`. @throws {DecodeError} as `slice` */
export function sliceText(text: string, parts: SliceParts, budget: Budget): string {
  budget.spendText(text.length);
  const all = characters(text);
  const { start, step, count } = boundsOf(parts, all.length);
  if (typeof all === 'string' && step === 1) return all.slice(start, start + count);
  return pick(Array.from(all), parts, budget).join('');
}

function pick<T>(items: readonly T[], parts: SliceParts, budget: Budget): readonly T[] {
  const { start, step, count } = boundsOf(parts, items.length);
  const last = start + step * (count - 1);
  budget.spendItems(Math.abs(last - start));
  if (step === 1) return items.slice(start, start + count);
  const between = items.slice(Math.min(start, last), count === 0 ? 0 : Math.max(start, last) + 1);
  if (step < 0) between.reverse();
  return between.filter((_, index) => index % Math.abs(step) === 0);
}

type SliceBounds = { readonly start: number; readonly step: number; readonly count: number };

/** The positions that a slice of a sequence of this length takes. @see CPython `PySlice_AdjustIndices` */
function boundsOf({ lower, upper, step }: SliceParts, length: number): SliceBounds {
  const stride = step === null ? 1n : sliceIndex(step);
  if (stride === 0n) raise('ValueError', 'slice step cannot be zero');
  const isBackward = stride < 0n;
  const first = isBackward ? -1n : 0n;
  const last = BigInt(length) + first;
  const bound = (part: Value, otherwise: bigint): bigint => {
    if (part === null) return otherwise;
    const index = sliceIndex(part);
    const shifted = index < 0n ? index + BigInt(length) : index;
    return shifted < first ? first : shifted > last ? last : shifted;
  };
  const start = bound(lower, isBackward ? last : first);
  const stop = bound(upper, isBackward ? first : last);
  const count = rangeLength(start, stop, stride);
  return { start: Number(start), step: count > 1 ? Number(stride) : isBackward ? -1 : 1, count };
}

/** An int as Python takes it for an end of a slice. @throws {DecodeError} for anything else */
export function sliceIndex(operand: Value): bigint {
  if (isIntegral(operand)) return BigInt(operand);
  return raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
}
