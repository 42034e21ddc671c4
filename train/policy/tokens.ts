import { stemmer } from 'stemmer';

/** A word, a number, or a sign, with where it stands in the text. */
export type Token = {
  readonly text: string;
  readonly lower: string;
  readonly stem: string;
  /** Offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Counts from 0. */
  readonly sentence: number;
  readonly kind: 'word' | 'number' | 'sign';
  /** Begins with a capital letter, and is not the first of its sentence. */
  readonly isProper: boolean;
  readonly isCapital: boolean;
};

// Signs that hold a word together (e-mail addresses, links, codes, dates, times, file names) come before plain words.
const pattern =
  /https?:\/\/[^\s"'<>)]+[^\s"'<>).,;:!?]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?![\p{L}\d_]|[-./:]\d)|(?<=[\p{L}\p{N}])['’]s(?![\p{L}\p{N}])|[\p{L}\p{N}_]+(?:(?!['’]s(?![\p{L}\p{N}]))[-./:'’][\p{L}\p{N}_]+)*|[^\s]/gu;

const stopWords = new Set(
  (
    "'s ’s " +
    'a an the and or of in on at to for from by with as is are was be been being it its this that these those i me my we our you your he she ' +
    'they them his her their will would can could should may might must do does did have has had not no so if then than there here what which ' +
    'who whom how when where why please just also need want like get give let make into about over under up down out off more most some any ' +
    'all each both between per via using use am im id ill me us hi hello hey thanks thank'
  ).split(' '),
);

export function isStopWord(lower: string): boolean {
  return stopWords.has(lower);
}

/** A function of texts whose results are kept, up to a number of texts. */
export function remembered<Result>(make: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size > 50_000) known.clear();
    known.set(text, made);
    return made;
  };
}

/** Porter's stem. */
export const stemOf = remembered(stemmer);

/** The tokens of a text in order. Sentences end at `.`, `!`, `?` and line ends. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let sentence = 0;
  let isFirst = true;
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    const [word] = match;
    const start = match.index;
    if (text.slice(last, start).includes('\n') && !isFirst) {
      sentence += 1;
      isFirst = true;
    }
    last = start + word.length;
    const lower = word.toLowerCase();
    const kind = /^[-+]?[\d,]*\.?\d+$/.test(word) ? 'number' : /[\p{L}\p{N}]/u.test(word) ? 'word' : 'sign';
    const isCapital = kind === 'word' && /^\p{Lu}/u.test(word);
    const isProper = isCapital && !isFirst && lower !== 'i';
    const stem = kind === 'word' ? stemOf(lower) : lower;
    tokens.push({ text: word, lower, stem, start, end: last, sentence, kind, isProper, isCapital });
    if (kind !== 'sign') isFirst = false;
    if (/^[.!?]$/.test(word) && !isFirst) {
      sentence += 1;
      isFirst = true;
    }
  }
  return tokens;
}

/** The words in a name of whatever style (`getUserId`, `get_user_id`, `users.get`), in lower case. */
export const wordsOfName = remembered((name): readonly string[] => {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
});

/** Stems of the words of a text that say something. */
export function contentStems(text: string): string[] {
  return wordsOfName(text)
    .filter((word) => !stopWords.has(word))
    .map(stemOf);
}

/** Capitals, small letters, digits and signs, each run as one. */
export const shapeOf = remembered((text): string => {
  return text
    .replaceAll(/\p{Lu}+/gu, 'A')
    .replaceAll(/[\p{Ll}]+/gu, 'a')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/(?:A?a? )+A?a/g, 'w');
});

/** In words. */
export function lengthOf(text: string): number {
  return text.split(/\s+/).length;
}

export function startsHigh(text: string): boolean {
  return /^\p{Lu}/u.test(text);
}

export function hasDigit(text: string): boolean {
  return /\d/.test(text);
}
