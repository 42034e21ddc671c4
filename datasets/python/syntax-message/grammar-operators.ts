import { alt, as, many, memo, optional, ref, seq, token, word, type Match, type Rule } from './peg.ts';

/**
 * Grammar of CPython 3.11 from expressions down to their operands, in its order, as far as it decides which message a
 * refused text gets. What is remembered there is remembered here: such a rule is asked once at each place.
 */
const expression = ref('expression');
const disjunction = ref('disjunction');
const bitwiseOr = ref('bitwise-or');
const starExpression = ref('star-expression');

/** A chain of operators and what stands right of them, grown to the left. */
function leftToRight(operators: readonly string[], operand: string): Rule {
  const tail = alt(...operators.map((operator) => seq(operator, ref(operand))));
  return memo((reader) => {
    let grown = ref(operand)(reader);
    if (grown === null) return null;
    for (let next = tail(reader); next !== null; next = tail(reader))
      grown = { kind: 'expression', line: grown.line, text: '', parts: [grown, next] };
    return grown;
  });
}

/** Operands with a keyword between each two. */
function chain(keyword: string, operand: string): Rule {
  return memo(alt(as('expression', seq(ref(operand), many(seq(keyword, ref(operand)), 1))), ref(operand)));
}

const comparisonTail = alt(
  ...['==', '!=', '<=', '<', '>=', '>'].map((operator) => seq(operator, bitwiseOr)),
  seq('not', 'in', bitwiseOr),
  seq('in', bitwiseOr),
  seq('is', 'not', bitwiseOr),
  seq('is', bitwiseOr),
);

const items = ({ parts: [first, rest] }: Match): readonly Match[] => [
  ...(first === undefined ? [] : [first]),
  ...(rest?.parts.flatMap(({ parts }) => parts.slice(1)) ?? []),
];

const listed = (item: Rule) => alt(seq(item, many(seq(',', item), 1), optional(',')), seq(item, ','), item);

export const operatorRules: Readonly<Record<string, Rule>> = {
  whole: seq(listed(expression), many(token('newline'), 0), token('end')),
  expression: memo(
    alt(
      ref('invalid-expression'),
      ref('invalid-legacy-expression'),
      as('conditional expression', seq(disjunction, 'if', disjunction, 'else', expression)),
      disjunction,
      ref('lambda'),
    ),
  ),
  'star-expressions': alt(
    as('tuple', seq(starExpression, many(seq(',', starExpression), 1), optional(',')), items),
    as('tuple', seq(starExpression, ','), (match) => match.parts.slice(0, 1)),
    starExpression,
  ),
  'star-expression': memo(alt(as('starred', seq('*', bitwiseOr)), expression)),
  disjunction: chain('or', 'conjunction'),
  conjunction: chain('and', 'inversion'),
  inversion: memo(alt(as('expression', seq('not', ref('inversion'))), ref('comparison'))),
  comparison: alt(as('comparison', seq(bitwiseOr, many(comparisonTail, 1))), bitwiseOr),
  'bitwise-or': leftToRight(['|'], 'bitwise-xor'),
  'bitwise-xor': leftToRight(['^'], 'bitwise-and'),
  'bitwise-and': leftToRight(['&'], 'shift'),
  shift: leftToRight(['<<', '>>'], 'sum'),
  sum: leftToRight(['+', '-'], 'term'),
  term: leftToRight(['*', '/', '//', '%', '@'], 'factor'),
  factor: memo(
    alt(...['+', '-', '~'].map((sign) => as('expression', seq(sign, ref('factor')))), ref('power')),
  ),
  power: alt(as('expression', seq(ref('await'), '**', ref('factor'))), ref('await')),
  await: memo(alt(as('await expression', seq('await', ref('primary'))), ref('primary'))),
  name: token('name', 'name'),
  number: token('number', 'literal'),
  ellipsis: word('...', 'ellipsis'),
};
