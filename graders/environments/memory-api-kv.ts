import { codePointLength, Tuple, isDict, type Value } from '../../datasets/index.ts';
import { deepCopy } from './attributes.ts';
import { bm25Plus } from './bm25.ts';
import { defineEnvironment, type MethodBody } from './environment.ts';
import { dict, failed } from './result.ts';
import {
  archivalLimits,
  coreLimits,
  memoryText,
  rememberedIn,
  snapshotOf,
  type MemoryLimits,
} from './memory-api.ts';
import type { Python } from './python.ts';

/** Dicts of texts, unless a snapshot holds something else. */
type State = Record<Part, Value>;

const names = ['core_memory', 'archival_memory'] as const;
type Part = (typeof names)[number];

/** What differs between the two parts. */
type Words = { readonly limits: MemoryLimits; readonly full: string; readonly added: string };

const parts: Readonly<Record<Part, Words>> = {
  core_memory: {
    limits: coreLimits,
    full: 'Core memory is full. Please clear some entries.',
    added: 'Key-value pair added.',
  },
  archival_memory: {
    limits: archivalLimits,
    full: 'Long term memory is full. Please clear some entries.',
    added: 'Key added.',
  },
};

/** @see bfcl-eval `memory_kv.py` */
export const memoryApiKv = defineEnvironment<State>({
  name: 'MemoryAPI_kv',
  load: (configuration) =>
    rememberedIn(configuration, names) ?? { core_memory: new Map(), archival_memory: new Map() },
  state: (state) => new Map(names.map((name) => [name, state[name]])),
  clone: (state) => copyOf(state),
  memory: (state) => ({
    snapshot: () => snapshotOf(copyOf(state)),
    context: () =>
      isDict(state.core_memory) && state.core_memory.size === 0
        ? 'There is no content in the core memory at this point.'
        : memoryText(state.core_memory),
  }),
  methods: {
    ...methodsOf('core_memory', 'Short term memory cleared.'),
    core_memory_retrieve_all: ['', (state) => state.core_memory],
    ...methodsOf('archival_memory', 'Long term memory cleared.'),
  },
});

function copyOf(state: State): State {
  const copies = new Map<Value, Value>();
  return {
    core_memory: deepCopy(state.core_memory, copies),
    archival_memory: deepCopy(state.archival_memory, copies),
  };
}

function methodsOf(part: Part, cleared: string): Record<string, readonly [string, MethodBody<State>]> {
  return {
    [`${part}_add`]: [
      'key value',
      (state, python, key, value) => add(python, state[part], parts[part], python.str(key ?? null), value),
    ],
    [`${part}_remove`]: ['key', (state, python, key = null) => remove(python, state[part], key)],
    [`${part}_replace`]: [
      'key value',
      (state, python, key, value) =>
        replace(python, state[part], parts[part], python.str(key ?? null), value),
    ],
    [`${part}_clear`]: [
      '',
      (state) => {
        state[part] = new Map();
        return dict({ status: cleared });
      },
    ],
    [`${part}_retrieve`]: [
      'key',
      (state, python, key = null) =>
        python.isIn(key, state[part]) ? dict({ value: python.item(state[part], key) }) : noKey(),
    ],
    [`${part}_list_keys`]: ['', (state, python) => dict({ keys: keysOf(python, state[part]) })],
    [`${part}_key_search`]: [
      'query k?',
      (state, python, query = null, k = 5n) => search(python, keysOf(python, state[part]), query, k),
    ],
  };
}

function noKey(): Value {
  return failed('Key not found.');
}

function keysOf(python: Python, memory: Value): Value[] {
  return python.items(python.method(memory, 'keys'));
}

/** As with Python's `$`, a line break may follow. */
const KEY = /^[a-z]+(_[a-z0-9]+)*\n?$/;

function add(
  python: Python,
  memory: Value,
  { limits, full, added }: Words,
  key: string,
  value: Value = null,
): Value {
  const text = python.str(value);
  if (python.isAtLeast(python.call('len', memory), BigInt(limits.entries))) return failed(full);
  if (codePointLength(text) > limits.entryLength) return tooLong(limits);
  if (!KEY.test(key)) return failed('Key must be in snake_case format and cannot contain spaces.');
  if (python.isIn(key, memory)) return failed('Key name must be unique.');
  python.setItem(memory, key, text);
  return dict({ status: added });
}

function tooLong({ entryLength }: MemoryLimits): Value {
  return failed(`Entry is too long. Please shorten the entry to less than ${entryLength} characters.`);
}

function remove(python: Python, memory: Value, key: Value): Value {
  if (!python.isIn(key, memory)) return noKey();
  python.deleteItem(memory, key);
  return dict({ status: 'Key removed.' });
}

function replace(python: Python, memory: Value, { limits }: Words, key: string, value: Value = null): Value {
  const text = python.str(value);
  if (!python.isIn(key, memory)) return noKey();
  if (codePointLength(text) > limits.entryLength) return tooLong(limits);
  python.setItem(memory, key, text);
  return dict({ status: 'Key replaced.' });
}

function search(python: Python, keys: readonly Value[], query: Value, k: Value): Value {
  const documents = keys.map((key) => wordsOf(python, key));
  // Without keys the official fails before it looks at the query.
  const scores = bm25Plus(documents, keys.length === 0 ? [] : wordsOf(python, query), python.budget);
  const ranked = keys.map((key, index) => ({ key, score: scores[index] ?? 0 }));
  ranked.sort((one, other) => other.score - one.score);
  const results = ranked.map(({ key, score }) => new Tuple([score, key]));
  return dict({ ranked_results: python.head(results, k) });
}

function wordsOf(python: Python, text: Value): string[] {
  const lowered = python.method(python.method(text, 'replace', '_', ' '), 'lower');
  return python.items(python.method(lowered, 'split')).map((word) => python.str(word));
}
