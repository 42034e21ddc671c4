import { Bytes, Tuple, typeName, isList, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise } from './failure.ts';
import { byteNumbers, type Sequence } from './sequences.ts';

/** `left + right` of two sequences of one type. @throws {DecodeError} where Python raises */
export function concatenate(left: Sequence, right: Value, budget: Budget): Sequence {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendText(left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) return join(left, right, budget);
  if (left instanceof Tuple && right instanceof Tuple) {
    return new Tuple(join(left.items, right.items, budget));
  }
  if (left instanceof Bytes && right instanceof Bytes) {
    return new Bytes(Uint8Array.from(join(byteNumbers(left, budget), byteNumbers(right, budget), budget)));
  }
  const [type, other] = [typeName(left), typeName(right)];
  return raise(
    'TypeError',
    left instanceof Bytes
      ? `can't concat ${other} to bytes`
      : `can only concatenate ${type} (not "${other}") to ${type}`,
  );
}

function join<T>(left: readonly T[], right: readonly T[], budget: Budget): T[] {
  budget.spendItems(left.length + right.length);
  return [...left, ...right];
}

/** `sequence * count`. @throws {DecodeError} where Python raises, and for results that are too large */
export function repeat(sequence: Sequence, count: bigint, budget: Budget): Sequence {
  if (BigInt.asIntN(64, count) !== count)
    raise('OverflowError', "cannot fit 'int' into an index-sized integer");
  const times = Math.max(0, Number(count));
  if (typeof sequence === 'string') {
    budget.spendText(sequence.length * times);
    return sequence === '' ? '' : sequence.repeat(times);
  }
  if (isList(sequence)) return repeatItems(sequence, times, budget);
  if (sequence instanceof Tuple) return new Tuple(repeatItems(sequence.items, times, budget));
  return new Bytes(Uint8Array.from(repeatItems(byteNumbers(sequence, budget), times, budget)));
}

function repeatItems<T>(items: readonly T[], times: number, budget: Budget): T[] {
  const repeated: T[] = [];
  if (items.length === 0) return repeated;
  budget.spendItems(items.length * times);
  for (let i = 0; i < times; i++) for (const item of items) repeated.push(item);
  return repeated;
}
