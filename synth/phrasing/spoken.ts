import type { ValueSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { spokenForms } from './surfaces.ts';

/** Whether a text tells a value, in any of the ways in which it is said, as words of their own whatever their case. */
export function isSpoken(text: string, value: Json, spec: ValueSpec, name: string): boolean {
  const heard = text.toLowerCase();
  return spokenForms(value, spec, name).some((form) => holdsWord(heard, form.toLowerCase()));
}

function holdsWord(text: string, form: string): boolean {
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + form.length);
    if (!/[\p{L}\d]/u.test(before) && !/[\p{L}\d]/u.test(after)) return true;
  }
  return false;
}
