import { repr, type Value } from '../../datasets/index.ts';

const PROBES_IN_A_ROW = 9;

/**
 * A set as CPython prints it: in the order of its hash table.
 * @param items in the order in which they were added
 * @see CPython 3.11 `Objects/setobject.c`, `set_add_entry`
 */
export function setText(items: Iterable<Value>): string {
  let [table, used]: [(Value | undefined)[], number] = [new Array<Value | undefined>(8), 0];
  for (const item of items) {
    put(table, item);
    used++;
    if (used * 5 >= (table.length - 1) * 3) table = resized(table, used * 4);
  }
  const texts = table.filter((item) => item !== undefined).map(repr);
  return texts.length === 0 ? 'set()' : `{${texts.join(', ')}}`;
}

function put(table: (Value | undefined)[], item: Value): void {
  const mask = BigInt(table.length - 1);
  const hash = hashOf(item);
  let [perturbed, place] = [hash, hash & mask];
  for (;;) {
    const end = place + BigInt(PROBES_IN_A_ROW) <= mask ? place + BigInt(PROBES_IN_A_ROW) : place;
    for (let at = place; at <= end; at++) {
      if (table[Number(at)] !== undefined) continue;
      table[Number(at)] = item;
      return;
    }
    perturbed >>= 5n;
    place = (place * 5n + 1n + perturbed) & mask;
  }
}

function resized(table: readonly (Value | undefined)[], least: number): (Value | undefined)[] {
  let size = 8;
  while (size <= least) size *= 2;
  const larger = new Array<Value | undefined>(size);
  for (const item of table) if (item !== undefined) put(larger, item);
  return larger;
}

/** Of ints below 2^61 the hash is the int; nothing else stands in the sets that are shown. */
function hashOf(item: Value): bigint {
  return typeof item === 'bigint' ? BigInt.asUintN(64, item) : 0n;
}
