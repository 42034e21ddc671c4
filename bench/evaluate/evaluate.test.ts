import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  formatVariants,
  InputError,
  ManifestSchema,
  VerdictRowSchema,
  type Category,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { evaluate, type EvaluateRequest } from './evaluate.ts';
import type { Grader } from './grader.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-evaluate-'));
});
afterEach(() => rm(root, { recursive: true }));

type Shape = Pick<Category, 'name' | 'folder' | 'family' | 'checker'> & { ids: readonly string[] };

const variants = formatVariants.slice(0, 2).map(({ name }) => name);
const shapes: readonly Shape[] = [
  [
    'simple_python',
    'non_live',
    'non_live',
    'simple',
    ['simple_python_0', 'simple_python_1', 'simple_python_2'],
  ] as const,
  ['irrelevance', 'non_live', 'irrelevance', 'irrelevance', ['irrelevance_0', 'irrelevance_1']] as const,
  ['multi_turn_base', 'multi_turn', 'multi_turn', 'multi-turn', ['multi_turn_base_0']] as const,
  [
    'format_sensitivity',
    'format_sensitivity',
    'format_sensitivity',
    'simple',
    ['0', '1', '2', '3'].map(
      (n) => `format_sensitivity_${n}:${variants[Number(n) % 2] ?? ''}:simple_python_0`,
    ),
  ] as const,
].map(([name, folder, family, checker, ids]) => ({ name, folder, family, checker, ids }));

const weights = new Map([
  ['simple_python', 0.75],
  ['irrelevance', 0.05],
  ['multi_turn_base', 0.2],
]);

function taskOf({ name, checker }: Shape, id: string): Task {
  return {
    id,
    category: name,
    language: 'python',
    format: { decoder: 'python', toolCallTag: false },
    checker,
    tools: [],
    expected: { kind: 'calls', calls: [], source: [] },
    cluster: `cluster of ${id}`,
    entry: new Map([['id', id]]),
  };
}

function suiteOf(id: string, digest = 'data-1'): Suite {
  return {
    id,
    version: 'test',
    digest,
    categories: shapes.map(({ ids, ...shape }) => ({
      ...shape,
      weight: weights.get(shape.name) ?? 0,
      language: 'python',
      cluster: 'task',
      count: ids.length,
    })),
    groups: new Map(),
    categoryOf: (task) => shapes.find(({ ids }) => ids.includes(task))?.name,
    tasks: (name) =>
      Promise.resolve(
        shapes
          .filter((shape) => shape.name === name)
          .flatMap((shape) => shape.ids.map((task) => taskOf(shape, task))),
      ),
  };
}

/** Passes "ok" and lists. */
const grader: Grader = {
  version: 'grader-1',
  grade: (_, { result }) =>
    result === 'ok' || Array.isArray(result)
      ? { valid: true, errorType: null, error: [], decoded: undefined }
      : { valid: false, errorType: 'test:wrong', error: ['wrong'], decoded: undefined },
};

function request(changes: Partial<EvaluateRequest> = {}): EvaluateRequest {
  const suite = changes.suite ?? suiteOf('bfcl');
  return {
    suite,
    categories: suite.categories,
    resultDirectory: join(root, 'result'),
    scoreDirectory: join(root, 'score'),
    models: undefined,
    isPartial: false,
    modes: { mode: 'auto', underscoreToDot: 'auto' },
    atExit: () => () => undefined,
    version: '1.2.3',
    options: { test_category: ['all'] },
    ...changes,
  };
}

const run = (changes: Partial<EvaluateRequest> = {}) => evaluate(request(changes), grader);

function only(...names: string[]): Partial<EvaluateRequest> {
  return { categories: suiteOf('bfcl').categories.filter(({ name }) => names.includes(name)) };
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const line = (id: string, result: unknown, more: Record<string, unknown> = {}) =>
  `${JSON.stringify({ id, result, ...more })}\n`;

const pythonFile = 'result/m/non_live/BFCL_v4_simple_python_result.json';
const goodPython = ['simple_python_0', 'simple_python_1', 'simple_python_2']
  .map((id) => line(id, 'ok'))
  .join('');

const read = (path: string) => readFile(join(root, path), 'utf8');

async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .sort();
}

async function rowsOf(model: string) {
  const text = await read(`score/${model}/verdicts.jsonl`);
  return text
    .trimEnd()
    .split('\n')
    .map((row) => VerdictRowSchema.parse(JSON.parse(row)));
}

const manifestOf = async (model: string) =>
  ManifestSchema.parse(JSON.parse(await read(`score/${model}/manifest.json`)));

describe('a tree of results', () => {
  test('becomes a tree of scores, with CSV files, verdicts and a manifest', async () => {
    await put(
      pythonFile,
      line('simple_python_2', 'no') +
        line('simple_python_0', 'ok', { latency: 2.5 }) +
        line('simple_python_1', 'né'),
    );
    await put(
      'result/m/non_live/BFCL_v4_irrelevance_result.json',
      line('irrelevance_0', 'ok') + line('irrelevance_1', 'ok', { latency: 1.5 }),
    );
    await put('result/m/agentic/BFCL_v4_memory_kv_prereq_result.json', 'not read');
    await put('result/notes/readme.txt', '');
    const { runs, without } = await run();
    expect(runs.map(({ manifest }) => manifest.model)).toEqual(['m']);
    expect(without).toEqual(['notes']);
    expect(await tree('score')).toEqual([
      'data_agentic.csv',
      'data_format_sensitivity.csv',
      'data_live.csv',
      'data_multi_turn.csv',
      'data_non_live.csv',
      'data_overall.csv',
      'm/answers/irrelevance.jsonl',
      'm/answers/simple_python.jsonl',
      'm/manifest.json',
      'm/non_live/BFCL_v4_irrelevance_score.json',
      'm/non_live/BFCL_v4_simple_python_score.json',
      'm/verdicts.jsonl',
    ]);
    const scores = (await read('score/m/non_live/BFCL_v4_simple_python_score.json')).split('\n');
    expect(scores[0]).toBe('{"accuracy": 0.3333333333333333, "correct_count": 1, "total_count": 3}');
    expect(scores[1]).toMatch(/^\{"id": "simple_python_1", .*"model_result_raw": "né"/);
    expect(scores[2]).toMatch(/^\{"id": "simple_python_2"/);
    expect(scores.slice(3)).toEqual(['']);
    expect(await read('score/m/non_live/BFCL_v4_irrelevance_score.json')).toBe(
      '{"accuracy": 1.0, "correct_count": 2, "total_count": 2}\n',
    );
    const overall = (await read('score/data_overall.csv')).split('\n');
    expect(overall[1]).toMatch(/^1,5\.28%,m,N\/A,0\.0,2\.0,0\.71,2\.45,N\/A,N\/A/);
  });

  test('has a row for every task asked for, whatever became of it', async () => {
    await put(
      pythonFile,
      line('simple_python_0', 'ok', { latency: 1.5, input_token_count: 20, output_token_count: [[3, 4]] }) +
        line('simple_python_1', 'Error during inference: 500'),
    );
    await run({ ...only('simple_python', 'irrelevance', 'multi_turn_base'), isPartial: true });
    const graded = { mode: 'prompt', underscore_to_dot: false };
    const of = (id: string, category: string, family = category) => ({
      id,
      category,
      family,
      cluster: `cluster of ${id}`,
    });
    expect(await rowsOf('m')).toEqual([
      {
        ...of('simple_python_0', 'simple_python', 'non_live'),
        status: 'pass',
        ...graded,
        infrastructure_suspect: false,
        ...{ calls: 0, expected_calls: 0, turns: 1, latency: 1.5, input_tokens: 20, output_tokens: 7 },
      },
      {
        ...of('simple_python_1', 'simple_python', 'non_live'),
        status: 'fail',
        error_type: 'test:wrong',
        ...graded,
        infrastructure_suspect: true,
        ...{ calls: 0, expected_calls: 0, turns: 1, cause: 'harness' },
        rule: 'the result is an error text of the program that asked',
      },
      { ...of('simple_python_2', 'simple_python', 'non_live'), status: 'not_run', reason: 'no_result' },
      { ...of('irrelevance_0', 'irrelevance'), status: 'not_run', reason: 'no_results' },
      { ...of('irrelevance_1', 'irrelevance'), status: 'not_run', reason: 'no_results' },
      {
        ...of('multi_turn_base_0', 'multi_turn_base', 'multi_turn'),
        status: 'not_run',
        reason: 'no_results',
      },
    ]);
    const { categories, overall } = await manifestOf('m');
    const single = (family: string, checker: string, weight: number) => ({ family, checker, weight });
    expect(categories).toEqual({
      simple_python: {
        ...single('non_live', 'simple', 0.75),
        status: 'run',
        n: 2,
        valid: 1,
        skipped: 1,
        accuracy: 0.5,
        ...graded,
        result_files: ['m/non_live/BFCL_v4_simple_python_result.json'],
        infrastructure_suspects: 1,
      },
      irrelevance: {
        ...single('irrelevance', 'irrelevance', 0.05),
        status: 'not_run',
        tasks: 2,
        reason: 'no_results',
      },
      multi_turn_base: {
        ...single('multi_turn', 'multi-turn', 0.2),
        ...{ status: 'not_run', tasks: 1, reason: 'no_results' },
      },
    });
    expect(overall.mean_of_run).toBeCloseTo(0.5, 12);
    expect(overall.share_of_run).toBe(0.75);
    expect(overall.missing_as_zero).toBeCloseTo(0.1 / 12 / 2, 12);
  });

  test('gets the spread over format variants into the first line', async () => {
    const ids = shapes.find(({ name }) => name === 'format_sensitivity')?.ids ?? [];
    const results = ['ok', 'no', 'ok', 'ok'];
    await put(
      'result/m/format_sensitivity/BFCL_v4_format_sensitivity_result.json',
      ids.map((id, i) => line(id, results[i])).join(''),
    );
    await run();
    const [header = ''] = (
      await read('score/m/format_sensitivity/BFCL_v4_format_sensitivity_score.json')
    ).split('\n');
    expect(header).toBe(
      `{"accuracy": 0.75, "correct_count": 3, "total_count": 4, "accuracy_max_delta": 50.0, "accuracy_variance": 1250.0, "accuracy_std": 35.36, "${variants[0] ?? ''}": {"accuracy": 1.0, "correct_count": 2, "total_count": 2}, "${variants[1] ?? ''}": {"accuracy": 0.5, "correct_count": 1, "total_count": 2}}`,
    );
  });

  test('tells the mode by all its single-turn files, asked for or not', async () => {
    await put(pythonFile, goodPython);
    await put('result/m/non_live/BFCL_v4_irrelevance_result.json', line('irrelevance_0', [{ a_b: '{}' }]));
    const { runs } = await run(only('simple_python'));
    expect(runs[0]?.manifest.decision).toEqual({
      mode: 'fc',
      mode_by: 'results',
      underscore_to_dot: true,
      underscore_to_dot_by: 'results',
    });
    expect(Object.keys(runs[0]?.manifest.categories ?? {})).toEqual(['simple_python']);
  });

  test('with lines apart by blank ones, and a last one without a line break, is read whole', async () => {
    await put(pythonFile, goodPython.replaceAll('\n', '\n\n').trimEnd());
    const { runs } = await run();
    expect(runs[0]?.manifest.categories['simple_python']).toMatchObject({ status: 'run', n: 3 });
  });

  test('of another suite is joined by id over all result files', async () => {
    await put('result/m/a_result.jsonl', line('simple_python_0', 'ok') + line('irrelevance_1', 'no'));
    await put(
      'result/m/deep/b_result.json',
      line('simple_python_2', 'ok') + line('simple_python_1', 'no') + line('irrelevance_0', 'ok'),
    );
    await run({ suite: suiteOf('mine') });
    expect(await tree('score')).toEqual([
      'data_overall.csv',
      'm/answers/irrelevance.jsonl',
      'm/answers/simple_python.jsonl',
      'm/manifest.json',
      'm/non_live/irrelevance_score.json',
      'm/non_live/simple_python_score.json',
      'm/verdicts.jsonl',
    ]);
    expect(await read('score/data_overall.csv')).toBe(
      'Rank,Overall Acc,Model,simple_python,irrelevance,multi_turn_base,format_sensitivity\n1,52.50%,m,66.67%,50.00%,N/A,N/A\n',
    );
    const { categories } = await manifestOf('m');
    expect(categories['simple_python']).toMatchObject({
      result_files: ['m/a_result.jsonl', 'm/deep/b_result.json'],
    });
  });
});

describe('several runs into one score directory', () => {
  test('add up by category, and forget nothing that was graded', async () => {
    await put(pythonFile, goodPython);
    await put('result/n/non_live/BFCL_v4_simple_python_result.json', goodPython);
    await run();
    await put(
      'result/m/non_live/BFCL_v4_irrelevance_result.json',
      line('irrelevance_0', 'ok') + line('irrelevance_1', 'no'),
    );
    await rm(join(root, pythonFile));
    await run({ models: ['m'] });
    const { categories } = await manifestOf('m');
    expect(categories['simple_python']).toMatchObject({ status: 'run', valid: 3 });
    expect(categories['irrelevance']).toMatchObject({ status: 'run', valid: 1 });
    const statuses = (await rowsOf('m')).slice(0, 5).map(({ status }) => status);
    expect(statuses).toEqual(['pass', 'pass', 'pass', 'pass', 'fail']);
    const nonLive = await read('score/data_non_live.csv');
    expect(nonLive.split('\n').slice(1)).toEqual([
      '1,m,8.33%,N/A,N/A,100.00%,N/A,N/A,N/A,N/A,N/A,50.00%',
      '2,n,8.33%,N/A,N/A,100.00%,N/A,N/A,N/A,N/A,N/A,N/A',
    ]);
  });

  test('replace a category that is graded anew', async () => {
    await put(pythonFile, goodPython);
    await run();
    await put(pythonFile, line('simple_python_1', 'no'));
    await run({ isPartial: true });
    expect((await manifestOf('m')).categories['simple_python']).toMatchObject({ n: 1, valid: 0, skipped: 2 });
    expect((await rowsOf('m')).slice(0, 3).map(({ status }) => status)).toEqual([
      'not_run',
      'fail',
      'not_run',
    ]);
  });

  test('leave out what failed for infrastructure reasons, and say how many', async () => {
    const failure = (id: string, fault: string) =>
      `${JSON.stringify({ id, class: fault, message: 'no answer', attempts: 5 })}\n`;
    await put(pythonFile, line('simple_python_1', 'no'));
    await put(
      'result/m/failures.jsonl',
      failure('simple_python_0', 'timeout') + failure('simple_python_1', 'server'),
    );
    await expect(run()).rejects.toThrow(
      /found 1; .* 1 of them failed for infrastructure reasons \(failures\.jsonl\)\./,
    );
    await run({ isPartial: true });
    const record = (await manifestOf('m')).categories['simple_python'];
    expect(record).toMatchObject({ n: 1, valid: 0, skipped: 2, infrastructure: 1 });
    expect((await rowsOf('m')).slice(0, 3)).toMatchObject([
      { id: 'simple_python_0', status: 'infrastructure', fault: 'timeout' },
      { id: 'simple_python_1', status: 'fail' },
      { id: 'simple_python_2', status: 'not_run' },
    ]);
  });

  test('tell a model all of whose tasks failed', async () => {
    const row = { id: 'irrelevance_0', class: 'connection', message: 'no answer', attempts: 1 };
    await put('result/m/failures.jsonl', `${JSON.stringify(row)}\n`);
    await expect(run()).rejects.toThrow(/^irrelevance: .* found none; 1 of them failed/);
    await run({ isPartial: true });
    expect((await manifestOf('m')).categories['irrelevance']).toMatchObject({ infrastructure: 1 });
    expect((await rowsOf('m')).filter(({ status }) => status === 'infrastructure')).toHaveLength(1);
  });

  test('refuse a category without any result whose tasks failed, and a file that holds no failures', async () => {
    await put(pythonFile, goodPython);
    const row = { id: 'irrelevance_0', class: 'connection', message: 'no answer', attempts: 1 };
    await put('result/m/failures.jsonl', `${JSON.stringify(row)}\n`);
    await expect(run()).rejects.toThrow(/^irrelevance: .* found none; 1 of them failed/);
    await expect(run(only('simple_python'))).resolves.toBeDefined();
    await run({ isPartial: true });
    expect((await manifestOf('m')).categories['irrelevance']).toMatchObject({
      status: 'not_run',
      tasks: 2,
      reason: 'infrastructure',
      infrastructure: 1,
    });
    const rows = (await rowsOf('m')).filter(({ category }) => category === 'irrelevance');
    expect(rows).toMatchObject([
      { id: 'irrelevance_0', status: 'infrastructure', fault: 'connection' },
      { id: 'irrelevance_1', status: 'not_run', reason: 'no_result' },
    ]);
    await put('result/m/failures.jsonl', '{"id": "irrelevance_0"}\n');
    await expect(run()).rejects.toThrow(/failures\.jsonl:1: expected a failure/);
  });

  test('count scores that an official evaluator left there', async () => {
    await put(
      'score/old/non_live/BFCL_v4_irrelevance_score.json',
      '{"accuracy": 0.5, "correct_count": 120, "total_count": 240}\n',
    );
    await put('score/old/notes.txt', '');
    await put(pythonFile, goodPython);
    await run();
    expect(await read('score/data_non_live.csv')).toContain(
      '\n2,old,0.00%,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,50.00%',
    );
  });

  test('of a model that another process put there meanwhile stand in the CSV files', async () => {
    await put(pythonFile, goodPython);
    const folder = join(root, 'score/z/non_live');
    const together: Grader = {
      ...grader,
      grade: (...given) => {
        mkdirSync(folder, { recursive: true });
        const header = '{"accuracy": 0.5, "correct_count": 1, "total_count": 2}\n';
        writeFileSync(join(folder, 'BFCL_v4_irrelevance_score.json'), header);
        return grader.grade(...given);
      },
    };
    await evaluate(request(), together);
    expect(await read('score/data_non_live.csv')).toMatch(/^1,m,.*\n2,z,.*,50\.00%$/m);
  });

  test('write the same bytes for the same input', async () => {
    await put(pythonFile, goodPython);
    await run();
    const files = await tree('score');
    const before = await Promise.all(files.map((name) => read(`score/${name}`)));
    await run();
    expect(await Promise.all(files.map((name) => read(`score/${name}`)))).toEqual(before);
  });
});

type BadInput = {
  name: string;
  files: Record<string, string>;
  changes?: Partial<EvaluateRequest>;
  message: RegExp;
};

const manifestText = (changes: object) =>
  JSON.stringify({
    record: 'inftool-evaluation/1',
    inftool: '1.2.3',
    model: 'm',
    fidelity: 'official',
    suite: { id: 'bfcl', version: 'test', digest: 'data-1' },
    grader: 'grader-1',
    seed: null,
    decision: {
      mode: 'prompt',
      mode_by: 'results',
      underscore_to_dot: false,
      underscore_to_dot_by: 'results',
    },
    options: {},
    categories: {},
    overall: { missing_as_zero: 0, mean_of_run: null, share_of_run: 0 },
    ...changes,
  });

const badInputs: readonly BadInput[] = [
  {
    name: 'no result directory',
    files: {},
    message: /result cannot be read as a directory \(ENOENT.*\)\. Name another with --result-dir\.$/,
  },
  {
    name: 'the folder of a model as result directory',
    files: { 'result/non_live/BFCL_v4_simple_python_result.json': goodPython },
    message: /result is the folder of one model: .* and name it with --model result\.$/,
  },
  {
    name: 'a file as result directory',
    files: { result: '' },
    message: /cannot be read as a directory \(ENOTDIR/,
  },
  {
    name: 'no results',
    files: { 'result/a/x.txt': '' },
    message: /holds no results.*Folders without results: a\./,
  },
  {
    name: 'an unknown model',
    files: { [pythonFile]: goodPython },
    changes: { models: ['x'] },
    message: /--model: there is no folder "x" .* It holds m\./,
  },
  {
    name: 'an unknown category',
    files: { 'result/m/BFCL_v4_simple_result.json': '' },
    message: /BFCL v4 has no category "simple"/,
  },
  {
    name: 'another BFCL version',
    files: { 'result/m/BFCL_v3_simple_result.json': '' },
    message: /results of BFCL v3, not v4/,
  },
  {
    name: 'two files for one category',
    files: { [pythonFile]: goodPython, 'result/m/BFCL_v4_simple_python_result.json': goodPython },
    message: /holds results of the same category/,
  },
  {
    name: 'no JSON',
    files: { [pythonFile]: `${line('simple_python_0', 'ok')}{"id": oops}\n${line('simple_python_1', 'ok')}` },
    message: /simple_python_result\.json:2: expected \{"id": …, "result": …\}, not JSON: Expecting value/,
  },
  {
    name: 'a truncated last line',
    files: { [pythonFile]: goodPython.slice(0, -10) },
    message: /:3: .*It is the last line: was the file cut off\?$/,
  },
  {
    name: 'a line that is no object',
    files: { [pythonFile]: '[]\n' },
    message: /:1: .*found a value of type list/,
  },
  { name: 'no id', files: { [pythonFile]: '{"result": 1}\n' }, message: /:1: .*found no text "id"/ },
  {
    name: 'no result',
    files: { [pythonFile]: '{"id": "simple_python_0"}\n' },
    message: /:1: .*simple_python_0 has no "result"/,
  },
  {
    name: 'a duplicated id',
    files: { [pythonFile]: goodPython + line('simple_python_1', 'no') },
    message: /:4: .*a second one for "simple_python_1" \(the first is on line 2\)/,
  },
  {
    name: 'an id of another version',
    files: { [pythonFile]: line('simple_0', 'ok') },
    message: /:1: expected the id of a task in simple_python .*found "simple_0"/,
  },
  {
    name: 'missing ids',
    files: { [pythonFile]: line('simple_python_1', 'ok') },
    message: /all 3 tasks, found 1; the first missing is "simple_python_0".*--partial-eval/,
  },
  { name: 'an empty file', files: { [pythonFile]: '' }, message: /all 3 tasks, found 0/ },
  {
    name: 'a broken file among those that tell the mode',
    files: { [pythonFile]: goodPython, 'result/m/BFCL_v4_irrelevance_result.json': '{' },
    changes: only('simple_python'),
    message: /irrelevance_result\.json:1: /,
  },
  {
    name: 'a file as score directory',
    files: { [pythonFile]: goodPython, score: '' },
    message: /score cannot be read as a directory/,
  },
  {
    name: 'scores of other data',
    files: {
      [pythonFile]: goodPython,
      'score/m/manifest.json': manifestText({ suite: { id: 'bfcl', version: 'x', digest: 'data-0' } }),
    },
    message: /scores of m by data of digest data-0, this run uses data-1/,
  },
  {
    name: 'scores by another grader',
    files: {
      [pythonFile]: goodPython,
      'score/z/manifest.json': manifestText({ model: 'z', grader: 'grader-0' }),
    },
    message: /scores of z by the grader grader-0, this run uses grader-1/,
  },
  {
    name: 'a foreign manifest',
    files: { [pythonFile]: goodPython, 'score/m/manifest.json': '{}' },
    message: /manifest\.json: expected a record as `inftool evaluate` writes it/,
  },
  {
    name: 'a folder in the place of a manifest',
    files: { [pythonFile]: goodPython, 'score/m/manifest.json/x': '' },
    message: /manifest\.json cannot be read \(.*EISDIR.*\)\. Remove its folder/,
  },
  {
    name: 'a broken score file',
    files: { [pythonFile]: goodPython, 'score/m/BFCL_v4_irrelevance_score.json': 'x\n' },
    message: /irrelevance_score\.json:1: expected a score file's first line/,
  },
  {
    name: 'a second model in order, the first not',
    files: { [pythonFile]: goodPython, 'result/z/BFCL_v4_simple_python_result.json': '{' },
    message: /result\/z\/.*:1: /,
  },
];

test('a process that ends after the first of two models leaves no score directory', async () => {
  await put(pythonFile, goodPython);
  await put(pythonFile.replace('/m/', '/n/'), goodPython);
  const works = new Set<() => void>();
  const atExit = (work: () => void) => {
    works.add(work);
    return () => works.delete(work);
  };
  let left: readonly string[] = [];
  const endProcess = () => {
    for (const work of works) work();
    left = readdirSync(root);
  };
  let graded = 0;
  const interrupted: Grader = {
    ...grader,
    grade: (...given) => {
      if (graded++ === 0) setImmediate(endProcess);
      return grader.grade(...given);
    },
  };
  await evaluate(request({ atExit }), interrupted).catch(() => undefined);
  expect(left).toEqual(['result']);
  expect(works.size).toBe(0);
});

test('a folder in the place of a file is named before anything is moved', async () => {
  await put(pythonFile, goodPython);
  await mkdir(join(root, 'score/m/verdicts.jsonl'), { recursive: true });
  await expect(run()).rejects.toThrow(/m\/verdicts\.jsonl is a folder where a file of scores goes/);
  expect(await tree('score')).toEqual([]);
});

test('verdicts that an earlier evaluation wrote and that are gone are missed', async () => {
  await put(pythonFile, goodPython);
  await run();
  await rm(join(root, 'score/m/verdicts.jsonl'));
  await expect(run()).rejects.toThrow(/verdicts\.jsonl is missing, and the manifest\.json beside it/);
});

test.each(['result', 'score'])('a broken link in %s/ is named', async (folder) => {
  await put(pythonFile, goodPython);
  await mkdir(join(root, folder), { recursive: true });
  await symlink(join(root, 'nowhere'), join(root, folder, 'link'));
  await expect(run()).rejects.toThrow(/link cannot be read as a directory \(ENOENT/);
  await expect(run()).rejects.toThrow(InputError);
});

describe('bad input is named, and leaves the score directory as it was', () => {
  test.each(badInputs)('$name', async ({ files, changes, message }) => {
    for (const [path, text] of Object.entries(files)) await put(path, text);
    const before = await tree('.');
    const failure: unknown = await run(changes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toHaveProperty('message', expect.stringMatching(message));
    expect(await tree('.')).toEqual(before);
    expect((await readdir(root)).includes('score')).toBe(before.some((name) => name.startsWith('score')));
  });

  test('partial evaluation of an empty file is no run', async () => {
    await put(pythonFile, '\n');
    const { runs } = await run({ isPartial: true });
    expect(runs[0]?.manifest.categories['simple_python']).toMatchObject({
      status: 'not_run',
      reason: 'no_results',
    });
  });
});

test('results keep Python numbers and odd texts', async () => {
  const seen: Value[] = [];
  await put(pythonFile, `{"id": "simple_python_0", "result": [5.0, 5, 1${'0'.repeat(20)}, "\\ud800"]}\n`);
  const spy: Grader = {
    ...grader,
    grade: (task, output, model) => {
      seen.push(output.result);
      return { ...grader.grade(task, output, model), valid: false, errorType: 'x', decoded: output.result };
    },
  };
  await evaluate(request({ isPartial: true }), spy);
  expect(seen).toEqual([[5, 5n, 10n ** 20n, '\ud800']]);
  const text = await read('score/m/non_live/BFCL_v4_simple_python_score.json');
  expect(text).toContain('"model_result_raw": [5.0, 5, 100000000000000000000, "\\ud800"]');
});
