import type { Disguise, Plant } from './disguises.ts';
import { inOtherCase, withoutWords } from './wording.ts';

const said = (text: string): Plant => ({ texts: [text] });

const wordsIn = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

export const textDisguises: readonly Disguise<string>[] = [
  { name: 'verbatim', plant: said },
  { name: 'other case and signs', plant: (text) => said(inOtherCase(text)) },
  {
    name: 'amid other words',
    plant: (text) =>
      said(`Hello there, I have had a long day. ${text} Thanks a lot, and tell me when it is done!`),
  },
  { name: 'in parts of a message', plant: (text) => ({ texts: [['See below.', text]] }) },
  { name: 'a later turn', plant: (text) => ({ texts: ['Good morning.', text] }) },
  { name: 'in a system prompt', plant: (text) => ({ system: `Here is what users ask: ${text}` }) },
  { name: 'repeated in an answer', plant: (text) => ({ says: `You would like to know this: ${text}` }) },
  { name: 'in a field', plant: (text) => ({ fields: { source_note: text } }) },
  {
    name: 'a tenth of the words left out',
    plant: (text, chance) => (wordsIn(text).length < 3 ? undefined : said(withoutWords(text, 0.1, chance))),
  },
  {
    name: 'a quarter of the words left out',
    plant: (text, chance) => (wordsIn(text).length < 3 ? undefined : said(withoutWords(text, 0.25, chance))),
  },
  {
    name: 'the first half only',
    plant: (text) => {
      const words = wordsIn(text);
      return words.length < 4 ? undefined : said(words.slice(0, Math.ceil(words.length / 2)).join(' '));
    },
  },
  {
    name: 'two words swapped',
    plant: (text, chance) => {
      const words = [...wordsIn(text)];
      if (words.length < 3) return undefined;
      const place = chance.below(words.length - 1);
      words.splice(place, 2, words[place + 1] ?? '', words[place] ?? '');
      return said(words.join(' '));
    },
  },
  {
    name: 'every fifth word another',
    plant: (text) => {
      const words = wordsIn(text);
      if (words.length < 5) return undefined;
      return said(words.map((word, index) => (index % 5 === 2 ? 'something' : word)).join(' '));
    },
  },
];
