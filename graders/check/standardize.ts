import { lower, type Value } from '../../datasets/index.ts';

const ignored = /[ ,./\-_*^]/g;
/** Nothing to leave out, lower or replace. */
const standard = /^[a-z0-9:;<>=?@()[\]{}"#$%&!+|~\n\t]*$/;

/** How texts are compared: without spaces and `,./-_*^`, in lower case, with `"` for `'`. */
export function standardizeText(text: string): string {
  if (standard.test(text)) return text;
  return lower(text.replace(ignored, '')).replaceAll("'", '"');
}

/** Texts standardised, everything else as it is. */
export function standardize(value: Value): Value {
  return typeof value === 'string' ? standardizeText(value) : value;
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
