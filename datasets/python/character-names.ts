import { brotliDecompressSync } from 'node:zlib';
import { packedCharacterNames } from './character-name-table.ts';

let codePoints: ReadonlyMap<string, number> | undefined;

function unpack(): ReadonlyMap<string, number> {
  const text = brotliDecompressSync(Buffer.from(packedCharacterNames, 'base64')).toString('latin1');
  const [names = '', aliases = ''] = text.split('\n\n');
  const unpacked = new Map<string, number>();
  let codePoint = 0;
  for (const line of names.split('\n')) {
    const gapEnd = line.indexOf(';');
    if (gapEnd > 0) codePoint += parseInt(line, 16);
    unpacked.set(line.slice(gapEnd + 1), codePoint++);
  }
  for (const line of aliases.split('\n')) unpacked.set(line.slice(line.indexOf(';') + 1), parseInt(line, 16));
  return unpacked;
}

const ideographPrefix = 'CJK UNIFIED IDEOGRAPH-';
const ideographs: readonly (readonly [first: number, last: number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b738],
  [0x2b740, 0x2b81d],
  [0x2b820, 0x2cea1],
  [0x2ceb0, 0x2ebe0],
  [0x30000, 0x3134a],
];

function ideograph(digits: string): number | undefined {
  if (!/^[0-9A-F]{4,5}$/.test(digits)) return undefined;
  const codePoint = parseInt(digits, 16);
  return ideographs.some(([first, last]) => first <= codePoint && codePoint <= last) ? codePoint : undefined;
}

const syllablePrefix = 'HANGUL SYLLABLE ';
const leads = 'G GG N D DD R M B BB S SS  J JJ C K T P H'.split(' ');
const vowels = 'A AE YA YAE EO E YEO YE O WA WAE OE YO U WEO WE WI YU EU YI I'.split(' ');
const tails = ' G GG GS N NJ NH D L LG LM LB LS LT LP LH M B BS S SS NG J C K T P H'.split(' ');
const syllable = /^([^AEIOUWY]*)([AEIOUWY]+)([^AEIOUWY]*)$/;

function hangulSyllable(romanised: string): number | undefined {
  const [, lead = '-', vowel = '-', tail = '-'] = syllable.exec(romanised) ?? [];
  const positions = [leads.indexOf(lead), vowels.indexOf(vowel), tails.indexOf(tail)] as const;
  if (positions.includes(-1)) return undefined;
  return 0xac00 + (positions[0] * vowels.length + positions[1]) * tails.length + positions[2];
}

/**
 * The code point that `\N{name}` means in Python 3.11 (Unicode 14.0), undefined if there is none. Names and aliases
 * may be in lower case, names made by rule may not; named sequences do not count.
 */
export function characterNamed(name: string): number | undefined {
  if (name.startsWith(ideographPrefix)) return ideograph(name.slice(ideographPrefix.length));
  if (name.startsWith(syllablePrefix)) return hangulSyllable(name.slice(syllablePrefix.length));
  // What no name looks like is not worth the unpacking.
  if (!/^[A-Za-z0-9 -]{1,88}$/.test(name)) return undefined;
  codePoints ??= unpack();
  return codePoints.get(name.toUpperCase());
}
