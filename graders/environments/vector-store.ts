import { isDict, isList, str, Tuple, typeName, type Dict, type Value } from '../../datasets/index.ts';
import { refuse, undetermined } from '../decode/python/evaluate/failure.ts';
import { holdsStandIns } from '../decode/python/evaluate/stand-ins.ts';
import { deepCopy } from './attributes.ts';
import { dict, failed } from './result.ts';
import type { MemoryLimits } from './memory-api.ts';
import type { Outside } from './outside.ts';
import { raise, type Python } from './python.ts';
import { VectorIndex, type Vector } from './vector-index.ts';

/**
 * Texts by id, and an index of their embeddings. The index may lack what the store has: a call that fails half way leaves
 * it so.
 * @see bfcl-eval `memory_vector.py` `VectorStore`
 */
export class VectorStore {
  #store: Dict = new Map();
  #nextId: Value = 0n;

  constructor(
    private readonly limits: MemoryLimits,
    private readonly outside: Outside,
    private readonly index = new VectorIndex(),
  ) {}

  clone(): VectorStore {
    const copy = new VectorStore(this.limits, this.outside, this.index.clone());
    copy.#store = deepCopy(this.#store) as Dict;
    copy.#nextId = this.#nextId;
    return copy;
  }

  /** As snapshots hold it. */
  export(): Dict {
    return dict({ next_id: this.#nextId, store: deepCopy(this.#store) });
  }

  get texts(): Dict {
    return this.#store;
  }

  /** @throws {DecodeError} for what is no snapshot */
  load(snapshot: Value, python: Python): void {
    this.#nextId = python.item(snapshot, 'next_id');
    const stored = python.item(snapshot, 'store');
    for (const entry of python.items(python.method(stored, 'items')))
      python.setItem(this.#store, python.call('int', python.item(entry, 0n)), python.item(entry, 1n));
    const ids = [...this.#store.keys()]
      .map((id) => indexId(python, id))
      .sort((one, other) => (one < other ? -1 : 1));
    if (ids.length === 0) return;
    const vectors = this.#embed(
      python,
      ids.map((id) => python.item(this.#store, id)),
    );
    this.index.add(ids, vectors);
  }

  add(python: Python, text: Value): Value {
    if (this.#isTooLong(python, text)) return this.#tooLong();
    if (this.#store.size >= this.limits.entries)
      return failed(`Memory size exceeds maximum size of ${this.limits.entries} entries.`);
    const id = this.#nextId;
    this.#nextId = python.inPlace('Add', id, 1n);
    this.index.add([indexId(python, id)], this.#embed(python, text));
    python.setItem(this.#store, id, text);
    return dict({ id });
  }

  remove(python: Python, id: Value): Value {
    if (!python.isIn(id, this.#store)) return notPresent(python, id);
    this.index.remove(indexId(python, id));
    python.deleteItem(this.#store, id);
    return dict({ status: python.text`ID ${id} removed from store.` });
  }

  update(python: Python, id: Value, text: Value): Value {
    if (!python.isIn(id, this.#store)) return notPresent(python, id);
    if (this.#isTooLong(python, text)) return this.#tooLong();
    this.index.remove(indexId(python, id));
    this.index.add([indexId(python, id)], this.#embed(python, text));
    python.setItem(this.#store, id, text);
    return dict({ status: python.text`ID ${id} updated.` });
  }

  clear(): Value {
    this.index.reset();
    this.#store.clear();
    this.#nextId = 0n;
    return dict({ status: 'Memory cleared.' });
  }

  retrieve(python: Python, query: Value, count: Value): Value {
    if (this.#store.size === 0) return [];
    const vectors = this.#embed(python, query);
    const most = python.call('min', count, BigInt(this.#store.size));
    const [vector] = vectors;
    if (vector === undefined) return noVectors();
    const found = this.index.search(vector, searchSize(python, most));
    // faiss says -1 where it finds nothing, so that an id of -1 is passed over.
    return found
      .filter(({ id }) => id !== -1n)
      .map(({ id, score }) => dict({ id, similarity_score: score, text: python.item(this.#store, id) }));
  }

  retrieveAll(python: Python): Value {
    return python
      .items(python.method(this.#store, 'items'))
      .map((entry) => dict({ id: python.call('int', python.item(entry, 0n)), text: python.item(entry, 1n) }));
  }

  #isTooLong(python: Python, text: Value): boolean {
    return python.isGreater(python.call('len', text), BigInt(this.limits.entryLength));
  }

  #tooLong(): Value {
    return failed(`Entry length exceeds maximum length of ${this.limits.entryLength} characters.`);
  }

  /**
   * One vector for a text, several for a list of texts.
   * @throws {DecodeError} for what is no text: sentence_transformers takes it for a pair of texts, and it fails where it has
   *   no first item; what comes of others hangs on its version, which the official leaves open
   */
  #embed(python: Python, text: Value): Vector[] {
    const given = isList(text) ? text : [text];
    const [first] = given;
    if (first === undefined) return [];
    const texts = given.filter((one) => typeof one === 'string' && !holdsStandIns(one)) as string[];
    if (texts.length === given.length) return vectorsIn(this.outside({ kind: 'embed', texts }), texts.length);
    if (typeof first !== 'string' && !isDict(first)) python.item(first, 0n);
    const answer = this.outside({ kind: 'encode', given });
    if (answer === null) return undetermined('the embedding of what is no plain text');
    if (isDict(answer)) return raise(exceptionIn(answer), str(answer.get('exception') ?? null));
    return vectorsIn(answer, given.length);
  }
}

const encoderExceptions = ['AttributeError', 'TypeError', 'ValueError'] as const;

/** What the encoder raised. */
function exceptionIn(answer: Dict): (typeof encoderExceptions)[number] {
  return encoderExceptions.find((name) => name === answer.get('type')) ?? 'ValueError';
}

function notPresent(python: Python, id: Value): Value {
  return failed(python.text`ID ${id} not present in store.`);
}

/** What numpy takes an id for that the store knows. @throws {DecodeError} where it takes none */
function indexId(python: Python, id: Value): bigint {
  if (isList(id) || id instanceof Tuple) return refuse('an id that is a list');
  const whole = typeof id === 'bigint' ? id : python.call('int', id);
  if (typeof whole === 'bigint' && BigInt.asIntN(64, whole) === whole) return whole;
  return raise('OverflowError', 'Python int too large to convert to C long');
}

/** How many faiss is to find. @throws {DecodeError} for what it does not take */
function searchSize(python: Python, count: Value): number {
  if (!python.isGreater(count, 0n)) return raise('AssertionError');
  if (typeof count === 'bigint') return Number(count);
  if (typeof count === 'boolean') return raise('TypeError', 'an integer is required');
  return raise('TypeError', `'${typeName(count)}' object cannot be interpreted as an integer`);
}

function noVectors(): never {
  return raise('ValueError', 'not enough values to unpack (expected 2, got 1)');
}

/** @throws {RangeError} for an answer that is none */
function vectorsIn(answer: Value, count: number): Vector[] {
  if (!isList(answer) || answer.length !== count)
    throw new RangeError(
      `expected ${count} embeddings, got ${isList(answer) ? answer.length : typeName(answer)}`,
    );
  return answer.map((vector) => {
    if (!isList(vector) || !vector.every((part) => typeof part === 'number'))
      throw new RangeError('expected an embedding as a list of floats');
    return Float32Array.from(vector);
  });
}
