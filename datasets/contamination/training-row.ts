import type { AuditedCall } from './answer-index.ts';
import { dataIn } from './embedded-data.ts';
import { readPythonCalls } from './path-calls.ts';
import { leafText } from './state-index.ts';
import { isObject, schemaOf, type JsonObject } from './tool-shape.ts';

/** What stands in a row of training data, whatever its format. */
export type RowContent = {
  /** Function docs as they stand there. */
  readonly tools: JsonObject[];
  readonly calls: AuditedCall[];
  /** What users say, turn by turn. */
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

const userRoles: ReadonlySet<unknown> = new Set(['user', 'human']);
/** Fields that hold what a user says where there are no messages. */
const userFields: ReadonlySet<string> = new Set([
  ...['query', 'question', 'instruction', 'prompt', 'user', 'input', 'text', 'problem', 'task', 'utterance'],
]);
const answerFields: ReadonlySet<string> = new Set(['possible_answers', 'possible_answer', 'ground_truth']);

/**
 * Reads a row of any format: suites and trajectories of InfTool, BFCL's own, OpenAI's messages and tools, ShareGPT's
 * conversations, xLAM's query, tools and answers. Tools, calls and states are known by their shape, wherever they
 * stand, in texts, too.
 */
export function contentOf(row: unknown): RowContent {
  const reader = new RowReader();
  reader.read(row);
  return reader.content();
}

/** What stands around calls: tags, fences. */
const wrapping = /^(?:<[\w-]+>|```\w*)|(?:<\/[\w-]+>|```)$/g;

type Place = {
  readonly key: string;
  readonly depth: number;
  readonly textDepth: number;
  readonly said: boolean;
};

class RowReader {
  readonly #tools = new Map<string, JsonObject>();
  readonly #calls = new Map<string, AuditedCall>();
  readonly #texts = new Set<string>();
  readonly #values = new Set<string>();
  #broken = 0;
  #tooDeep = 0;

  read(row: unknown): void {
    this.#visit(row, { key: '', depth: 0, textDepth: 0, said: false });
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

  #visitText(text: string, { key, depth, textDepth, said }: Place): void {
    this.#values.add(leafText(key, text));
    if (!said && this.#readCalls(text)) return;
    const data = dataIn(text);
    if (data.isBroken) this.#broken++;
    if (!data.isWhole && (said || userFields.has(key))) this.#texts.add(text);
    if (textDepth >= DEEPEST_TEXT) return;
    for (const value of data.values) {
      this.#visit(value, { key, depth: depth + 1, textDepth: textDepth + 1, said: false });
    }
  }

  /** Calls as Python writes them, where a text is nothing else. */
  #readCalls(text: string): boolean {
    const bare = text.trim().replace(wrapping, '').trim();
    const calls = /^\[?\s*[A-Za-z_][\w.]*\(/.test(bare) ? readPythonCalls(bare) : [];
    for (const { name, positional, named } of calls) {
      const unnamed = positional.map((value, index) => [String(index), value] as const);
      this.#addCall(name, Object.fromEntries([...unnamed, ...Object.entries(named)]));
    }
    return calls.length > 0;
  }

  #visitObject(value: JsonObject, place: Place): void {
    if (isTool(value, place.key)) {
      this.#tools.set(JSON.stringify(value), value);
      return;
    }
    const given = argumentsOf(value);
    const { name } = value;
    if (given !== undefined && typeof name === 'string') {
      this.#addCall(name, given);
      return;
    }
    if (place.key !== '') this.#values.add(`${place.key}{}`);
    const depth = place.depth + 1;
    const said = userRoles.has(value['role'] ?? value['from']);
    for (const [key, inner] of Object.entries(value)) {
      if (answerFields.has(key)) this.#readAnswers(inner);
      const isSpoken = key === 'content' || key === 'value' || (place.said && key === 'text');
      this.#visit(inner, { key, depth, textDepth: place.textDepth, said: isSpoken && (said || place.said) });
    }
  }

  #addCall(name: string, given: JsonObject): void {
    this.#calls.set(JSON.stringify([name, given]), { name, arguments: given });
  }

  /** `[{"name": {"parameter": [accepted values]}}]`: the call with the first of each. */
  #readAnswers(answers: unknown): void {
    const data = typeof answers === 'string' ? dataIn(answers).values.flat() : answers;
    if (!Array.isArray(data)) return;
    for (const answer of data.filter(isObject)) {
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

const argumentFields = ['arguments', 'args', 'parameters', 'input'] as const;

/** What a call is given, as an object or as its JSON; undefined for what is no call. */
function argumentsOf(value: JsonObject): JsonObject | undefined {
  for (const key of argumentFields) {
    const given = value[key];
    if (isObject(given)) return given;
    if (typeof given === 'string') {
      const [inner] = dataIn(given).values;
      if (isObject(inner)) return inner;
    }
  }
  return undefined;
}
