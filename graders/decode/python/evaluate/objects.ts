import {
  dictGet,
  dictHas,
  dictItems,
  dictKeys,
  equals,
  Foreign,
  repr,
  Tuple,
  type ReadonlyDict,
  type Value,
} from '../../../../datasets/index.ts';
import { DecodeError } from '../../decode-error.ts';
import type { Budget } from './budget.ts';
import { refuse, undetermined } from './failure.ts';
import { ADDRESS, Placed } from './opaque-objects.ts';
import { setOrder } from './set-order.ts';

/** What a call passes. */
export type Arguments = {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
};

/** How a set was made, on which the order of its items hangs: item by item, as a display of constants, or out of sets. */
export type SetOrigin = 'items' | 'constants' | 'sets';

/** Of an item of a set, in the budget's units. */
const ORDER_PRICE = 20;

/** A set; nobody changes one. */
export class PythonSet extends Foreign {
  readonly typeName = 'set';

  /** @param members its items as keys */
  constructor(
    readonly members: ReadonlyDict,
    private readonly origin: SetOrigin = 'items',
  ) {
    super();
  }

  get size(): number {
    return this.members.size;
  }

  isSubsetOf(other: PythonSet): boolean {
    return this.unordered().every((item) => dictHas(other.members, item));
  }

  /** Before its items are brought into order. @throws {DecodeError} */
  payForOrder(budget: Budget): void {
    budget.spendItems(ORDER_PRICE * this.size);
  }

  /** In Python's order, with PYTHONHASHSEED=0 where there are texts. @throws {DecodeError} where it hangs on more */
  ordered(): Value[] {
    const items = this.unordered();
    if (items.length < 2) return items;
    // Whether the compiler makes a display of texts once more depends on what the process has read before.
    const isFixed =
      this.origin === 'items' || items.length < 3 || !items.some((item) => typeof item === 'string');
    if (!isFixed) return undetermined('the order of a set');
    if (this.origin === 'sets') return refuse('the order of a set');
    return setOrder(items, this.origin === 'constants');
  }

  /** In no particular order: for uses in which order does not show. */
  unordered(): Value[] {
    return dictKeys(this.members);
  }

  /** Where the order is not known, in that in which the items came. */
  repr(): string {
    return this.size === 0 ? 'set()' : `{${this.#inAnyOrder().map(repr).join(', ')}}`;
  }

  #inAnyOrder(): Value[] {
    try {
      return this.ordered();
    } catch (error) {
      if (error instanceof DecodeError) return this.unordered();
      throw error;
    }
  }

  override equals(other: Value): boolean {
    if (other instanceof DictView) return other.equals(this);
    return other instanceof PythonSet && this.size === other.size && this.isSubsetOf(other);
  }

  override keyText(): undefined {
    return undefined;
  }
}

export class PythonRange extends Foreign {
  readonly typeName = 'range';
  readonly length: number;

  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    super();
    this.length = rangeLength(start, stop, step);
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let i = 0, item = this.start; i < this.length; i++, item += this.step) yield item;
  }

  /** Its length, its first item and its step, as far as they matter to it. */
  get parts(): readonly (bigint | null)[] {
    const { length, start, step } = this;
    return [BigInt(length), length > 0 ? start : null, length > 1 ? step : null];
  }

  repr(): string {
    const step = this.step === 1n ? '' : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }

  override equals(other: Value): boolean {
    return other instanceof PythonRange && this.keyText() === other.keyText();
  }

  override keyText(): string {
    return `range${this.parts.join(';')}`;
  }
}

/** How many items `range(start, stop, step)` has. */
export function rangeLength(start: bigint, stop: bigint, step: bigint): number {
  const distance = step > 0n ? stop - start : start - stop;
  const size = step > 0n ? step : -step;
  return distance <= 0n ? 0 : Number((distance + size - 1n) / size);
}

/** Yields every item once. */
export class PythonIterator extends Placed {
  constructor(
    readonly typeName: string,
    readonly items: Iterator<Value>,
  ) {
    super();
  }
}

/** Of functions written in C, in Python, and of methods written in Python. */
type FunctionType = 'builtin_function_or_method' | 'function' | 'method' | 'type';

/** A bound method or a function. */
export class PythonFunction extends Placed {
  constructor(
    readonly name: string,
    readonly call: (passed: Arguments) => Value,
    /** With the type that it is a method of. */
    readonly fullName = name,
    readonly typeName: FunctionType = 'builtin_function_or_method',
  ) {
    super();
  }

  override repr(): string {
    const [owner = ''] = this.fullName.split('.');
    if (this.typeName === 'function') return `<function ${this.name} at ${ADDRESS}>`;
    if (this.typeName === 'method')
      return `<bound method ${this.fullName} of <${owner} object at ${ADDRESS}>>`;
    return `<built-in method ${this.name} of ${owner} object at ${ADDRESS}>`;
  }
}

/** A function or type that Python knows by its name alone. */
export class PythonBuiltin extends PythonFunction {
  constructor(
    name: string,
    readonly isType: boolean,
    call: (passed: Arguments) => Value,
  ) {
    super(name, call, name, isType ? 'type' : 'builtin_function_or_method');
  }

  override repr(): string {
    return this.isType ? `<class '${this.name}'>` : `<built-in function ${this.name}>`;
  }

  override equals(other: Value): boolean {
    return other instanceof PythonBuiltin && other.name === this.name;
  }

  override keyText(): string {
    return `builtin ${this.name}`;
  }
}

/** `d.keys()`, `d.values()` or `d.items()`. */
export class DictView extends Foreign {
  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly dict: ReadonlyDict,
  ) {
    super();
  }

  get typeName(): string {
    return `dict_${this.kind}`;
  }

  [Symbol.iterator](): IterableIterator<Value> {
    if (this.kind === 'items') return this.#items();
    return this.kind === 'keys' ? dictKeys(this.dict)[Symbol.iterator]() : this.dict.values();
  }

  *#items(): Generator<Value> {
    for (const item of dictItems(this.dict)) yield new Tuple(item);
  }

  repr(): string {
    return `${this.typeName}([${Array.from(this, repr).join(', ')}])`;
  }

  override equals(other: Value): boolean {
    if (this === other || this.kind === 'values') return this === other;
    if (other instanceof PythonSet) return refuse('equality of a dict view and a set');
    if (!(other instanceof DictView) || other.kind === 'values') return false;
    if (other.kind !== this.kind) return refuse('equality of keys and items');
    return (
      this.dict.size === other.dict.size &&
      Array.from(this.dict).every(([key, value]) => {
        const item = dictGet(other.dict, key);
        return item !== undefined && (this.kind === 'keys' || equals(value, item));
      })
    );
  }

  override keyText(): string | undefined {
    return this.kind === 'values' ? super.keyText() : undefined;
  }
}
