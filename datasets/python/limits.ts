/**
 * CPython's limits on nesting. Its parser counts the grammar rules it is inside of and gives up above 6000; we keep
 * the same count without having the same rules: a parser's `level` is the count at which CPython would enter
 * `expression` (or its stand-in) for what is read next, and every construct adds what CPython needs from there to the
 * `expression` inside. Where it tries several rules, the first that reads the inner expression counts, as
 * the result is remembered.
 */
const mostRules = 6000;

/** Rules between `expression` and the atom it ends in, which the level of every atom must leave room for. */
const rulesToAtom = 22;

export const deepestAtom = mostRules - rulesToAtom;
/** Rules from the atom to a string. */
export const rulesToString = 2;

/**
 * CPython counts anew in every field of an f-string. We do so too, but only up to this many rules in all: no call
 * stack of ours has to hold more.
 */
export const mostRulesWithFields = 8000;

/**
 * CPython turns the tree into objects with 3000 levels less three for each Python frame below, of which the official
 * evaluator has about sixteen; the module node takes one of the levels.
 */
export const deepestTree = 3000 - 3 * 16 - 1;

/** Brackets that may be open at once, in the source and in a field of an f-string. */
export const deepestBrackets = 200;
