import type { ExpectedCall, Suite, Task, Tool } from '../suite.ts';
import { str } from '../values/repr.ts';
import { isDict, isList, type Dict, type Value } from '../values/value.ts';
import { questionTexts } from './audit.ts';
import { CallIndex } from './call-index.ts';
import { readPythonCalls, type WrittenCall } from './path-calls.ts';
import { plainOf } from './plain.ts';
import { SchemaIndex } from './schema-index.ts';
import { StateIndex } from './state-index.ts';
import { TextIndex } from './text-index.ts';
import type { Thresholds } from './thresholds.ts';
import { isObject, propertiesOf, schemaOf, shapeOf } from './tool-shape.ts';

/** What the hits of one kind are made of: items, by number, each of entries. */
class Items {
  readonly #entries: Set<number>[] = [];

  add(item: number, entry: number): void {
    (this.#entries[item] ??= new Set()).add(entry);
  }

  get count(): number {
    return this.#entries.length;
  }

  entriesOf(item: number): ReadonlySet<number> {
    return this.#entries[item] ?? new Set();
  }
}

export type ItemKind = 'tools' | 'calls' | 'states' | 'texts';

/** A benchmark, opened to look things up in: tasks and prerequisites with all that may leak of them. */
export type Benchmark = {
  readonly suite: Pick<Suite, 'id' | 'version' | 'digest'>;
  /** Ids of entries, by number. */
  readonly entries: readonly string[];
  readonly schemas: SchemaIndex;
  readonly calls: CallIndex;
  readonly states: StateIndex;
  readonly texts: TextIndex;
  readonly items: Readonly<Record<ItemKind, Items>>;
  /** What excerpts show, by number of the item. */
  readonly stateTexts: readonly string[];
  readonly userTexts: readonly string[];
};

/**
 * All categories that count for a score (all, where a suite does not tell), and what has to be talked through before
 * their tasks.
 * @throws {SuiteError} if the suite cannot be read
 */
export async function openBenchmark(suite: Suite, thresholds: Thresholds): Promise<Benchmark> {
  const builder = new Builder(suite, thresholds);
  for (const name of suite.groups.get('all_scoring') ?? suite.categories.map((category) => category.name)) {
    for (const task of await suite.tasks(name)) builder.addTask(task);
    for (const { id, entry } of (await suite.prerequisites?.(name)) ?? [])
      builder.addTexts(builder.entry(id), entry);
  }
  return builder.close();
}

class Builder implements Benchmark {
  readonly suite;
  readonly entries: string[] = [];
  readonly schemas: SchemaIndex;
  readonly calls: CallIndex;
  readonly states: StateIndex;
  readonly texts: TextIndex;
  readonly items = { tools: new Items(), calls: new Items(), states: new Items(), texts: new Items() };
  readonly stateTexts: string[] = [];
  readonly userTexts: string[] = [];
  readonly #docs = new Map<string, number>();
  readonly #sources = new Map<Dict, number>();
  readonly #calls = new Map<string, number>();

  constructor({ id, version, digest }: Suite, thresholds: Thresholds) {
    this.suite = { id, version, digest };
    this.schemas = new SchemaIndex(thresholds.nearSchema);
    this.calls = new CallIndex(thresholds.callWeight);
    this.states = new StateIndex(thresholds.nearState);
    this.texts = new TextIndex({ containment: thresholds.textContainment, run: thresholds.textRun });
  }

  close(): Benchmark {
    this.schemas.close();
    this.texts.close();
    return this;
  }

  entry(id: string): number {
    return this.entries.push(id) - 1;
  }

  addTask(task: Task): void {
    const entry = this.entry(task.id);
    for (const { doc } of task.tools) this.#addTool(entry, doc);
    for (const doc of heldOut(task.entry)) this.#addTool(entry, doc);
    for (const call of expectedCalls(task)) this.#addCall(entry, call);
    this.#addStates(entry, task.entry.get('initial_config') ?? null);
    this.addTexts(entry, task.entry);
  }

  addTexts(entry: number, source: Dict): void {
    for (const text of questionTexts(source)) {
      const item = this.texts.add(text);
      this.userTexts[item] ??= text;
      this.items.texts.add(item, entry);
    }
  }

  /** Most tasks share their docs with others. */
  #addTool(entry: number, source: Dict): void {
    const known = this.#sources.get(source) ?? this.#docOf(source);
    if (known === undefined) return;
    this.#sources.set(source, known);
    this.items.tools.add(known, entry);
  }

  #docOf(source: Dict): number | undefined {
    const doc = plainOf(source);
    if (!isObject(doc)) return undefined;
    const text = JSON.stringify([doc['name'], doc['description'], doc['parameters']]);
    const item = this.#docs.get(text) ?? this.schemas.add(shapeOf(doc));
    this.#docs.set(text, item);
    this.calls.learnOrder(String(doc['name']), Object.keys(propertiesOf(schemaOf(doc) ?? {})));
    return item;
  }

  #addCall(entry: number, call: ExpectedCall): void {
    const text = JSON.stringify([
      call.name,
      [...call.parameters].map(([key, values]) => [key, plainOf(values)]),
    ]);
    const item = this.#calls.get(text) ?? this.calls.add(call);
    this.#calls.set(text, item);
    this.items.calls.add(item, entry);
  }

  #addStates(entry: number, source: Value): void {
    if (!isDict(source)) return;
    for (const [environment, state] of source) {
      const plain = plainOf(state);
      const item = this.states.add(str(environment), plain);
      this.stateTexts[item] ??= JSON.stringify(plain);
      this.items.states.add(item, entry);
    }
  }
}

/** Docs that a task offers later only. */
function heldOut(entry: Dict): Dict[] {
  const missed = entry.get('missed_function');
  if (!isDict(missed)) return [];
  return [...missed.values()].flatMap((docs) => (isList(docs) ? docs.filter(isDict) : []));
}

/** Possible answers, and the calls of a path with each value as the only one. */
export function expectedCalls({ expected, tools, entry }: Task): readonly ExpectedCall[] {
  if (expected.kind === 'calls') return expected.calls;
  if (expected.kind !== 'path' || !isList(expected.source)) return [];
  const texts = expected.source.flatMap((turn) => (isList(turn) ? turn : []));
  const parameters = new Map(tools.map((tool) => [tool.name, [...tool.parameters.keys()]]));
  for (const doc of heldOut(entry)) parameters.set(str(doc.get('name') ?? ''), parameterNames(doc));
  return texts
    .filter((text) => typeof text === 'string')
    .flatMap(readPythonCalls)
    .map((call) => asExpected(call, parameters.get(call.name) ?? []));
}

function parameterNames(doc: Tool['doc']): string[] {
  const schema = doc.get('parameters');
  const properties = isDict(schema) ? schema.get('properties') : undefined;
  return isDict(properties) ? [...properties.keys()].map(String) : [];
}

function asExpected({ name, positional, named }: WrittenCall, parameters: readonly string[]): ExpectedCall {
  const given = [
    ...positional.map((value, index) => [parameters[index] ?? String(index), value] as const),
    ...Object.entries(named),
  ];
  return { name, parameters: new Map(given.map(([key, value]) => [key, [accepted(value)]])) };
}

/** A given value as the only accepted one: inside of objects each key has a list, too. */
function accepted(value: unknown): Value {
  if (Array.isArray(value)) return value.map(accepted);
  if (isObject(value)) return new Map(Object.entries(value).map(([key, inner]) => [key, [accepted(inner)]]));
  return value === undefined ? null : (value as string | number | boolean | null);
}
