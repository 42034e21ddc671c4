import {
  isDict,
  isList,
  str,
  type Chance,
  type ExpectedCall,
  type Task,
  type Value,
} from '../../datasets/index.ts';

/** A call to be written: what a model could mean. */
export type PlannedCall = { readonly name: string; readonly values: ReadonlyMap<string, Value> };

/** One accepted value: nested dicts of possible answers hold lists of accepted values themselves. */
function settle(answer: Value, chance: Chance): Value | undefined {
  if (isDict(answer)) {
    const settled = new Map<Value, Value>();
    for (const [key, accepted] of answer) {
      const value = isList(accepted) && accepted.length > 0 ? chance.pick(accepted) : accepted;
      if (value !== '') settled.set(key, value);
    }
    return settled;
  }
  if (isList(answer)) return answer.map((item) => (isDict(item) ? (settle(item, chance) ?? item) : item));
  return answer;
}

function planCall(call: ExpectedCall, chance: Chance): PlannedCall {
  const values = new Map<string, Value>();
  for (const [parameter, answers] of call.parameters) {
    if (answers.length === 0) continue;
    const answer = chance.pick(answers);
    if (answer === '' && chance.with(0.9)) continue;
    const value = settle(answer, chance);
    if (value !== undefined) values.set(parameter, value);
  }
  return { name: call.name, values };
}

/** A made-up value of a declared type. */
function invent(type: string, chance: Chance): Value {
  if (/int|long|short|byte/i.test(type)) return BigInt(chance.below(50));
  if (/float|double/i.test(type)) return chance.below(100) / 4;
  if (/bool/i.test(type)) return chance.with(0.5);
  if (/array|list|tuple/i.test(type)) return [1n, 'a', 2.5].slice(0, chance.below(4));
  if (/dict|map/i.test(type)) return new Map<Value, Value>([['key', BigInt(chance.below(9))]]);
  return chance.pick(['x', 'New York', "it's", '2024-01-05', 'é', 'a\nb', '']);
}

/** The calls that answer a task, or, where none is expected, calls of its tools with made-up arguments. */
export function planCalls(task: Task, chance: Chance): PlannedCall[] {
  if (task.expected.kind === 'calls') return task.expected.calls.map((call) => planCall(call, chance));
  const tools = task.tools.slice(0, 1 + chance.below(2));
  return tools.map((tool) => {
    const values = new Map<string, Value>();
    for (const [parameter, { type }] of tool.parameters) {
      if (chance.with(0.8)) values.set(parameter, invent(type, chance));
    }
    return { name: tool.name, values };
  });
}

const strange: readonly Value[] = [
  null,
  true,
  false,
  0n,
  1n,
  -1n,
  0.5,
  1e300,
  -0,
  2n ** 70n,
  '',
  'x',
  'True',
  '-',
  'é😀',
  "it's",
  '"q"',
  'a\\b',
  'line\nbreak',
  [],
  [1n],
  [[1n], ['a']],
  new Map<Value, Value>(),
  new Map<Value, Value>([['k', 1n]]),
  [new Map<Value, Value>([['k', 'v']])],
];

function mutateValue(value: Value, chance: Chance): Value {
  switch (chance.below(6)) {
    case 0:
      return chance.pick(strange);
    case 1:
      return typeof value === 'bigint'
        ? Number(value)
        : typeof value === 'number'
          ? BigInt(Math.trunc(value) || 0)
          : [value];
    case 2:
      return typeof value === 'string' ? mutateWording(value, chance) : str(value);
    case 3:
      return isList(value) ? mutateList(value, chance) : value;
    case 4:
      return isDict(value) ? mutateDict(value, chance) : value;
    default:
      return typeof value === 'bigint' ? value + 1n : typeof value === 'number' ? value * 2 : value;
  }
}

function mutateWording(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  const inserted = chance.pick([' ', '.', '-', '_', 'X', 'ß', "'", '"', '/', '\u00a0']);
  return chance.pick([
    text.toUpperCase(),
    text.slice(0, at) + inserted + text.slice(at),
    text.slice(0, at),
    ` ${text} `,
  ]);
}

function mutateList(items: readonly Value[], chance: Chance): Value {
  const at = chance.below(items.length + 1);
  const changed = items.map((item, index) => (index === at ? mutateValue(item, chance) : item));
  return chance.pick([changed, items.slice(0, at), [...items, chance.pick(strange)], items.toReversed()]);
}

function mutateDict(dict: ReadonlyMap<Value, Value>, chance: Chance): Value {
  const entries = [...dict];
  const at = chance.below(entries.length + 1);
  const more: [Value, Value] = [chance.pick(['extra', 'key', '']), chance.pick(strange)];
  const changed = entries.map(([key, value], index): [Value, Value] => [
    key,
    index === at ? mutateValue(value, chance) : value,
  ]);
  return new Map(chance.pick([changed, entries.filter((_, index) => index !== at), [...entries, more]]));
}

/** Changes what the calls mean: names, parameters, values, their number and order. */
export function mutateCalls(calls: readonly PlannedCall[], task: Task, chance: Chance): PlannedCall[] {
  const changed = calls.map(({ name, values }) => ({ name, values: new Map(values) }));
  const call = changed.length > 0 ? chance.pick(changed) : { name: 'f', values: new Map<string, Value>() };
  const parameters = [...call.values.keys()];
  const parameter = parameters.length > 0 ? chance.pick(parameters) : 'a';
  switch (chance.below(9)) {
    case 0:
      return [...changed, chance.with(0.5) ? call : { name: 'other', values: new Map<string, Value>() }];
    case 1:
      return changed.filter((other) => other !== call);
    case 2:
      return changed.toReversed();
    case 3:
      call.name = chance.pick([
        `${call.name}_x`,
        call.name.replaceAll('.', '_'),
        call.name.toUpperCase(),
        task.tools[0]?.name ?? 'f',
      ]);
      return changed;
    case 4:
      call.values.delete(parameter);
      return changed;
    case 5:
      call.values.set(
        chance.pick([...(task.tools[0]?.parameters.keys() ?? []), 'unknown']),
        chance.pick(strange),
      );
      return changed;
    default:
      call.values.set(parameter, mutateValue(call.values.get(parameter) ?? null, chance));
      return changed;
  }
}
