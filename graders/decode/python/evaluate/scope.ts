import type { Value } from '../../../../datasets/index.ts';
import { raise } from './failure.ts';
import { SYNTAX_NODE } from './opaque-objects.ts';

/** The names of one function, comprehension or lambda, or of the evaluated text itself. */
export class Scope {
  private readonly names: Map<string, Value | undefined>;

  private constructor(
    names: readonly string[],
    private readonly parent: Scope | undefined,
    readonly isModule: boolean,
  ) {
    this.names = new Map(names.map((name) => [name, undefined]));
  }

  /** Of the evaluated text, with nothing bound. */
  static empty(): Scope {
    return new Scope([], undefined, true);
  }

  /** As `empty`; the official resolver keeps the syntax node in a variable that shows there. */
  static forModule(): Scope {
    const scope = Scope.empty();
    scope.assign('value', SYNTAX_NODE);
    return scope;
  }

  /** Of a comprehension or lambda: it sees the scopes around it, but not the text's own names. */
  nested(names: readonly string[]): Scope {
    return new Scope(names, this.isModule ? undefined : this, false);
  }

  assign(name: string, value: Value): void {
    this.names.set(name, value);
  }

  /** Undefined for a name that no scope binds. @throws {DecodeError} for one that has no value yet */
  find(name: string): Value | undefined {
    if (this.names.has(name)) {
      const value = this.names.get(name);
      return value === undefined
        ? raise(
            'UnboundLocalError',
            `cannot access local variable '${name}' where it is not associated with a value`,
          )
        : value;
    }
    return this.parent?.find(name);
  }
}
