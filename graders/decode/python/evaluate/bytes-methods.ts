import { Bytes, Tuple, typeName, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import type { Arguments } from './objects.ts';
import { positionalArguments } from './passed.ts';

type Method = (text: string, passed: Arguments, budget: Budget) => Value;

/** Bytes as a text of characters below 256, on which these methods are what they are on bytes. */
function latinText({ bytes }: Bytes, budget: Budget): string {
  budget.spendText(bytes.length);
  return Buffer.from(bytes).toString('latin1');
}

function latinBytes(text: string): Bytes {
  return new Bytes(Uint8Array.from(Buffer.from(text, 'latin1')));
}

/** @throws {DecodeError} for anything but bytes */
function textOf(operand: Value, budget: Budget): string {
  if (operand instanceof Bytes) return latinText(operand, budget);
  return raise('TypeError', `a bytes-like object is required, not '${typeName(operand)}'`);
}

const ascii = (change: (letters: string) => string): Method => {
  return (text, passed) => {
    positionalArguments(passed, 0, 0);
    return latinBytes(text.replaceAll(/[A-Za-z]+/g, change));
  };
};

const strip = (isLeft: boolean, isRight: boolean): Method => {
  return (text, passed, budget) => {
    const [given = null] = positionalArguments(passed, 0, 1);
    const dropped = new Set(given === null ? ' \t\n\r\x0b\x0c' : textOf(given, budget));
    let [start, end] = [0, text.length];
    while (isLeft && start < end && dropped.has(text.charAt(start))) start++;
    while (isRight && end > start && dropped.has(text.charAt(end - 1))) end--;
    return latinBytes(text.slice(start, end));
  };
};

/** Only what is asked of texts that may turn out to be bytes. */
const methods: Readonly<Record<string, Method>> = {
  lower: ascii((letters) => letters.toLowerCase()),
  upper: ascii((letters) => letters.toUpperCase()),
  strip: strip(true, true),
  lstrip: strip(true, false),
  rstrip: strip(false, true),
  startswith: (text, passed, budget) => {
    const [prefix = null, ...bounds] = positionalArguments(passed, 1, 3);
    if (bounds.length > 0) return refuse('startswith() of bytes with bounds');
    if (prefix instanceof Bytes) return text.startsWith(latinText(prefix, budget));
    if (prefix instanceof Tuple)
      return prefix.items.some((one: Value) => text.startsWith(textOf(one, budget)));
    const type = typeName(prefix);
    return raise('TypeError', `startswith first arg must be bytes or a tuple of bytes, not ${type}`);
  },
  replace: (text, passed, budget) => {
    const [sought = null, replacement = null, ...count] = positionalArguments(passed, 2, 3);
    if (count.length > 0) return refuse('replace() of bytes with a count');
    const [from, to] = [textOf(sought, budget), textOf(replacement, budget)];
    budget.spendText((text.length + 1) * (to.length + 1));
    return latinBytes(text.replaceAll(from, () => to));
  },
};

/** `bytes.name`, undefined where it is none that is evaluated. */
export function bytesMethod(
  owner: Bytes,
  name: string,
  bind: (call: (passed: Arguments) => Value) => Value,
  budget: Budget,
): Value | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && bind((passed) => method(latinText(owner, budget), passed, budget));
}

/** `item in bytes`. @throws {DecodeError} where Python raises */
export function bytesContain(container: Bytes, item: Value, budget: Budget): boolean {
  if (typeof item === 'bigint' || typeof item === 'boolean') {
    const byte = BigInt(item);
    if (byte < 0n || byte > 255n) raise('ValueError', 'byte must be in range(0, 256)');
    return container.bytes.includes(Number(byte));
  }
  return latinText(container, budget).includes(textOf(item, budget));
}
