import type { AuditedCall } from './answer-index.ts';
import { callsIn, objectIn } from './calls-in-text.ts';
import { dataIn } from './embedded-data.ts';
import { leafText } from './state-index.ts';
import { isObject, schemaKeys, schemaOf, type JsonObject } from './tool-shape.ts';

/** What stands in a row of training data, whatever its format. */
export type RowContent = {
  /** Function docs as they stand there. */
  readonly tools: JsonObject[];
  readonly calls: AuditedCall[];
  /** Texts of more than a word, whoever says them, docs aside. */
  readonly texts: string[];
  /** Values with their keys, as states consist of them. */
  readonly values: Set<string>;
  /** Texts that begin like data and are none. */
  broken: number;
  /** Values deeper inside than is looked. */
  tooDeep: number;
};

const DEEPEST = 64;
/** A text in a text in a text … */
const DEEPEST_TEXT = 4;

const answerFields: ReadonlySet<string> = new Set(['possible_answers', 'possible_answer', 'ground_truth']);

/**
 * Reads a row of any format: suites and trajectories of InfTool, BFCL's own, OpenAI's messages and tools, ShareGPT's
 * conversations, xLAM's query, tools and answers. Tools, calls and states are known by their shape, wherever they
 * stand, in texts, too; texts are read under whatever key.
 */
export function contentOf(row: unknown): RowContent {
  const reader = new RowReader();
  reader.read(row);
  return reader.content();
}

/** No more than a name, a number, a date. */
const oneWord = /^[\w.:/+-]*$/;

type Place = {
  readonly key: string;
  readonly depth: number;
  readonly textDepth: number;
};

class RowReader {
  readonly #tools = new Map<string, JsonObject>();
  readonly #calls = new Map<string, AuditedCall>();
  readonly #texts = new Set<string>();
  readonly #values = new Set<string>();
  /** Docs so far, those that are equal, too. */
  #docs = 0;
  #broken = 0;
  #tooDeep = 0;

  read(row: unknown): void {
    this.#visit(row, { key: '', depth: 0, textDepth: 0 });
  }

  content(): RowContent {
    return {
      tools: [...this.#tools.values()],
      calls: [...this.#calls.values()],
      texts: [...this.#texts],
      values: this.#values,
      broken: this.#broken,
      tooDeep: this.#tooDeep,
    };
  }

  #visit(value: unknown, place: Place): void {
    if (place.depth > DEEPEST) {
      this.#tooDeep++;
    } else if (typeof value === 'string') this.#visitText(value, place);
    else if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, { ...place, depth: place.depth + 1 });
    } else if (isObject(value)) this.#visitObject(value, place);
    else this.#values.add(leafText(place.key, value));
  }

  /** Docs inside of a text are no words of it: their own are compared as theirs. */
  #visitText(text: string, { key, depth, textDepth }: Place): void {
    this.#values.add(leafText(key, text));
    if (oneWord.test(text)) return;
    for (const { name, arguments: given } of callsIn(text)) this.#addCall(name, given);
    const { pieces, isBroken, isWhole } = dataIn(text);
    if (isBroken) this.#broken++;
    const words: string[] = [];
    let end = 0;
    for (const piece of textDepth < DEEPEST_TEXT ? pieces : []) {
      const docs = this.#docs;
      this.#visit(piece.value, { key, depth: depth + 1, textDepth: textDepth + 1 });
      if (this.#docs === docs) continue;
      words.push(text.slice(end, piece.start));
      end = piece.end;
    }
    words.push(text.slice(end));
    if (!isWhole) this.#texts.add(words.join(' '));
  }

  /** What stands beside a doc or a call is looked at, too: it may be a whole row that has a name. */
  #visitObject(value: JsonObject, place: Place): void {
    const asDoc = isTool(value, place.key);
    const call = asDoc ? undefined : callOf(value);
    if (asDoc) this.#addTool(value);
    else if (call !== undefined) this.#addCall(call.name, call.given);
    if (place.key !== '') this.#values.add(`${place.key}{}`);
    const { depth, textDepth } = place;
    for (const [key, inner] of Object.entries(value)) {
      if (asDoc && docFields.has(key)) continue;
      if (answerFields.has(key)) this.#readAnswers(inner);
      this.#visit(key === call?.key ? call.given : inner, { key, depth: depth + 1, textDepth });
    }
  }

  #addTool(doc: JsonObject): void {
    this.#docs++;
    this.#tools.set(JSON.stringify(doc), doc);
  }

  #addCall(name: string, given: JsonObject): void {
    this.#calls.set(JSON.stringify([name, given]), { name, arguments: given });
  }

  /** `[{"name": {"parameter": [accepted values]}}]`: the call with the first of each. */
  #readAnswers(answers: unknown): void {
    const data = typeof answers === 'string' ? dataIn(answers).pieces.flatMap(({ value }) => value) : answers;
    for (const answer of (Array.isArray(data) ? data : [data]).filter(isObject)) {
      if (callOf(answer) !== undefined) continue;
      for (const [name, parameters] of Object.entries(answer)) {
        if (!isObject(parameters)) continue;
        this.#addCall(name, firstOfEach(parameters));
      }
    }
  }
}

/** Of every list of accepted values the first that is given. */
function firstOfEach(accepted: JsonObject): JsonObject {
  const given = Object.entries(accepted).flatMap(([key, choices]) => {
    const all: readonly unknown[] = Array.isArray(choices) ? choices : [choices];
    return all
      .filter((value) => value !== '')
      .slice(0, 1)
      .map((value) => [key, firstOf(value)] as const);
  });
  return Object.fromEntries(given);
}

/** Inside of accepted objects every key has a list, too. */
function firstOf(accepted: unknown): unknown {
  if (Array.isArray(accepted)) return accepted.map(firstOf);
  return isObject(accepted) ? firstOfEach(accepted) : accepted;
}

const toolFields: ReadonlySet<string> = new Set([
  'tools',
  'functions',
  'function',
  'available_tools',
  'api_list',
]);

/** What of a doc is compared as such. */
const docFields: ReadonlySet<string> = new Set(['name', 'description', ...schemaKeys]);

/** Has a name and a schema of parameters; or, where tools are listed, a name and a description. */
function isTool(value: JsonObject, key: string): boolean {
  if (typeof value['name'] !== 'string' || 'arguments' in value) return false;
  const schema = schemaOf(value);
  if (schema === undefined) return toolFields.has(key) && typeof value['description'] === 'string';
  if (isObject(schema['properties'])) return true;
  const inner = Object.values(schema);
  const isDescribed = (one: unknown) => isObject(one) && ('type' in one || 'description' in one);
  return inner.length === 0 ? 'description' in value : inner.every(isDescribed) || isEmptySchema(schema);
}

function isEmptySchema({ type }: JsonObject): boolean {
  return type === 'object' || type === 'dict';
}

const nameFields = [
  'name',
  'tool_name',
  'function_name',
  'recipient_name',
  'tool',
  'function',
  'action',
] as const;
const argumentFields = [
  ...(['arguments', 'args', 'kwargs', 'parameters', 'params', 'input'] as const),
  ...(['tool_input', 'tool_args', 'action_input'] as const),
];

/** The call that an object is, with its arguments as an object or as its JSON, under `key`; undefined for what is none. */
function callOf(value: JsonObject) {
  const name = nameFields.map((field) => value[field]).find((one) => typeof one === 'string');
  if (name === undefined) return undefined;
  for (const key of argumentFields) {
    const written = value[key];
    const given = typeof written === 'string' ? objectIn(written) : written;
    if (isObject(given)) return { name, given, key };
  }
  return undefined;
}
