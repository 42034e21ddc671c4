import { Bytes, isDict, isList, str, typeName, type Value } from '../../../datasets/index.ts';
import type { Surroundings } from './path-case.ts';
import { dict } from './vocabulary.ts';

type Outside = NonNullable<Surroundings['outside']>;

/** 32-bit FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** Sixteen quarters a word, of the first eight: no sum needs rounding, so that faiss and we come to the same. */
function embedding(text: string): number[] {
  const vector = new Array<number>(16).fill(0);
  for (const word of text.split(' ').slice(0, 8)) {
    const hash = hashOf(word);
    for (const index of vector.keys())
      vector[index] = (vector[index] ?? 0) + (((hash >>> (2 * index)) & 3) - 2) / 4;
  }
  return vector;
}

/** What the encoder of `environments.py` makes of what are not all texts. */
function encoded(given: readonly Value[]): Value {
  const odd = given.find((one) => typeName(one) !== 'str');
  if (odd === undefined) return given.map((one) => embedding(str(one)));
  if (odd instanceof Bytes)
    return dict({ exception: "a bytes-like object is required, not 'str'", type: 'TypeError' });
  return dict({ exception: `'${typeName(odd)}' object has no attribute 'split'`, type: 'AttributeError' });
}

/** What a provider could respond: results, none, an error, or something else. */
function searched(keywords: string): Value {
  const hash = hashOf(keywords);
  if (hash % 11 === 0) return dict({ error: 'Invalid API key.' });
  if (hash % 13 === 0) return dict({ exception: `no route for ${keywords}` });
  const count = hash % 12;
  const results = Array.from({ length: count }, (_, index) => {
    const result = dict({ title: `${keywords} ${index}`, link: `https://a.example/${index}` });
    return hash % 17 === 0 && index === 2 ? result : result.set('snippet', `É ${index}\n${keywords}`);
  });
  return dict({ organic_results: results });
}

const marks = { raw: '', markdown: 'MD:', truncate: 'TR:' };

/** The world outside as `environments.py` has it for the official classes, too. */
export const outside: Outside = (request) => {
  if (request.kind === 'embed') return request.texts.map(embedding);
  if (request.kind === 'encode') return encoded(request.given);
  if (request.kind === 'search') return searched(textOf(request.keywords));
  if (hashOf(request.url) % 5 === 0) return dict({ error: `404 Client Error for url: ${request.url}` });
  return dict({ content: `${marks[request.mode]}<p>${request.url}</p>` });
};

/** Of a list or dict no text is made: its items are. */
function textOf(keywords: Value): string {
  return isList(keywords) || isDict(keywords) ? 'many' : str(keywords);
}
