import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../../datasets/index.ts';

const WordListsSchema = z.record(z.string(), z.array(z.string()));

/** The name of the list that a word stands in. */
export type WordClasses = ReadonlyMap<string, string>;

function readClasses(file: string): WordClasses {
  const path = join(packageRoot(import.meta.url), 'synth', 'lexicon', file);
  const lists = WordListsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  // Of a word in several lists the first counts.
  const pairs = Object.entries(lists).flatMap(([name, words]) => words.map((word) => [word, name] as const));
  return new Map(pairs.reverse());
}

let verbs: WordClasses | undefined;
let concepts: WordClasses | undefined;

/** Verbs of tools by what they do: look something up, make it, change it, stop it, send it, work it out. */
export function verbClasses(): WordClasses {
  verbs ??= readClasses('verbs.json');
  return verbs;
}

/** Words in the names of parameters by what they stand for: a place, a day, a person … */
export function conceptClasses(): WordClasses {
  concepts ??= readClasses('concepts.json');
  return concepts;
}

/** The class of the first word that has one. @param words in lower case */
export function verbClassOf(words: readonly string[]): string | undefined {
  const classes = verbClasses();
  for (const word of words) {
    const verb = classes.get(word) ?? classes.get(word.replace(/s$/, ''));
    if (verb !== undefined) return verb;
  }
  return undefined;
}

/** What the last of the words that has a class stands for: the day in `arrival_date`. @param words in lower case */
export function conceptOf(words: readonly string[]): string | undefined {
  const classes = conceptClasses();
  for (const word of words.toReversed()) {
    const concept = classes.get(word) ?? classes.get(word.replace(/s$/, ''));
    if (concept !== undefined) return concept;
  }
  return undefined;
}
