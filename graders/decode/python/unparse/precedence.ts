import type { Node } from '../node.ts';

/** How tightly a position binds what stands in it: an expression that binds less tightly gets parentheses. */
export const Precedence = {
  namedExpression: 1,
  tuple: 2,
  yield: 3,
  test: 4,
  or: 5,
  and: 6,
  not: 7,
  compare: 8,
  bitOr: 9,
  bitXor: 10,
  bitAnd: 11,
  shift: 12,
  arithmetic: 13,
  term: 14,
  factor: 15,
  power: 16,
  await: 17,
  atom: 18,
} as const;

export const unaryOperators: Readonly<
  Record<Node<'UnaryOp'>['operator'], { text: string; precedence: number }>
> = {
  Invert: { text: '~', precedence: Precedence.factor },
  Not: { text: 'not ', precedence: Precedence.not },
  UAdd: { text: '+', precedence: Precedence.factor },
  USub: { text: '-', precedence: Precedence.factor },
};

export const binaryOperators: Readonly<
  Record<Node<'BinOp'>['operator'], { text: string; precedence: number }>
> = {
  Add: { text: '+', precedence: Precedence.arithmetic },
  Sub: { text: '-', precedence: Precedence.arithmetic },
  Mult: { text: '*', precedence: Precedence.term },
  MatMult: { text: '@', precedence: Precedence.term },
  Div: { text: '/', precedence: Precedence.term },
  Mod: { text: '%', precedence: Precedence.term },
  LShift: { text: '<<', precedence: Precedence.shift },
  RShift: { text: '>>', precedence: Precedence.shift },
  BitOr: { text: '|', precedence: Precedence.bitOr },
  BitXor: { text: '^', precedence: Precedence.bitXor },
  BitAnd: { text: '&', precedence: Precedence.bitAnd },
  FloorDiv: { text: '//', precedence: Precedence.term },
  Pow: { text: '**', precedence: Precedence.power },
};

export const booleanOperators: Readonly<
  Record<Node<'BoolOp'>['operator'], { text: string; precedence: number }>
> = {
  And: { text: 'and', precedence: Precedence.and },
  Or: { text: 'or', precedence: Precedence.or },
};

export const compareOperators: Readonly<Record<Node<'Compare'>['operators'][number], string>> = {
  Eq: '==',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
  Is: 'is',
  IsNot: 'is not',
  In: 'in',
  NotIn: 'not in',
};
