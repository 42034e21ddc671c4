import { expect, test } from 'vitest';
import { isDict, isList, readJson, repr, str, type Dict, type Value } from '../../datasets/index.ts';
import { readFileSync } from 'node:fs';
import { openInstances, settingFor, type PathTask } from '../check/multi-turn.ts';
import { executeCalls } from '../execute/execute.ts';

/** Sessions of calls with results and states of the official classes. Read so that 1 and 1.0 stay apart. */
const corpus = readJson(readFileSync(new URL('../cases/environments.json', import.meta.url), 'utf8'));

const surroundings = { today: { year: 2026, month: 11, day: 29 }, longContext: new Map<string, Value>() };

function dict(value: Value | undefined): Dict {
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

function texts(value: Value | undefined): string[] {
  if (value !== undefined && isList(value)) return value.map((item) => str(item));
  throw new TypeError('expected a list');
}

const cases = Array.from((dict(corpus).get('cases') ?? []) as readonly Value[], (value, index) => {
  const one = dict(value);
  return [str(one.get('environment') ?? null), index, one] as const;
});

test.each(cases)(
  '%s answers as the official does, and comes to the same state (session %i)',
  (name, _, one) => {
    const task: PathTask = {
      id: 'x_0',
      classes: [name],
      configuration: new Map([[name, one.get('configuration') ?? null]]),
      path: [],
      isLongContext: false,
    };
    const instances = openInstances(task, 'm', settingFor(task, surroundings));
    const calls = texts(one.get('calls'));
    const before = [...instances.values()].map((instance) => instance.clone());
    expect(calls.map((call, index) => [call, executeCalls([call], instances)[0], index])).toEqual(
      texts(one.get('results')).map((result, index) => [calls[index], result, index]),
    );
    const [instance] = instances.values();
    expect(stateTexts(instance?.state())).toEqual(
      Object.fromEntries([...dict(one.get('state'))].map(([key, text]) => [str(key), str(text)])),
    );
    // A clone of the beginning has not gone along, and comes to the same.
    const again = new Map([...instances.keys()].map((key, index) => [key, before[index] ?? fail()]));
    expect(executeCalls(calls, again)).toEqual(texts(one.get('results')));
  },
);

function fail(): never {
  throw new Error('no instance');
}

/** Attributes as Python shows them; sets in order. */
function stateTexts(state: ReadonlyMap<string, Value> | undefined): Record<string, string> {
  return Object.fromEntries(
    Array.from(state ?? [], ([name, value]) => [
      name,
      repr(name === 'generated_ids' ? sorted(value) : value),
    ]),
  );
}

function sorted(value: Value): Value {
  return new Map([...dict(value)].sort(([a], [b]) => Number(a) - Number(b)));
}
