import {
  ahead,
  alt,
  as,
  gather,
  many,
  not,
  optional,
  part,
  ref,
  seq,
  word,
  type Match,
  type Rule,
} from './peg.ts';
import { strings } from './strings-rule.ts';

/** Displays, comprehensions and what else is held together by brackets. */
const expression = ref('expression');
const named = ref('named-expression');
const loops = ref('for-if-clauses');
const starNamed = ref('star-named-expression');
const starNamedItems = ref('star-named-expressions');
const bitwiseOr = ref('bitwise-or');
const comprehension = ref('invalid-comprehension');

const yieldExpression = as(
  'yield expression',
  alt(seq('yield', 'from', expression), seq('yield', optional(ref('star-expressions')))),
);

/** After `in` there is no way back. */
const loop: Rule = (reader) => {
  const { mark } = reader;
  for (const opening of [seq('async', 'for'), word('for')]) {
    reader.mark = mark;
    if (opening(reader) === null || ref('star-targets')(reader) === null) continue;
    if (word('in')(reader) === null) continue;
    const match = seq(ref('disjunction'), many(seq('if', ref('disjunction')), 0))(reader);
    if (match === null) reader.mark = mark;
    return match;
  }
  reader.mark = mark;
  return ref('invalid-for-target')(reader);
};

const tupleItems = ({ parts: [, inner] }: Match): readonly Match[] => [
  ...(inner?.parts.slice(0, 1) ?? []),
  ...(inner?.parts[2]?.parts ?? []),
];

export const atomRules: Readonly<Record<string, Rule>> = {
  'assignment-expression': as('named expression', seq(ref('name'), ':=', expression)),
  'named-expression': alt(
    ref('assignment-expression'),
    ref('invalid-named-expression'),
    part(0, seq(expression, not(':='))),
  ),
  'star-named-expression': alt(as('starred', seq('*', bitwiseOr)), named),
  'star-named-expressions': part(0, seq(gather(',', starNamed), optional(','))),
  group: alt(part(1, seq('(', alt(yieldExpression, named), ')')), ref('invalid-group')),
  tuple: as('tuple', seq('(', optional(seq(starNamed, ',', optional(starNamedItems))), ')'), tupleItems),
  list: as('list', seq('[', optional(starNamedItems), ']'), ({ parts: [, inner] }) => inner?.parts ?? []),
  set: as('set display', seq('{', starNamedItems, '}')),
  pair: seq(expression, ':', expression),
  'starred-pair': alt(seq('**', bitwiseOr), ref('pair')),
  dict: alt(
    as('dict literal', seq('{', optional(seq(gather(',', ref('starred-pair')), optional(','))), '}')),
    seq('{', ref('invalid-starred-pairs'), '}'),
  ),
  'for-if-clauses': many(loop, 1),
  'unassigned-expression': alt(ref('assignment-expression'), part(0, seq(expression, not(':=')))),
  genexp: alt(as('generator expression', seq('(', ref('unassigned-expression'), loops, ')')), comprehension),
  'list-comprehension': alt(as('list comprehension', seq('[', named, loops, ']')), comprehension),
  'set-comprehension': alt(as('set comprehension', seq('{', named, loops, '}')), comprehension),
  'dict-comprehension': alt(
    as('dict comprehension', seq('{', ref('pair'), loops, '}')),
    ref('invalid-dict-comprehension'),
  ),
  strings,
  atom: alt(
    ref('name'),
    word('True', 'True'),
    word('False', 'False'),
    word('None', 'None'),
    strings,
    ref('number'),
    part(1, seq(ahead('('), alt(ref('tuple'), ref('group'), ref('genexp')))),
    part(1, seq(ahead('['), alt(ref('list'), ref('list-comprehension')))),
    part(
      1,
      seq(ahead('{'), alt(ref('dict'), ref('set'), ref('dict-comprehension'), ref('set-comprehension'))),
    ),
    ref('ellipsis'),
  ),
};
