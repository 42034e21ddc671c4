/**
 * Python's expression syntax, node for node as CPython 3.11's `ast` module has it, fields in its order.
 * Constants carry values already read (escapes resolved, adjacent strings joined).
 */
import type { Value } from '../values/value.ts';

export type UnaryOperator = 'Invert' | 'Not' | 'UAdd' | 'USub';
export type BinaryOperator =
  | 'Add'
  | 'Sub'
  | 'Mult'
  | 'MatMult'
  | 'Div'
  | 'Mod'
  | 'LShift'
  | 'RShift'
  | 'BitOr'
  | 'BitXor'
  | 'BitAnd'
  | 'FloorDiv'
  | 'Pow';
export type CompareOperator = 'Eq' | 'NotEq' | 'Lt' | 'LtE' | 'Gt' | 'GtE' | 'Is' | 'IsNot' | 'In' | 'NotIn';

export type Keyword = { readonly argument: string | null; readonly value: Expression };
export type Parameter = { readonly name: string };
export type Parameters = {
  readonly positionalOnly: readonly Parameter[];
  readonly positional: readonly Parameter[];
  readonly variadic: Parameter | null;
  readonly keywordOnly: readonly Parameter[];
  /** One per keyword-only parameter; null = no default. */
  readonly keywordDefaults: readonly (Expression | null)[];
  readonly keywordVariadic: Parameter | null;
  /** Of the last parameters among positionalOnly and positional. */
  readonly defaults: readonly Expression[];
};
export type Comprehension = {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
  readonly isAsync: boolean;
};

export type Expression =
  /** `ellipsis` is `...`; `unicodePrefix` is the u of u"..." (the unparser prints it back). */
  | {
      readonly kind: 'Constant';
      readonly value: Value;
      readonly ellipsis?: true;
      readonly unicodePrefix?: true;
    }
  | { readonly kind: 'Name'; readonly id: string }
  | { readonly kind: 'List'; readonly elements: readonly Expression[] }
  | { readonly kind: 'Tuple'; readonly elements: readonly Expression[] }
  | { readonly kind: 'Set'; readonly elements: readonly Expression[] }
  /** A null key is `**value`. */
  | {
      readonly kind: 'Dict';
      readonly keys: readonly (Expression | null)[];
      readonly values: readonly Expression[];
    }
  | { readonly kind: 'UnaryOp'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'BinOp';
      readonly left: Expression;
      readonly operator: BinaryOperator;
      readonly right: Expression;
    }
  | { readonly kind: 'BoolOp'; readonly operator: 'And' | 'Or'; readonly values: readonly Expression[] }
  | {
      readonly kind: 'Compare';
      readonly left: Expression;
      readonly operators: readonly CompareOperator[];
      readonly comparators: readonly Expression[];
    }
  | {
      readonly kind: 'IfExp';
      readonly test: Expression;
      readonly body: Expression;
      readonly orElse: Expression;
    }
  | { readonly kind: 'Lambda'; readonly parameters: Parameters; readonly body: Expression }
  | {
      readonly kind: 'Call';
      readonly func: Expression;
      readonly args: readonly Expression[];
      readonly keywords: readonly Keyword[];
    }
  | { readonly kind: 'Attribute'; readonly value: Expression; readonly attribute: string }
  | { readonly kind: 'Subscript'; readonly value: Expression; readonly slice: Expression }
  | {
      readonly kind: 'Slice';
      readonly lower: Expression | null;
      readonly upper: Expression | null;
      readonly step: Expression | null;
    }
  | { readonly kind: 'Starred'; readonly value: Expression }
  | { readonly kind: 'NamedExpr'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'ListComp' | 'SetComp' | 'GeneratorExp';
      readonly element: Expression;
      readonly generators: readonly Comprehension[];
    }
  | {
      readonly kind: 'DictComp';
      readonly key: Expression;
      readonly value: Expression;
      readonly generators: readonly Comprehension[];
    }
  | { readonly kind: 'Await' | 'YieldFrom'; readonly value: Expression }
  | { readonly kind: 'Yield'; readonly value: Expression | null }
  | { readonly kind: 'JoinedStr'; readonly values: readonly Expression[] }
  /** `conversion` is -1 or the code of s, r or a. */
  | {
      readonly kind: 'FormattedValue';
      readonly value: Expression;
      readonly conversion: number;
      readonly formatSpec: Expression | null;
    };

type Kind = Expression['kind'];
export type Node<K extends Kind> = Extract<Expression, { readonly kind: K }>;
