import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot, type Split } from '../../datasets/index.ts';

const Texts = z.array(z.string()).min(1);
/** Names from anybody's API are looked up in it: `constructor` must find nothing. */
const ByName = <Schema extends z.ZodType>(schema: Schema) =>
  z.record(z.string(), schema).transform((entries) => new Map(Object.entries(entries)));
const FlagSchema = z.strictObject({ true: Texts, false: Texts, trueSentence: Texts, falseSentence: Texts });
const ConceptSchema = z.strictObject({ phrases: Texts, sentences: Texts });

/** One half of the ways to speak. Words in braces are filled in: `{do}`, `{value}`, `{noun}` … */
const GrammarSchema = z.strictObject({
  half: z.enum(['training', 'held_out']),
  frames: z.strictObject({ do: Texts, wish: Texts, topic: Texts, question: Texts, terse: Texts }),
  lines: z.strictObject({ opening: Texts, line: Texts }),
  statements: z.strictObject({ opening: Texts, closing: Texts, more: Texts }),
  named: z.strictObject({ pairs: Texts }),
  links: z.strictObject({
    next: Texts,
    last: Texts,
    nextTopic: Texts,
    nextQuestion: Texts,
    /** Requests that are sentences already, one after another, and in one sentence. */
    then: Texts,
    thenJoined: Texts,
    joined: Texts,
    same: Texts,
    /** The same of something else, asked. */
    sameAsked: Texts,
    sameShort: Texts,
    items: Texts,
    itemsOpening: Texts,
    /** Whole requests in a row after an announcement: of each way the pieces by place, with `|` between them. */
    tasksOpening: Texts,
    tasks: Texts,
    tasksSame: Texts,
    respectively: Texts,
    grid: Texts,
    each: Texts,
    shared: Texts,
    /** What holds for every call, put into the request: of two calls, and of more. */
    sharedBoth: Texts,
    sharedShort: Texts,
  }),
  lists: Texts,
  dates: Texts,
  clocks: Texts,
  moments: Texts,
  concepts: ByName(ConceptSchema),
  flags: ByName(FlagSchema),
  chatter: z.strictObject({ before: Texts, after: Texts }),
  answers: z.strictObject({ opening: Texts, unknown: Texts, bare: Texts }),
  /** By verb, others that say the same. */
  verbs: ByName(Texts),
  /** In the place of `a` before something that exists already. */
  determiners: Texts,
});
export type Grammar = z.output<typeof GrammarSchema>;

const ConceptRuleSchema = z.strictObject({
  concept: z.string(),
  shapes: z.array(z.string()),
  /** Patterns that the parameter's name, in words, must and must not match. */
  name: z.string().optional(),
  notName: z.string().optional(),
});

/** What both halves know about English and about names of parameters. */
const WordsSchema = z.strictObject({
  numbers: Texts,
  months: Texts,
  /** By the word in a name or description, the ways to say the unit. */
  units: ByName(Texts),
  /** Codes among choices, and what people call them. */
  choices: ByName(Texts),
  /** Single words of names, and whole names, that nobody says like that. */
  nouns: ByName(z.string()),
  aliases: ByName(z.string()),
  /** By concept, what a parameter is called whose name is a mere preposition or letter. */
  conceptNouns: ByName(z.string()),
  /** By unit, what it measures, where the name says nothing else. */
  unitNouns: ByName(z.string()),
  verbs: Texts,
  verbsWithFor: Texts,
  verbsOfOptions: Texts,
  adjectives: Texts,
  /** By the words of a flag's name, what people say. */
  flagWords: ByName(z.string()),
  /** By what a description says a tool is for, how people ask for it. */
  plainer: ByName(z.string()),
  /** Patterns: what a description says about things that a request names. */
  vague: Texts,
  /** Patterns with what they become, to turn a service's words into a user's. */
  rewrites: z.array(z.tuple([z.string(), z.string()])),
  concepts: z.array(ConceptRuleSchema),
});
type Words = z.output<typeof WordsSchema>;

function readData<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const path = join(packageRoot(import.meta.url), 'synth', 'phrasing', file);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const files = { training: 'training.json', held_out: 'held-out.json' } as const;
const grammars = new Map<Split, Grammar>();
let known: Words | undefined;

export function grammarOf(half: Split): Grammar {
  const grammar = grammars.get(half) ?? readData(files[half], GrammarSchema);
  grammars.set(half, grammar);
  return grammar;
}

export function words(): Words {
  known ??= readData('words.json', WordsSchema);
  return known;
}
