import { Foreign, type Value } from '../../../../datasets/index.ts';
import { refuse } from './failure.ts';

/** Where objects lie whose text tells that: in Python, somewhere else in each process. */
export const ADDRESS = '0x7f0000000000';

/** An object whose text tells where it lies. */
export abstract class Placed extends Foreign {
  repr(): string {
    return `<${this.typeName} object at ${ADDRESS}>`;
  }
}

/** The syntax node in the official resolver's variable `value`. */
class SyntaxNode extends Placed {
  readonly typeName = 'AST';
}

export const SYNTAX_NODE: Foreign = new SyntaxNode();

/** An object of a class that is not Python's own. */
export class PythonObject extends Placed {
  constructor(
    readonly typeName: string,
    /** Undefined where it has no such attribute. */
    readonly attribute: (name: string) => Value | undefined,
    /** What it stands for: objects of one are one to Python. */
    private readonly subject: object,
  ) {
    super();
  }

  override equals(other: Value): boolean {
    return other instanceof PythonObject && other.subject === this.subject;
  }

  override keyText(): string {
    return refuse(`a ${this.typeName} as a key`);
  }
}

/** A number of a library's own kind, known by its text. */
export class PrintedNumber extends Foreign {
  constructor(
    readonly typeName: 'mpf' | 'mpc' | 'Decimal',
    readonly text: string,
  ) {
    super();
  }

  repr(): string {
    return this.text;
  }

  override equals(other: Value): boolean {
    if (other instanceof PrintedNumber && other.typeName === this.typeName) return other.text === this.text;
    return refuse('equality of a number of this kind');
  }

  override keyText(): string {
    return refuse('a number of this kind as a key');
  }
}
