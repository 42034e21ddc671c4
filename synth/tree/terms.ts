import { stemmer } from 'stemmer';
import type { ToolSpec } from '../../datasets/index.ts';
import { verbClasses, verbClassOf } from '../lexicon/lexicon.ts';

/** How much a term counts by where it stands. */
const weights = { domain: 3, name: 3, description: 1, parameter: 0.5, parameterDescription: 0.25 };

/** Words that say how English is put together, not what a tool is about. */
const functionWords = new Set(
  (
    'a an and any are as at be been by can do does for from has have if in into is it its may no not of off on one or other out ' +
    'over per such than that the their them then there these they this those to up use used using was were what when where ' +
    'whether which while who whose will with within without would you your'
  ).split(' '),
);

const knownWords = new Map<string, readonly string[]>();
const mostKnown = 20_000;

/** The words of a text or a name (`listSeatMaps`, `trips.search`) in lower case. */
export function wordsOf(text: string): readonly string[] {
  const known = knownWords.get(text);
  if (known !== undefined) return known;
  if (knownWords.size === mostKnown) knownWords.clear();
  const words = split(text);
  knownWords.set(text, words);
  return words;
}

function split(text: string): string[] {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}

function meaningful(text: string): string[] {
  return wordsOf(text).filter((word) => word.length > 1 && !functionWords.has(word));
}

/** Stems of the words that carry meaning. */
export function stemsOf(text: string): string[] {
  return meaningful(text).map(stemmer);
}

/** By stem, the word that it stands for most often in names and descriptions. */
export function spelledOut(tools: readonly ToolSpec[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { domain, name, description, parameters } of tools) {
    for (const word of meaningful(
      [domain, name, description, ...Object.keys(parameters.properties ?? {})].join(' '),
    )) {
      const stem = stemmer(word);
      const words = counts.get(stem) ?? new Map<string, number>();
      counts.set(stem, words.set(word, (words.get(word) ?? 0) + 1));
    }
  }
  return new Map(
    [...counts].map(([stem, words]) => [
      stem,
      [...words].reduce((best, next) => (next[1] > best[1] ? next : best))[0],
    ]),
  );
}

/** What a tool does, as a class of verbs: by its name, else by the first word of its description. */
export function verbOf({ name, description }: Pick<ToolSpec, 'name' | 'description'>): string | undefined {
  return verbClassOf([...wordsOf(name), ...wordsOf(description).slice(0, 1)]);
}

/** What a tool is about, not what it does: terms with their weights, from its domain, name, description and parameters. */
export function termsOf(tool: ToolSpec): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number) => terms.set(term, (terms.get(term) ?? 0) + weight);
  const addText = (text: string, weight: number) => {
    const subjects = wordsOf(text).filter((word) => !verbClasses().has(word));
    for (const stem of stemsOf(subjects.join(' '))) add(stem, weight);
  };
  addText(tool.domain, weights.domain);
  addText(tool.name, weights.name);
  addText(tool.description, weights.description);
  for (const [parameter, spec] of Object.entries(tool.parameters.properties ?? {})) {
    addText(parameter, weights.parameter);
    addText(spec.description ?? '', weights.parameterDescription);
  }
  return terms;
}
