import { exceed } from './failure.ts';

/** In units of about 20 ns. */
const TOTAL = 500_000;
const MAX_INT_BITS = 1 << 17;
const MAX_TEXT_LENGTH = 1 << 20;

/** The work that all evaluations of one text may take together. */
export class Budget {
  private left = TOTAL;

  /** @throws {DecodeError} when used up */
  spend(units: number): void {
    this.left -= units;
    if (!(this.left >= 0)) exceed('the work');
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
