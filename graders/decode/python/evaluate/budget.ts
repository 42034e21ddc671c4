import { exceed } from './failure.ts';

/** In units of about 20 ns. */
const TOTAL = 500_000;
const MAX_INT_BITS = 1 << 17;
const MAX_TEXT_LENGTH = 1 << 20;
/** Iterators over iterators; each takes several frames of the stack. */
const MAX_NESTED_ITERATORS = 200;

/** The work that all evaluations of one text may take together. */
export class Budget {
  private left = TOTAL;
  private nestedIterators = 0;

  /** @throws {DecodeError} when used up */
  spend(units: number): void {
    this.left -= units;
    if (!(this.left >= 0)) exceed('the work');
  }

  /** An item of an iterator, which may go to another iterator for it. @throws {DecodeError} */
  nextOf<T>(items: Iterator<T>): IteratorResult<T> {
    if (this.nestedIterators >= MAX_NESTED_ITERATORS) exceed('a recursion');
    this.nestedIterators += 1;
    const next = items.next();
    this.nestedIterators -= 1;
    return next;
  }

  /** Before a text of `length` UTF-16 units is made. @throws {DecodeError} */
  spendText(length: number): void {
    if (!(length <= MAX_TEXT_LENGTH)) exceed('a text');
    this.spend(1 + length / 8);
  }

  /** Before a list of `length` items is made. @throws {DecodeError} */
  spendItems(length: number): void {
    this.spend(1 + length);
  }

  /** Before an int of about `bits` bits is made; multiplying and dividing cost more than the sum of the bits. */
  spendBits(bits: number): void {
    if (!(bits <= MAX_INT_BITS)) exceed('an int');
    const words = 1 + bits / 64;
    this.spend(words * Math.sqrt(words));
  }
}
