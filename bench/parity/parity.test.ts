import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  parseOwnTask,
  readJson,
  writeJson,
  type Language,
  type Suite,
  type Task,
} from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { officialLine, parityCases, type ParityCase } from './cases.ts';
import { compare } from './compare.ts';
import { minimise } from './minimise.ts';
import { compareScoreTrees } from './score-trees.ts';
import { Tally } from './tally.ts';

const types: Readonly<Record<Language, readonly [text: string, int: string, list: string]>> = {
  python: ['string', 'integer', 'array'],
  java: ['String', 'integer', 'ArrayList'],
  javascript: ['String', 'integer', 'array'],
};

function taskIn(language: Language): Task {
  const [text, int, list] = types[language];
  const properties = {
    city: { type: text },
    days: { type: int },
    tags: { type: list, items: { type: text } },
  };
  const entry = {
    id: `${language}-1`,
    language,
    tools: [{ name: 'Weather.get', parameters: { type: 'dict', properties, required: ['city'] } }],
    possible_answers: [{ 'Weather.get': { city: ['Bern', 'Berne'], days: [1, ''], tags: [['a', 'b'], ''] } }],
  };
  return parseOwnTask(readJson(JSON.stringify(entry)), 'test');
}

function suiteIn(language: Language): Suite {
  const task = taskIn(language);
  const category = {
    name: language,
    folder: '',
    family: '',
    weight: 1,
    language,
    checker: 'simple',
    cluster: 'task',
    count: 1,
  } as const;
  return {
    id: 'test',
    version: '1',
    digest: '',
    categories: [category],
    groups: new Map(),
    categoryOf: () => language,
    tasks: () => Promise.resolve([task]),
  };
}

async function casesIn(language: Language, count: number, seed: number): Promise<ParityCase[]> {
  const suite = suiteIn(language);
  const cases: ParityCase[] = [];
  for (const category of suite.categories) {
    for await (const parityCase of parityCases(suite, category, count, seed)) cases.push(parityCase);
  }
  return cases;
}

describe('seeded cases', () => {
  test('are the same for a seed, whatever the number asked for, and others for another', async () => {
    const lines = (await casesIn('python', 50, 7)).map(officialLine);
    expect((await casesIn('python', 20, 7)).map(officialLine)).toEqual(lines.slice(0, 20));
    expect((await casesIn('python', 50, 8)).map(officialLine)).not.toEqual(lines);
  });

  test.each(['python', 'java', 'javascript'] as const)(
    'of %s hold right and wrong answers in both modes',
    async (language) => {
      const cases = await casesIn(language, 400, 1);
      const valid = cases.filter(({ task, output }) => gradeEntry(task, output).valid);
      expect(valid.length).toBeGreaterThan(80);
      expect(valid.length).toBeLessThan(320);
      expect(new Set(valid.map(({ output }) => output.mode))).toEqual(new Set(['fc', 'prompt']));
    },
  );
});

const task = taskIn('python');
const caseOf = (result: string): ParityCase => ({
  category: 'python',
  stratum: 'python',
  task,
  output: { result, mode: 'prompt', underscoreToDot: false },
});

describe('comparison', () => {
  const right = {
    valid: true,
    error_type: null,
    error: '[]',
    decoded_repr: "[{'Weather.get': {'city': 'Bern'}}]",
  };
  const parityCase = caseOf("[Weather.get(city='Bern')]");

  test('finds the first field that differs', () => {
    expect(compare(parityCase, right)).toEqual({ kind: 'same', valid: true });
    expect(compare(parityCase, { ...right, decoded_repr: '[]' })).toMatchObject({
      kind: 'different',
      field: 'decoded_repr',
    });
    expect(compare(parityCase, { ...right, valid: false, error_type: 'x' })).toMatchObject({
      field: 'valid',
    });
  });

  test('names official aborts where we say so too, and only there', () => {
    expect(compare(parityCase, { abort: 'KeyError' })).toMatchObject({
      kind: 'different',
      field: 'error_type',
    });
    expect(compare(caseOf("[Weather.get(city='Bern', days=10**5000)]"), { abort: 'ValueError' })).toEqual({
      kind: 'named',
      name: 'official abort',
    });
  });

  test('is counted by stratum', () => {
    const tally = new Tally<ParityCase>();
    tally.count(parityCase, { kind: 'same', valid: true });
    tally.count(parityCase, { kind: 'named', name: 'resource limit: the time of the official' });
    tally.count(parityCase, { kind: 'different', field: 'valid', ours: 'true', official: 'false' });
    expect(tally.strata).toEqual([
      {
        stratum: 'python',
        cases: 3,
        valid: 1,
        invalid: 0,
        named: { 'resource limit: the time of the official': 1 },
        different: 1,
      },
    ]);
    expect(tally.differences).toHaveLength(1);
  });
});

test('a differing output is shrunk to what it takes', async () => {
  const smallest = await minimise(caseOf('[f(a=1), g(b="x[1]y"), h(c=2)]'), ({ output }) =>
    Promise.resolve(typeof output.result === 'string' && /x.*y/.test(output.result)),
  );
  expect(smallest.output.result).toBe('xy');
});

describe('score trees', () => {
  async function tree(...lines: readonly object[]): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'inftool-trees-'));
    await mkdir(path.join(folder, 'm'));
    const text = lines.map((line) => `${writeJson(readJson(JSON.stringify(line)))}\n`).join('');
    await writeFile(path.join(folder, 'm', 'BFCL_v4_x_score.json'), text);
    return folder;
  }
  const header = { accuracy: 0.5 };
  const failing = (error: string, more = {}) => ({ id: 'x_0', error: [error], ...more });

  test('are equal but for the wording of decode errors', async () => {
    const ours = await tree(header, failing('Invalid syntax. Failed to decode AST. ours'));
    const official = await tree(header, failing('Invalid syntax. Failed to decode AST. theirs'));
    expect(await compareScoreTrees(ours, official)).toEqual({ files: 1, lines: 2, differences: [] });
  });

  test('differ by field, by order of fields and by missing lines', async () => {
    const official = await tree(header, failing('a', { valid: false }));
    const differences = async (...lines: readonly object[]) =>
      (await compareScoreTrees(await tree(...lines), official)).differences;
    const file = 'm/BFCL_v4_x_score.json';
    expect(await differences(header, failing('b', { valid: false }))).toEqual([`${file}: "x_0": "error"`]);
    expect(await differences(header, { error: ['a'], id: 'x_0', valid: false })).toEqual([
      `${file}: "x_0": the order of fields`,
    ]);
    expect(await differences(header)).toEqual([
      `${file}: "x_0": not among ours`,
      `${file}: the order of lines`,
    ]);
  });
});
