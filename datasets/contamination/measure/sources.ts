import type { ExpectedCall, Suite, Task } from '../../suite.ts';
import { str } from '../../values/repr.ts';
import { isDict } from '../../values/value.ts';
import { questionTexts } from '../audit.ts';
import { expectedCalls } from '../benchmark.ts';
import { plainOf } from '../plain.ts';
import { isObject, propertiesOf, schemaOf, type JsonObject } from '../tool-shape.ts';

/** What is taken from the benchmark to be planted: one item of one entry. */
export type Source<Item> = { readonly entry: string; readonly item: Item };

export type Sources = {
  readonly tools: readonly Source<JsonObject>[];
  readonly calls: readonly Source<ExpectedCall>[];
  readonly states: readonly Source<{ readonly environment: string; readonly state: JsonObject }>[];
  readonly texts: readonly Source<string>[];
};

/** All that can leak of a suite, each item once for the first entry that has it. */
export async function sourcesOf(suite: Suite): Promise<Sources> {
  const collected = new Collector();
  for (const name of suite.groups.get('all_scoring') ?? suite.categories.map((category) => category.name)) {
    for (const task of await suite.tasks(name)) collected.addTask(task);
    for (const { id, entry } of (await suite.prerequisites?.(name)) ?? []) {
      for (const text of questionTexts(entry)) collected.add(collected.texts, id, text);
    }
  }
  return collected;
}

class Collector implements Sources {
  readonly tools: Source<JsonObject>[] = [];
  readonly calls: Source<ExpectedCall>[] = [];
  readonly states: Source<{ environment: string; state: JsonObject }>[] = [];
  readonly texts: Source<string>[] = [];
  readonly #seen = new Set<string>();

  addTask(task: Task): void {
    for (const { doc } of task.tools) {
      const plain = plainOf(doc);
      if (isObject(plain)) this.add(this.tools, task.id, plain);
    }
    for (const call of expectedCalls(task)) {
      const plain = [call.name, [...call.parameters].map(([key, values]) => [key, plainOf(values)])];
      this.add(this.calls, task.id, call, JSON.stringify(plain));
    }
    const states = task.entry.get('initial_config');
    for (const [environment, state] of isDict(states) ? states : []) {
      const plain = plainOf(state);
      if (isObject(plain)) this.add(this.states, task.id, { environment: str(environment), state: plain });
    }
    for (const text of questionTexts(task.entry)) this.add(this.texts, task.id, text);
  }

  add<Item>(list: Source<Item>[], entry: string, item: Item, key = JSON.stringify(item)): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    list.push({ entry, item });
  }
}

/** A tool's parameters by name. */
export function parametersOf(doc: JsonObject): Readonly<Record<string, JsonObject>> {
  return propertiesOf(schemaOf(doc) ?? {});
}
