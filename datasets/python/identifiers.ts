import { isIdentifierContinue, isIdentifierStart } from '../values/characters.ts';

/**
 * Where a word made of letters, digits, `_` and characters above ASCII stops being an identifier of Python 3.11:
 * the index of its first wrong character, or -1. The word does not begin with a digit.
 */
export function identifierFault(word: string): number {
  for (let i = 0; i < word.length; i++) {
    const codePoint = word.codePointAt(i) ?? 0;
    if (codePoint < 0x80) continue;
    if (!isIdentifierStart(codePoint) && (i === 0 || !isIdentifierContinue(codePoint))) return i;
    if (codePoint > 0xffff) i++;
  }
  return -1;
}
