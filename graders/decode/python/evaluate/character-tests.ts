import { isDecimalDigit, isPrintable, isWhitespace, isWord } from '../../../../datasets/index.ts';

/** Runs of code points, in hexadecimal. */
function inRuns(listed: string): (codePoint: number) => boolean {
  const members = new Set<number>();
  for (const run of listed.trim().split(/\s+/)) {
    const [first = 0, last = first] = run.split('-').map((end) => Number.parseInt(end, 16));
    for (let codePoint = first; codePoint <= last; codePoint++) members.add(codePoint);
  }
  return (codePoint) => members.has(codePoint);
}

/** Digits of no decimal system, such as `²`. */
const isOtherDigit = inRuns(`
b2-b3 b9 1369-1371 19da 2070 2074-2079 2080-2089 2460-2468 2474-247c 2488-2490 24ea 24f5-24fd 24ff 2776-277e
2780-2788 278a-2792 10a40-10a43 10e60-10e68 11052-1105a 1f100-1f10a
`);

/** Letters that are numbers, such as `三`. */
const isNumericLetter = inRuns(`
3405 3483 382a 3b4d 4e00 4e03 4e07 4e09 4e5d 4e8c 4e94 4e96 4ebf-4ec0 4edf 4ee8 4f0d 4f70 5104 5146 5169 516b
516d 5341 5343-5345 534c 53c1-53c4 56db 58f1 58f9 5e7a 5efe-5eff 5f0c-5f0e 5f10 62fe 634c 67d2 6f06 7396 767e
8086 842c 8cae 8cb3 8d30 9621 9646 964c 9678 96f6 f96b f973 f978 f9b2 f9d1 f9d3 f9fd 20001 20064 200e2 20121
2092a 20983 2098c 2099c 20aea 20afd 20b19 22390 22998 23b1b 2626d 2f890
`);

const UNDERSCORE = 0x5f;

/** Whether a pattern of this engine's Unicode holds for a character that Unicode 14 has, too. */
function known(pattern: RegExp): (codePoint: number) => boolean {
  return (codePoint) => pattern.test(String.fromCodePoint(codePoint)) && isPrintable(codePoint);
}

const isLetter = known(/^\p{L}$/u);
const isNumber = known(/^\p{N}$/u);
const isUpper = known(/^\p{Uppercase}$/u);
/** But for letters that are lower-case since, and with one that was. */
const isLower = known(/^(?:\u0295|(?![\u10fc\ua7f2-\ua7f4\uab69])\p{Lowercase})$/u);
const isTitle = known(/^\p{Lt}$/u);

/** Tests of str that hold where they hold for every character, and there is one. @see CPython `Objects/unicodectype.c` */
export const everyCharacter: Readonly<Record<string, (codePoint: number) => boolean>> = {
  isdecimal: isDecimalDigit,
  isdigit: (codePoint) => isDecimalDigit(codePoint) || isOtherDigit(codePoint),
  isnumeric: (codePoint) => isNumber(codePoint) || isNumericLetter(codePoint),
  isalpha: isLetter,
  isalnum: (codePoint) => isWord(codePoint) && codePoint !== UNDERSCORE,
  isspace: isWhitespace,
};

/** `text.isupper()` or `text.islower()`: no character is of the other case, and one at least of this. */
export function isOfCase(text: string, wanted: 'upper' | 'lower'): boolean {
  const [isWanted, isOther] = wanted === 'upper' ? [isUpper, isLower] : [isLower, isUpper];
  let isFound = false;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (isOther(codePoint) || isTitle(codePoint)) return false;
    isFound ||= isWanted(codePoint);
  }
  return isFound;
}
