import { at, dict, keysOf, oneOf, seen, whole, words, type Draw, type Vocabulary } from '../vocabulary.ts';

const sentences = [
  'low tide at six',
  'red fox',
  'the red fox at low tide',
  'a',
  'é ü',
  '',
  'x y z x y z',
  'n'.repeat(320),
];
const text = oneOf(...sentences, ...words);
const names = ['tide', 'red_fox', 'fox_1', 'a', 'low_tide_2'];
const query = oneOf('tide', 'red fox', 'fox', '', 'low_tide', 'RED', 'zzz', 'a b c');
const most = oneOf(undefined, 1n, 2n, 5n, 10n, 0n, -1n, 100n);

const key = (part: string): Draw =>
  seen((look) => keysOf(at(look, part)), oneOf(...names, 'Bad Key', 'x__y', '', 'tide\n'), 0.6);
const id = (part: string): Draw => seen((look) => keysOf(at(look, part, 'store')), whole(-1, 9), 0.75);

/** The values of both parts of a memory. */
function inBoth(values: (part: string) => Readonly<Record<string, Draw>>): Readonly<Record<string, Draw>> {
  return Object.fromEntries(
    ['core_memory', 'archival_memory'].flatMap((part) =>
      Object.entries(values(part)).map(([name, draw]) => [`${part}_${name}`, draw] as const),
    ),
  );
}

export const keyValueVocabulary: Vocabulary = {
  environment: 'MemoryAPI_kv',
  configurations: [
    () =>
      dict({
        snapshot: dict({
          core_memory: dict({ tide: 'low' }),
          archival_memory: dict({ red_fox: 'x', a: '' }),
        }),
      }),
    () => dict({ snapshot: null }),
  ],
  values: {
    ...inBoth((part) => ({
      'add.key': oneOf(...names, 'new_key', 'Bad Key', 'k1'),
      'remove.key': key(part),
      'replace.key': key(part),
      'retrieve.key': key(part),
    })),
    value: text,
    query,
    k: most,
  },
};

const store = (texts: readonly string[]) =>
  dict({
    next_id: BigInt(texts.length),
    store: new Map(texts.map((one, index) => [String(index), one] as const)),
  });

export const vectorVocabulary: Vocabulary = {
  environment: 'MemoryAPI_vector',
  configurations: [
    () =>
      dict({
        snapshot: dict({ core_memory: store(['low tide', 'red fox']), archival_memory: store(['a']) }),
      }),
    () => dict({ snapshot: dict({ core_memory: store([]), archival_memory: store(sentences.slice(0, 4)) }) }),
  ],
  values: {
    ...inBoth((part) => ({ 'remove.vec_id': id(part), 'update.vec_id': id(part) })),
    text,
    new_text: text,
    query,
    top_k: oneOf(undefined, 1n, 2n, 5n, 10n, 100n),
  },
};

export const summaryVocabulary: Vocabulary = {
  environment: 'MemoryAPI_rec_sum',
  configurations: [
    () => dict({ snapshot: dict({ memory: 'the tide is low, the fox is red' }) }),
    () => dict({ snapshot: dict({ memory: '' }) }),
  ],
  values: {
    text: oneOf(...sentences, ...words, 'n'.repeat(9990), 'n'.repeat(10_001)),
    old_text: oneOf('tide', 'fox', 'n', 'nothing', '', 'low tide'),
    new_text: oneOf('moon', '', 'é', 'n'.repeat(300), 'nn'),
  },
};

export const searchVocabulary: Vocabulary = {
  environment: 'WebSearchAPI',
  configurations: [() => dict({ show_snippet: true }), () => dict({ show_snippet: false })],
  values: {
    keywords: oneOf(...words, 'low tide', 'red fox', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7'),
    max_results: oneOf(undefined, 1n, 3n, 10n, 0n, -1n, null),
    region: oneOf(undefined, 'wt-wt', 'us-en', ''),
    url: oneOf(
      'https://a.example/1',
      'https://a.example/2',
      'http://b.example',
      'https://é.example/3',
      'ftp://c',
      '',
      'https://a.example/4',
    ),
    mode: oneOf(undefined, 'raw', 'markdown', 'truncate', 'other'),
  },
};
