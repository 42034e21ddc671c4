import { lower, type Value } from '../../datasets/index.ts';

const ignored = /[ ,./\-_*^]/g;

/** How texts are compared: without spaces and `,./-_*^`, in lower case, with `"` for `'`. */
export function standardizeText(text: string): string {
  return lower(text.replace(ignored, '')).replaceAll("'", '"');
}

/** Texts standardised, everything else as it is. */
export function standardize(value: Value): Value {
  return typeof value === 'string' ? standardizeText(value) : value;
}
