import { Bytes, Tuple, type Value } from '../../../../datasets/index.ts';
import { refuse, undetermined } from './failure.ts';

const modulus = (1n << 61n) - 1n;
const word = (value: bigint) => BigInt.asUintN(64, value);
const turned = (value: bigint, by: bigint) => word((value << by) | (value >> (64n - by)));

/**
 * `hash(value)` as 64 bits without a sign, of what can be hashed: texts as with PYTHONHASHSEED=0, when Python's key is 0.
 * @throws {DecodeError} for None, which is hashed by its address, and for what is no data
 */
export function hashOf(value: Value): bigint {
  if (typeof value === 'bigint') return intHash(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return floatHash(value);
  if (typeof value === 'string') return sipHash(textBytes(value));
  if (value instanceof Bytes) return sipHash(value.bytes);
  if (value instanceof Tuple) return tupleHash(value.items.map(hashOf));
  return value === null ? undetermined('a hash by address') : refuse('such a hash');
}

function intHash(value: bigint): bigint {
  const hash = value < 0n ? -(-value % modulus) : value % modulus;
  return word(hash === -1n ? -2n : hash);
}

/** Of NaN, which is hashed by its address, 0. @see CPython `_Py_HashDouble` */
export function floatHash(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return word(value > 0 ? 314_159n : -314_159n);
  let [whole, halvings] = [Math.abs(value), 0];
  for (; !Number.isInteger(whole); whole *= 2) halvings++;
  // Halving turns 61 bits by one.
  const size = (BigInt(whole) << BigInt((61 - (halvings % 61)) % 61)) % modulus;
  return intHash(value < 0 ? -size : size);
}

const [prime1, prime2, prime5] = [
  11_400_714_785_074_694_791n,
  14_029_467_366_897_019_727n,
  2_870_177_450_012_600_261n,
];

/** @see CPython `tuplehash` */
function tupleHash(hashes: readonly bigint[]): bigint {
  let sum = prime5;
  for (const hash of hashes) sum = word(turned(word(sum + hash * prime2), 31n) * prime1);
  sum = word(sum + (BigInt(hashes.length) ^ (prime5 ^ 3_527_539n)));
  return sum === word(-1n) ? 1_546_275_796n : sum;
}

/** A text as CPython holds it: one, two or four bytes a character. */
function textBytes(text: string): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const largest = codes.reduce((most, code) => Math.max(most, code), 0);
  const size = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
  const bytes = new Uint8Array(codes.length * size);
  codes.forEach((code, index) => {
    for (let at = 0; at < size; at++) bytes[index * size + at] = (code >> (8 * at)) & 0xff;
  });
  return bytes;
}

type State = [bigint, bigint, bigint, bigint];

function round([v0, v1, v2, v3]: State): State {
  [v0, v2] = [word(v0 + v1), word(v2 + v3)];
  [v1, v3, v0] = [turned(v1, 13n) ^ v0, turned(v3, 16n) ^ v2, turned(v0, 32n)];
  [v2, v0] = [word(v2 + v1), word(v0 + v3)];
  return [v0, turned(v1, 17n) ^ v2, turned(v2, 32n), turned(v3, 21n) ^ v0];
}

/** SipHash-1-3 with a key of zeros. */
function sipHash(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  let state: State = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n];
  for (let at = 0; at <= bytes.length; at += 8) {
    const isLast = at + 8 > bytes.length;
    let part = isLast ? BigInt(bytes.length & 0xff) << 56n : 0n;
    bytes.subarray(at, at + 8).forEach((byte, index) => {
      part |= BigInt(byte) << BigInt(8 * index);
    });
    const [v0, v1, v2, v3] = round([state[0], state[1], state[2], state[3] ^ part]);
    state = [v0 ^ part, v1, v2, v3];
    if (isLast) break;
  }
  state = round(round(round([state[0], state[1], state[2] ^ 0xffn, state[3]])));
  const hash = state[0] ^ state[1] ^ state[2] ^ state[3];
  return hash === word(-1n) ? word(-2n) : hash;
}
