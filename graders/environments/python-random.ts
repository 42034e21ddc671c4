const SIZE = 624;
const PERIOD = 397;

/** CPython's `random.Random`, seeded by an int: the same numbers for the same seed. @see CPython `_randommodule.c` */
export class PythonRandom {
  /** Made on the first draw: most instances never draw. */
  #words: Uint32Array | undefined;
  #next = SIZE;

  constructor(private readonly seed: bigint) {}

  clone(): PythonRandom {
    const copy = new PythonRandom(this.seed);
    copy.#words = this.#words?.slice();
    copy.#next = this.#next;
    return copy;
  }

  /** `randint(low, high)`: both ends may come. */
  integer(low: bigint, high: bigint): bigint {
    const range = high - low + 1n;
    const bits = range.toString(2).length;
    let drawn = this.#bits(bits);
    while (drawn >= range) drawn = this.#bits(bits);
    return low + drawn;
  }

  /** `uniform(low, high)`. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.#unit();
  }

  /** `random()`: 53 bits. */
  #unit(): number {
    const [high, low] = [this.#word() >>> 5, this.#word() >>> 6];
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** `getrandbits(count)`: low words first. */
  #bits(count: number): bigint {
    let result = 0n;
    for (let got = 0; got < count; got += 32) {
      const wanted = Math.min(32, count - got);
      result |= BigInt(this.#word() >>> (32 - wanted)) << BigInt(got);
    }
    return result;
  }

  #word(): number {
    const words = (this.#words ??= wordsOf(this.seed));
    if (this.#next === SIZE) {
      twist(words);
      this.#next = 0;
    }
    let word = words[this.#next++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }
}

function twist(words: Uint32Array): void {
  const at = (index: number): number => words[index % SIZE] ?? 0;
  for (let i = 0; i < SIZE; i++) {
    const mixed = (at(i) & 0x80000000) | (at(i + 1) & 0x7fffffff);
    words[i] = at(i + PERIOD) ^ (mixed >>> 1) ^ ((mixed & 1) === 0 ? 0 : 0x9908b0df);
  }
}

/** `init_by_array` of the 32-bit words of the seed's size. */
function wordsOf(seed: bigint): Uint32Array {
  const key: number[] = [];
  for (let rest = seed < 0n ? -seed : seed; rest > 0n; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
  if (key.length === 0) key.push(0);
  const words = firstWords(19_650_218);
  let [i, j] = [1, 0];
  const step = (factor: number, addend: number): void => {
    const before = words[i - 1] ?? 0;
    words[i] = ((words[i] ?? 0) ^ Math.imul(before ^ (before >>> 30), factor)) + addend;
    i += 1;
    if (i < SIZE) return;
    words[0] = words[SIZE - 1] ?? 0;
    i = 1;
  };
  for (let k = Math.max(SIZE, key.length); k > 0; k--) {
    step(1_664_525, (key[j] ?? 0) + j);
    j = (j + 1) % key.length;
  }
  for (let k = SIZE - 1; k > 0; k--) step(1_566_083_941, -i);
  words[0] = 0x80000000;
  return words;
}

function firstWords(seed: number): Uint32Array {
  const words = new Uint32Array(SIZE);
  words[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const before = words[i - 1] ?? 0;
    words[i] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + i;
  }
  return words;
}
