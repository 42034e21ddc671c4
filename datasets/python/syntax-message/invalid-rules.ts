import { alt, memo, not, optional, ref, seq, token, wrong, type Match, type Rule } from './peg.ts';

/** What CPython 3.11's grammar has rules for because it is wrong, in its order; with what it says. */

const any = ref('expression');
const either = ref('disjunction');
const loops = ref('for-if-clauses');
const given = ref('argument-list');
const assigned = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

function isLegacyStatement(match: Match | undefined): boolean {
  return match?.kind === 'name' && (match.text === 'print' || match.text === 'exec');
}

const softKeyword: Rule = (reader) => {
  const next = reader.token();
  // CPython takes their beginnings for them, too.
  const isSoft = ['_', 'case', 'match'].some((keyword) => keyword.startsWith(next.text));
  if (next.type !== 'name' || !isSoft) return null;
  return token('name')(reader);
};

/** As an expression, without asking what is wrong in it. */
const unasked: Rule = (reader) => {
  const { isForErrors } = reader;
  reader.isForErrors = false;
  try {
    return alt(seq(either, 'if', either, 'else', any), either, ref('lambda'))(reader);
  } finally {
    reader.isForErrors = isForErrors;
  }
};

const expression = alt(
  wrong(
    seq(not(alt(seq(ref('name'), token('string')), softKeyword)), either, unasked),
    ([, first], reader) => {
      const isOutside = reader.tokens[reader.mark - 1]?.level === 0;
      if (isLegacyStatement(first) || isOutside) return null;
      return { text: 'invalid syntax. Perhaps you forgot a comma?', at: first };
    },
  ),
  wrong(seq(either, 'if', either, not(alt('else', ':'))), ([first]) => ({
    text: "expected 'else' after 'if' expression",
    at: first,
  })),
);

const legacyExpression = wrong(seq(ref('name'), not('('), ref('star-expressions')), ([first]) =>
  isLegacyStatement(first)
    ? {
        text: `Missing parentheses in call to '${first?.text ?? ''}'. Did you mean ${first?.text ?? ''}(...)?`,
        at: first,
      }
    : null,
);

const noAssignment = not(alt('=', ':='));

const namedExpression = memo(
  alt(
    wrong(seq(any, ':=', any), ([first]) => ({
      text: `cannot use assignment expressions with ${first?.kind ?? ''}`,
      at: first,
    })),
    wrong(seq(ref('name'), '=', ref('bitwise-or'), noAssignment), ([first]) => ({
      text: assigned,
      at: first,
    })),
    wrong(
      seq(
        not(alt(ref('list'), ref('tuple'), ref('genexp'), 'True', 'None', 'False')),
        ref('bitwise-or'),
        '=',
        ref('bitwise-or'),
        noAssignment,
      ),
      ([, first]) => ({
        text: `cannot assign to ${first?.kind ?? ''} here. Maybe you meant '==' instead of '='?`,
        at: first,
      }),
    ),
  ),
);

const keyword = alt(
  wrong(seq(alt('True', 'False', 'None'), '='), ([first]) => ({
    text: `cannot assign to ${first?.text ?? ''}`,
    at: first,
  })),
  wrong(seq(ref('name'), '=', any, loops), ([first]) => ({ text: assigned, at: first })),
  wrong(seq(not(seq(ref('name'), '=')), any, '='), ([, first]) => ({
    text: 'expression cannot contain assignment, perhaps you meant "=="?',
    at: first,
  })),
);

const unparenthesised = 'Generator expression must be parenthesized';
const isKeyword = ({ kind }: Match) => kind === 'keyword' || kind === 'unpacking';

const givenArguments = alt(
  wrong(seq(given, ',', '*'), ([first, , star]) => {
    if (first?.parts.some(isKeyword) !== true) return null;
    return { text: 'iterable argument unpacking follows keyword argument unpacking', at: star };
  }),
  wrong(seq(any, loops, ',', optional(alt(given, seq(any, loops)))), ([first]) => ({
    text: unparenthesised,
    at: first,
  })),
  wrong(seq(ref('name'), '=', any, loops), ([first]) => ({ text: assigned, at: first })),
  wrong(seq(given, loops), ([first]) => {
    const positional = first?.parts.filter((match) => !isKeyword(match)) ?? [];
    return positional.length > 1 ? { text: unparenthesised, at: positional.at(-1) } : null;
  }),
  wrong(seq(given, ',', any, loops), ([, , item]) => ({ text: unparenthesised, at: item })),
  wrong(seq(given, ',', given), ([first], reader) => {
    const isUnpacking = first?.parts.some(({ kind }) => kind === 'unpacking') ?? false;
    return {
      text: `positional argument follows keyword argument${isUnpacking ? ' unpacking' : ''}`,
      at: reader.lastFilled,
    };
  }),
);

export const invalidRules: Readonly<Record<string, Rule>> = {
  'invalid-expression': expression,
  'invalid-legacy-expression': legacyExpression,
  'invalid-named-expression': namedExpression,
  'invalid-keyword': keyword,
  'invalid-arguments': givenArguments,
};
