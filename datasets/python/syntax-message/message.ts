import { PythonSyntaxError } from '../errors.ts';
import { argumentRules } from './grammar-arguments.ts';
import { atomRules } from './grammar-atoms.ts';
import { operatorRules } from './grammar-operators.ts';
import { invalidRules } from './invalid-rules.ts';
import { invalidDisplays } from './invalid-displays.ts';
import { lambdaRules } from './lambda-rules.ts';
import { Reader, ref } from './peg.ts';
import { SyntaxMessage } from './token.ts';
import { Tokenizer } from './tokenizer.ts';

const rules = {
  ...operatorRules,
  ...atomRules,
  ...argumentRules,
  ...lambdaRules,
  ...invalidRules,
  ...invalidDisplays,
};
const whole = ref('whole');

/** In UTF-16 units: what is wrong with longer texts is not looked for. */
const LONGEST_DIAGNOSED = 1 << 15;

/**
 * What `str()` of CPython 3.11's exception says of a text that `eval` refuses to read.
 * @param refusal ours, told where nothing better is found
 */
export function syntaxErrorText(source: string, refusal: PythonSyntaxError): string {
  if (source.includes('\0')) return 'source code string cannot contain null bytes';
  if (!source.isWellFormed()) return surrogateText(source);
  if (source.length > LONGEST_DIAGNOSED) return located(new SyntaxMessage(refusal.reason, 1));
  const text = source.replaceAll(/\r\n?/g, '\n');
  try {
    return located(diagnose(text) ?? new SyntaxMessage(refusal.reason, 1));
  } catch (error) {
    // Too deep, or too many steps.
    if (error instanceof RangeError) return located(new SyntaxMessage(refusal.reason, 1));
    throw error;
  }
}

function surrogateText(source: string): string {
  const before = /^\P{Surrogate}*/u.exec(source)?.[0] ?? '';
  const length = /\p{Surrogate}+/u.exec(source)?.[0].length ?? 0;
  const position = Array.from(before).length;
  const which =
    length === 1
      ? `character '\\u${source.charCodeAt(before.length).toString(16)}' in position ${position}`
      : `characters in position ${position}-${position + length - 1}`;
  return `'utf-8' codec can't encode ${which}: surrogates not allowed`;
}

function located({ text, line }: SyntaxMessage): string {
  return `${text} (<string>, line ${line})`;
}

/** Reads a text twice, as CPython does: as it should be, then with the rules for what is wrong. */
function diagnose(source: string): SyntaxMessage | undefined {
  const tokenizer = new Tokenizer(source);
  const first = new Reader(tokenizer.tokens, rules, false);
  const { message: early, isRead } = read(first);
  if (early === undefined && isRead) return undefined;
  if (early !== undefined) return tokenizer.fault ?? early;
  const second = new Reader(tokenizer.tokens, rules, true);
  const { message: special } = read(second);
  const last = first.lastFilled;
  if (special === undefined && (last?.type === 'indent' || last?.type === 'dedent'))
    return new SyntaxMessage(last.type === 'indent' ? 'unexpected indent' : 'unexpected unindent', last.line);
  // Whatever cannot be read further on counts for more, brackets that stay open only if a line was begun since.
  const { unclosed } = tokenizer;
  const furthest = second.lastFilled;
  // Whether a text goes on is not known behind a string, and no matter where nothing is said but that it is wrong.
  const isAtEnd =
    special !== undefined &&
    (furthest?.type === 'fault' || (furthest?.end === source.length && furthest.type !== 'string'));
  const isLeftOpen = unclosed !== undefined && !isAtEnd && (furthest?.line ?? 1) > unclosed.line;
  const more = tokenizer.fault ?? (isLeftOpen ? unclosed : undefined);
  return more ?? special ?? new SyntaxMessage('invalid syntax', last?.line ?? 1);
}

function read(reader: Reader): { readonly isRead: boolean; readonly message?: SyntaxMessage } {
  try {
    return { isRead: whole(reader) !== null };
  } catch (error) {
    if (error instanceof SyntaxMessage) return { isRead: false, message: error };
    throw error;
  }
}
