import { lower, type Value } from '../../datasets/index.ts';

const ignored = ' ,./-_*^';
const ignoredPattern = /[ ,./\-_*^]/g;

const NON_ASCII = 128;
const LEFT_OUT = 0;
/** What each ASCII character is compared as. */
const comparedAs = Uint8Array.from({ length: NON_ASCII }, (_, code) => {
  const character = String.fromCharCode(code);
  return ignored.includes(character) ? LEFT_OUT : standardizeText(character).charCodeAt(0);
});

/** How texts are compared: without spaces and `,./-_*^`, in lower case, with `"` for `'`. */
function standardizeText(text: string): string {
  return lower(text.replace(ignoredPattern, '')).replaceAll("'", '"');
}

/** Texts standardised, everything else as it is. */
export function standardize(value: Value): Value {
  return typeof value === 'string' ? standardizeText(value) : value;
}

/** `standardizeText(text) === standardized`, without putting the first together where all is ASCII. */
export function standardizesTo(text: string, standardized: string): boolean {
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= NON_ASCII || code === 0) return standardizeText(text) === standardized;
    const compared = comparedAs[code];
    if (compared === LEFT_OUT) continue;
    if (compared !== standardized.charCodeAt(at)) return false;
    at += 1;
  }
  return at === standardized.length;
}

const standardizedAnswers = new WeakMap<readonly Value[], readonly Value[]>();

/** Possible answers standardised, once for as long as their task lives. */
export function standardizeAnswers(answers: readonly Value[]): readonly Value[] {
  let known = standardizedAnswers.get(answers);
  if (known === undefined) {
    known = answers.map(standardize);
    standardizedAnswers.set(answers, known);
  }
  return known;
}
