import {
  ahead,
  alt,
  as,
  gather,
  many,
  memo,
  not,
  optional,
  part,
  ref,
  seq,
  type Match,
  type Rule,
} from './peg.ts';

/** Calls, subscripts, targets of loops and lambdas. */
const expression = ref('expression');
const name = ref('name');
const starred = ref('starred-expression');
const target = ref('star-target');

const flat = (match: Match): readonly Match[] => match.parts.flatMap(({ parts }) => parts);
const either = ref('keyword-or-starred');
const unpacked = ref('keyword-or-unpacking');

const attribute = as('attribute', seq('.', name));
const subscript = as('subscript', seq('[', ref('slices'), ']'));
const calls = [
  as('function call', ref('genexp')),
  as('function call', seq('(', optional(ref('arguments')), ')')),
];
const trailer = alt(attribute, ...calls, subscript);

const primary: Rule = memo((reader) => {
  let grown = ref('atom')(reader);
  if (grown === null) return null;
  for (let next = trailer(reader); next !== null; next = trailer(reader))
    grown = { kind: next.kind, line: grown.line, text: '', parts: [] };
  return grown;
});

const targetAhead = ahead(alt('(', '[', '.'));
const targetTrailer = seq(alt(attribute, subscript, ...calls), targetAhead);
/** A primary with one more trailer behind it. */
const targetPrimary: Rule = memo((reader) => {
  const first = seq(ref('atom'), targetAhead)(reader);
  if (first === null) return null;
  while (targetTrailer(reader) !== null);
  return first;
});

const parameters = optional(ref('lambda-parameters'));

export const argumentRules: Readonly<Record<string, Rule>> = {
  lambda: as('lambda', seq('lambda', parameters, ':', expression)),
  primary,
  slice: alt(
    seq(optional(expression), ':', optional(expression), optional(seq(':', optional(expression)))),
    ref('named-expression'),
  ),
  slices: alt(seq(ref('slice'), not(',')), seq(gather(',', alt(ref('slice'), starred)), optional(','))),
  'starred-expression': as('starred', seq('*', expression), (match) => match.parts.slice(1)),
  keyword: as('keyword', seq(name, '=', expression)),
  'keyword-or-starred': alt(ref('invalid-keyword'), ref('keyword'), starred),
  'keyword-or-unpacking': alt(ref('invalid-keyword'), ref('keyword'), as('unpacking', seq('**', expression))),
  keywords: alt(
    as('', seq(gather(',', either), ',', gather(',', unpacked)), flat),
    gather(',', either),
    gather(',', unpacked),
  ),
  positional: part(0, seq(alt(starred, ref('unassigned-expression')), not('='))),
  'argument-list': alt(
    as('', seq(gather(',', ref('positional')), optional(seq(',', ref('keywords')))), ({ parts }) => [
      ...(parts[0]?.parts ?? []),
      ...(parts[1]?.parts[1]?.parts ?? []),
    ]),
    ref('keywords'),
  ),
  arguments: memo(
    alt(part(0, seq(ref('argument-list'), optional(','), ahead(')'))), ref('invalid-arguments')),
  ),
  'star-atom': alt(
    name,
    seq('(', ref('target-with-star-atom'), ')'),
    seq('(', optional(alt(seq(target, many(seq(',', target), 1), optional(',')), seq(target, ','))), ')'),
    seq('[', optional(seq(gather(',', target), optional(','))), ']'),
  ),
  'target-with-star-atom': memo(
    alt(
      seq(targetPrimary, attribute, not(targetAhead)),
      seq(targetPrimary, subscript, not(targetAhead)),
      ref('star-atom'),
    ),
  ),
  'star-target': memo(alt(seq('*', not('*'), target), ref('target-with-star-atom'))),
  'star-targets': alt(seq(target, not(',')), seq(target, many(seq(',', target), 0), optional(','))),
};
