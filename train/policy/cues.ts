import type { Question } from './question.ts';

/** Words for so many calls. */
export const countWords: Readonly<Record<number, readonly string[]>> = {
  2: ['two', 'both', '2', 'twice'],
  3: ['three', '3', 'thrice'],
  4: ['four', '4'],
  5: ['five', '5'],
};
/** Words that tell that something is wanted several times. */
const cues: Readonly<Record<string, ReadonlySet<string>>> = {
  respectively: new Set(['respectively']),
  crossed: new Set(['combination', 'combinations', 'combined']),
  each: new Set([
    'each',
    'every',
    'everywhere',
    'separately',
    'individually',
    'apiece',
    'both',
    'all',
    'one-by-one',
  ]),
  also: new Set([
    'also',
    'additionally',
    'another',
    'then',
    'besides',
    'plus',
    'too',
    'furthermore',
    'moreover',
    'afterwards',
    'next',
    'finally',
  ]),
  compared: new Set(['compare', 'compared', 'comparison', 'versus', 'vs', 'difference', 'which', 'than']),
  again: new Set([
    'again',
    'same',
    'likewise',
    'ditto',
    'once',
    'twice',
    'times',
    'other',
    'second',
    'third',
  ]),
};
export const cueNames = Object.keys(cues);

export function says(question: Question, cue: string): boolean {
  return saysOne(question, cues[cue] ?? []);
}

export function saysOne({ tokens }: Question, words: Iterable<string>): boolean {
  const wanted = new Set(words);
  return tokens.some(({ lower }) => wanted.has(lower));
}
