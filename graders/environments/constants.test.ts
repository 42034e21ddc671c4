import { expect, test } from 'vitest';
import { repr, writeJson, type Value } from '../../datasets/index.ts';
import {
  declareConstant,
  derivedConstant,
  extendedList,
  isConstant,
  knownJson,
  knownRepr,
} from './constants.ts';
import { Python } from './python.ts';

function constantList(): readonly Value[] {
  const list = ['a', 1n, 2.5, new Map<Value, Value>([['k', ['x']]])];
  declareConstant(list);
  return list;
}

test('a constant is known by its text, and so are its parts', () => {
  const list = constantList();
  expect(knownJson(list)).toBe(writeJson(list));
  expect(knownRepr(list)).toBe(repr(list));
  expect(knownJson(list[3] ?? null)).toBe('{"k": ["x"]}');
  expect(knownJson(['a'])).toBeUndefined();
});

test('nobody changes a constant', () => {
  const list = constantList();
  const python = new Python();
  const dict = list[3] ?? null;
  for (const change of [
    () => {
      python.append(list, 1n);
    },
    () => {
      python.extend(list, []);
    },
    () => {
      python.remove(list, 'a');
    },
    () => {
      python.setItem(list, 0n, 1n);
    },
    () => {
      python.setItem(dict, 'k', 1n);
    },
    () => {
      python.deleteItem(dict, 'k');
    },
    () => {
      python.append(python.item(dict, 'k'), 1n);
    },
  ])
    expect(change).toThrow(expect.objectContaining({ deviation: 'evaluator-subset' }));
  expect(repr(list)).toBe("['a', 1, 2.5, {'k': ['x']}]");
});

test.each<{ items: readonly Value[] }>([{ items: [] }, { items: [true, 'é'] }])(
  'a list of $items and a constant behind them has the text of both',
  ({ items }) => {
    const constant = constantList();
    const list = extendedList(items, constant);
    expect(knownJson(list)).toBe(writeJson([...items, ...constant]));
    expect(knownRepr(list)).toBe(repr([...items, ...constant]));
    new Python().append(list, 'more');
    expect(knownJson(list)).toBeUndefined();
    expect(list).toEqual([...items, ...constant, 'more']);
    expect(constant).toHaveLength(4);
  },
);

test('a list is not extended by what is no list', () => {
  expect(extendedList(['a'], null)).toEqual(['a']);
});

test('what is made of a constant is made once for each name, of many names anew', () => {
  const source = constantList();
  const made = derivedConstant(source, 'one', () => ['1']);
  expect(derivedConstant(source, 'one', () => ['2'])).toBe(made);
  expect(isConstant(made as readonly Value[])).toBe(true);
  const all = Array.from({ length: 100 }, (_, i) => derivedConstant(source, `n${i}`, () => [BigInt(i)]));
  expect(all.map((value) => repr(value))).toEqual(all.map((_, i) => `[${i}]`));
  expect(isConstant(all[99] as readonly Value[])).toBe(false);
});
