import {
  ahead,
  alt,
  gather,
  not,
  optional,
  ref,
  seq,
  wrong,
  wrongAlways,
  type Match,
  type Rule,
} from './peg.ts';

/** What is wrong within brackets. Of dicts that is looked for in the first go, too: there CPython does not wait. */
const expression = ref('expression');
const loops = ref('for-if-clauses');

const unparenthesisedTarget = 'did you forget parentheses around the comprehension target?';

const comprehension = alt(
  wrong(seq(alt('[', '(', '{'), ref('starred-expression'), loops), ([, first]) => ({
    text: 'iterable unpacking cannot be used in comprehension',
    at: first,
  })),
  wrong(
    seq(alt('[', '{'), ref('star-named-expression'), ',', ref('star-named-expressions'), loops),
    ([, first]) => ({ text: unparenthesisedTarget, at: first }),
  ),
  wrong(seq(alt('[', '{'), ref('star-named-expression'), ',', loops), ([, first]) => ({
    text: unparenthesisedTarget,
    at: first,
  })),
);

const dictComprehension = wrong(seq('{', '**', ref('bitwise-or'), loops, '}'), ([, first]) => ({
  text: 'dict unpacking cannot be used in dict comprehension',
  at: first,
}));

const group = alt(
  wrong(seq('(', ref('starred-expression'), ')'), ([, first]) => ({
    text: 'cannot use starred expression here',
    at: first,
  })),
  wrong(seq('(', '**', expression, ')'), ([, first]) => ({
    text: 'cannot use double starred expression here',
    at: first,
  })),
);

const starredValue = wrongAlways(seq(expression, ':', '*', ref('bitwise-or')), ([, , star]) => ({
  text: 'cannot use a starred expression in a dictionary value',
  at: star,
}));
const missingValue = wrongAlways(seq(expression, ':', ahead(alt('}', ','))), ([, colon]) => ({
  text: "expression expected after dictionary key and ':'",
  at: colon,
}));

const pair = alt(
  wrongAlways(seq(expression, not(':')), ([first]) => ({
    text: "':' expected after dictionary key",
    at: first,
  })),
  starredValue,
  missingValue,
);
const starredPairs = alt(seq(gather(',', ref('starred-pair')), ',', pair), starredValue, missingValue);

/** What in an expression cannot be assigned to. */
function wrongTarget(target: Match | undefined): Match | undefined {
  if (target === undefined) return undefined;
  switch (target.kind) {
    case 'list':
    case 'tuple':
      return target.parts.map(wrongTarget).find((found) => found !== undefined);
    case 'starred':
      return wrongTarget(target.parts.at(-1));
    case 'comparison':
      return target.parts[1]?.parts[0]?.parts[0]?.text === 'in' ? wrongTarget(target.parts[0]) : undefined;
    case 'name':
    case 'subscript':
    case 'attribute':
      return undefined;
    default:
      return target;
  }
}

const forTarget = wrong(seq(optional('async'), 'for', ref('star-expressions')), ([, , target]) => {
  const found = wrongTarget(target);
  return found === undefined ? null : { text: `cannot assign to ${found.kind}`, at: found };
});

export const invalidDisplays: Readonly<Record<string, Rule>> = {
  'invalid-comprehension': comprehension,
  'invalid-dict-comprehension': dictComprehension,
  'invalid-group': group,
  'invalid-starred-pairs': starredPairs,
  'invalid-for-target': forTarget,
};
