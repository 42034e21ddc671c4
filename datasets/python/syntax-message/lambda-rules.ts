import { ahead, alt, gather, many, optional, part, ref, seq, word, wrong, type Rule } from './peg.ts';

/** Parameters of lambdas, and what is wrong with them, in the order of CPython's grammar. */
const name = ref('name');
const isNext = alt(',', ahead(':'));
const plain = part(0, seq(name, isNext));
const byDefault = alt(
  seq('=', ref('expression')),
  wrong(seq('=', ahead(alt(')', ','))), () => ({ text: 'expected default value expression' })),
);
const withDefault = seq(name, byDefault, isNext);
const either = seq(name, optional(byDefault), isNext);

const slashPlain = seq(many(plain, 1), '/', isNext);
const slashDefault = seq(many(plain, 0), many(withDefault, 1), '/', isNext);
const slash = alt(slashPlain, slashDefault);
const isBareEnd = alt(':', seq(',', alt(':', '**')));

const wrongKeywords = alt(
  wrong(seq('**', name, '='), () => ({ text: 'var-keyword argument cannot have default value' })),
  wrong(seq('**', name, ',', alt(name, '*', '**', '/')), () => ({
    text: 'arguments cannot follow var-keyword argument',
  })),
);
const wrongStar = alt(
  wrong(seq('*', isBareEnd), () => ({ text: 'named arguments must follow bare *' })),
  wrong(seq('*', name, '='), () => ({ text: 'var-positional argument cannot have default value' })),
  wrong(seq('*', alt(plain, ','), many(either, 0), '*', alt(plain, ',')), () => ({
    text: '* argument may appear only once',
  })),
);
const wrongParameters = alt(
  wrong(seq(many(plain, 0), alt(slashDefault, many(withDefault, 1)), plain), ([, , last]) => ({
    text: 'non-default argument follows default argument',
    at: last,
  })),
  wrong(seq(many(plain, 0), '(', gather(',', name), optional(','), ')'), () => ({
    text: 'Lambda expression parameters cannot be parenthesized',
  })),
  wrong(seq('/', ','), () => ({ text: 'at least one argument must precede /' })),
  wrong(seq(slash, many(either, 0), '/'), () => ({ text: '/ may appear only once' })),
  wrong(seq(optional(slash), many(either, 0), '*', alt(',', plain), many(either, 0), '/'), () => ({
    text: '/ must be ahead of *',
  })),
  wrong(seq(many(either, 1), '/', word('*')), () => ({ text: 'expected comma between / and *' })),
);

const keywords = alt(wrongKeywords, seq('**', plain));
const star = alt(
  wrongStar,
  seq('*', plain, many(either, 0), optional(keywords)),
  seq('*', ',', many(either, 1), optional(keywords)),
  keywords,
);

export const lambdaRules: Readonly<Record<string, Rule>> = {
  'lambda-parameters': alt(
    wrongParameters,
    seq(slashPlain, many(plain, 0), many(withDefault, 0), optional(star)),
    seq(slashDefault, many(withDefault, 0), optional(star)),
    seq(many(plain, 1), many(withDefault, 0), optional(star)),
    seq(many(withDefault, 1), optional(star)),
    star,
  ),
};
