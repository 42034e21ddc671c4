import { describe, expect, test } from 'vitest';
import { SuiteError, type Task } from '../suite.ts';
import { readJson } from '../values/json-read.ts';
import { writeJson } from '../values/json-write.ts';
import { BfclSuite, openBfcl } from './bfcl-suite.ts';
import { bfclCategories } from './categories.ts';
import { DataFiles } from './data-files.ts';
import { formatVariants } from './format-sensitivity.ts';
import { sha256 } from './release.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const doc = (name: string, type = 'integer'): Json => ({
  name,
  description: `Does ${name}.`,
  parameters: {
    type: 'dict',
    properties: { n: { type, description: 'n' }, list: { type: 'array', items: { type: 'float' } } },
    required: ['n'],
  },
});
const asks = (content: string): Json => [[{ role: 'user', content }]];
const lines = (...entries: Json[]): string => entries.map((entry) => JSON.stringify(entry)).join('\n');

const files: Readonly<Record<string, string>> = {
  'BFCL_v4_simple_python.json': lines(
    { id: 'simple_python_0', question: asks('add'), function: [doc('add')] },
    { id: 'simple_python_1', question: asks('double'), function: [doc('double')] },
  ),
  'possible_answer/BFCL_v4_simple_python.json': [
    '{"id": "simple_python_0", "ground_truth": [{"add": {"n": [5, 5.0, ""]}}]}',
    '{"id": "simple_python_1", "ground_truth": [{"double": {"n": [1152921504606846977]}}]}',
  ].join('\n'),
  'BFCL_v4_irrelevance.json': lines({ id: 'irrelevance_0', question: asks('hi'), function: [doc('add')] }),
  'BFCL_v4_live_relevance.json': lines(
    { id: 'live_relevance_0-0-0', question: asks('hi'), function: [doc('add')] },
    { id: 'live_relevance_1-0-1', question: asks('ho'), function: [doc('add')] },
  ),
  'BFCL_v4_parallel.json': lines({ id: 'parallel_0', question: asks('both'), function: [doc('add')] }),
  'possible_answer/BFCL_v4_parallel.json': lines({
    id: 'parallel_0',
    ground_truth: [{ add: { n: [1] } }, { add: { n: [2] } }],
  }),
  'BFCL_v4_format_sensitivity.json': JSON.stringify({
    parallel: ['parallel_0'],
    simple_java: [],
    simple_python: ['simple_python_1', 'simple_python_0'],
  }),
  'BFCL_v4_multi_turn_miss_func.json': lines({
    id: 'multi_turn_miss_func_4',
    question: [asks('a'), []],
    involved_classes: ['MathAPI', 'TicketAPI'],
    missed_function: { '1': ['open', 'mean'] },
  }),
  'possible_answer/BFCL_v4_multi_turn_miss_func.json': lines({
    id: 'multi_turn_miss_func_4',
    ground_truth: [[], ['mean(n=1)']],
  }),
  'multi_turn_func_doc/math_api.json': lines(doc('mean'), doc('sum')),
  'multi_turn_func_doc/ticket_api.json': lines(doc('open'), doc('close')),
  'multi_turn_func_doc/memory_kv.json': lines(doc('remember')),
  'multi_turn_func_doc/web_search.json': lines(doc('fetch')),
  'BFCL_v4_memory.json': lines({
    id: 'memory_0-finance-0',
    question: asks('who?'),
    involved_classes: ['MemoryAPI'],
    scenario: 'finance',
  }),
  'possible_answer/BFCL_v4_memory.json': lines({ id: 'memory_0-finance-0', ground_truth: ['me'] }),
  ...Object.fromEntries(
    ['student', 'customer', 'finance', 'healthcare', 'notetaker'].map((scenario) => [
      `memory_prereq_conversation/memory_${scenario}.json`,
      lines({ id: `memory_prereq_0-${scenario}-0` }, { id: `memory_prereq_1-${scenario}-1` }),
    ]),
  ),
  'BFCL_v4_web_search.json': lines({
    id: 'web_search_0',
    question: asks('where?'),
    involved_classes: ['WebSearchAPI'],
  }),
  'possible_answer/BFCL_v4_web_search.json': lines({ id: 'web_search_0', ground_truth: ['here'] }),
  'sources/prompts.json': JSON.stringify({
    ADDITIONAL_SYSTEM_PROMPT_FOR_AGENTIC_RESPONSE_FORMAT: 'Answer so.',
    DEFAULT_SYSTEM_PROMPT_FORMAT: '',
    DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC: '',
    DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_PROMPTING: '',
    MAXIMUM_STEP_LIMIT: 20,
    MEMORY_AGENT_SETTINGS: {},
    MEMORY_BACKEND_INSTRUCTION_CORE_ARCHIVAL: '',
    MEMORY_BACKEND_INSTRUCTION_UNIFIED: '',
    OUTPUT_FORMAT_MAPPING: {},
    PARAM_TYPE_MAPPING: {},
    PROMPT_STYLE_TEMPLATES: {},
    PROMPT_TEMPLATE_MAPPING: {},
  }),
};

/** A suite over `files`, some of them changed, that takes what it finds for the release. */
function suiteOf(changes: Readonly<Record<string, string>> = {}): BfclSuite {
  const all = { ...files, ...changes };
  const digests = new Map(Object.entries(all).map(([path, text]) => [path, sha256(text)]));
  const release = { version: 'miniature', categories: bfclCategories, files: digests };
  const read = (path: string) =>
    path in all ? Promise.resolve(Buffer.from(all[path] ?? '')) : Promise.reject(new Error(`no ${path}`));
  return new BfclSuite(new DataFiles(release, read));
}

async function firstTask(category: string): Promise<Task> {
  const [task] = await suiteOf().tasks(category);
  if (task === undefined) throw new Error(`no task in ${category}`);
  return task;
}

describe('single-turn tasks', () => {
  test('carry tools with types, the required names and the doc as written', async () => {
    const [tool] = (await firstTask('simple_python')).tools;
    expect(tool?.name).toBe('add');
    expect(tool?.required).toEqual(['n']);
    expect([...(tool?.parameters ?? [])]).toEqual([
      ['n', { type: 'integer', itemType: null }],
      ['list', { type: 'array', itemType: 'float' }],
    ]);
    expect(tool?.doc).toEqual(readJson(JSON.stringify(doc('add'))));
  });

  test('keep ints, floats and long ints of possible answers apart', async () => {
    const expected = (await suiteOf().tasks('simple_python')).map((task) =>
      task.expected.kind === 'calls' ? task.expected.calls : [],
    );
    expect(expected).toEqual([
      [{ name: 'add', parameters: new Map([['n', [5n, 5, '']]]) }],
      [{ name: 'double', parameters: new Map([['n', [1152921504606846977n]]]) }],
    ]);
  });

  test('expect no call or any call where there is no answer file', async () => {
    expect((await firstTask('irrelevance')).expected).toEqual({ kind: 'no-call' });
    expect((await firstTask('live_relevance')).expected).toEqual({ kind: 'any-call' });
  });

  test('are clustered by tool set where live, else alone', async () => {
    const clusters = async (name: string) => (await suiteOf().tasks(name)).map(({ cluster }) => cluster);
    expect(await clusters('live_relevance')).toEqual(['live_relevance:0', 'live_relevance:0']);
    expect(await clusters('simple_python')).toEqual(['simple_python_0', 'simple_python_1']);
  });
});

describe('format sensitivity', () => {
  test('is every chosen task in 26 formats, in dataset order, numbered through', async () => {
    const tasks = await suiteOf().tasks('format_sensitivity');
    const expected = ['parallel_0', 'simple_python_0', 'simple_python_1'].flatMap((original, position) =>
      formatVariants.map(
        ({ name }, index) => `format_sensitivity_${position * 26 + index}:${name}:${original}`,
      ),
    );
    expect(tasks.map(({ id }) => id)).toEqual(expected);
    expect(tasks.map(({ entry }) => entry.get('id'))).toEqual(expected);
  });

  test('keeps the checker of the original and takes the format of the id', async () => {
    const tasks = await suiteOf().tasks('format_sensitivity');
    expect(tasks[0]).toMatchObject({ checker: 'parallel', format: { decoder: 'python', toolCallTag: true } });
    expect(tasks[26 + 23]).toMatchObject({
      checker: 'simple',
      format: { decoder: 'concise_xml', toolCallTag: false },
      cluster: 'simple_python_0',
    });
  });

  test('says once in every description which language the function is in, and nowhere else', async () => {
    const suite = suiteOf();
    const [task] = await suite.tasks('format_sensitivity');
    const description = 'Does add. Note that the provided function is in Python 3 syntax.';
    expect(writeJson(task?.entry.get('function') ?? null)).toContain(description);
    expect((await suite.tasks('parallel'))[0]?.tools[0]?.doc.get('description')).toBe('Does add.');
  });

  test('has the official 26 variants', () => {
    expect(formatVariants).toHaveLength(26);
    expect(formatVariants[0]?.name).toBe(
      'ret_fmt=python&tool_call_tag=True&func_doc_fmt=python&prompt_fmt=plaintext&style=classic',
    );
    expect(formatVariants[10]?.name).toBe(
      'ret_fmt=json&tool_call_tag=False&func_doc_fmt=xml&prompt_fmt=plaintext&style=classic',
    );
    expect(formatVariants.slice(24).map(({ name }) => name)).toEqual([
      'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=markdown&style=classic',
      'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=experimental',
    ]);
  });
});

describe('tasks with environments', () => {
  test('get the docs of their classes in order, without those held out until a later turn', async () => {
    const task = await firstTask('multi_turn_miss_func');
    expect(task.tools.map(({ name }) => name)).toEqual(['sum', 'close']);
    expect(writeJson(task.entry.get('missed_function') ?? null)).toBe(
      writeJson(readJson(JSON.stringify({ '1': [doc('open'), doc('mean')] }))),
    );
    expect([...task.entry.keys()]).toEqual([
      'id',
      'question',
      'involved_classes',
      'missed_function',
      'function',
    ]);
    expect(task.expected).toEqual({ kind: 'path', source: [[], ['mean(n=1)']] });
    expect(task.cluster).toBe('multi_turn:4');
  });

  test('are renamed for their memory backend and know the conversations before them', async () => {
    const task = await firstTask('memory_kv');
    expect(task.id).toBe('memory_kv_0-finance-0');
    expect(task.entry.get('involved_classes')).toEqual(['MemoryAPI_kv']);
    expect(task.entry.get('depends_on')).toEqual([
      'memory_kv_prereq_0-finance-0',
      'memory_kv_prereq_1-finance-1',
    ]);
    expect(task.tools.map(({ name }) => name)).toEqual(['remember']);
    expect(task.cluster).toBe('memory_0-finance-0');
    expect(task.expected).toEqual({ kind: 'answer', source: ['me'] });
  });

  test('start agentic questions with the form of the answer, and leave the file as it is', async () => {
    const suite = suiteOf();
    for (const name of ['web_search_base', 'web_search_no_snippet']) {
      const [task] = await suite.tasks(name);
      expect(task?.id).toBe(`${name}_0`);
      expect(writeJson(task?.entry.get('question') ?? null)).toBe(
        '[[{"role": "system", "content": "Answer so."}, {"role": "user", "content": "where?"}]]',
      );
    }
  });
});

describe('bad data', () => {
  const failure = (category: string, changes: Readonly<Record<string, string>>) =>
    expect(suiteOf(changes).tasks(category)).rejects;

  test('an unknown category is refused', async () => {
    await failure('exec_simple', {}).toThrow('BFCL has no category "exec_simple"');
  });

  test('answers to other questions are refused', async () => {
    const answer = lines({ id: 'parallel_1', ground_truth: [] });
    const [task] = await suiteOf({ 'possible_answer/BFCL_v4_parallel.json': answer }).tasks('parallel');
    expect(() => task?.expected).toThrow(
      'BFCL_v4_parallel.json:1: the answer to parallel_0 is that of parallel_1.',
    );
    await failure('parallel', { 'possible_answer/BFCL_v4_parallel.json': '' }).toThrow(
      'parallel: 1 questions, but 0 answers',
    );
  });

  test.each([
    ['no JSON', '{"id": ', 'BFCL_v4_irrelevance.json:1: Expecting value'],
    ['no object', '[]', 'BFCL_v4_irrelevance.json:1: expected a JSON object'],
    ['no id', '{"function": []}', 'BFCL_v4_irrelevance.json:1: expected "id" to be a text'],
  ])('a line with %s is named', async (_, text, message) => {
    await failure('irrelevance', { 'BFCL_v4_irrelevance.json': text }).toThrow(message);
  });

  test('a line without tools is named when they are looked at', async () => {
    const [task] = await suiteOf({ 'BFCL_v4_irrelevance.json': '{"id": "irrelevance_0"}' }).tasks(
      'irrelevance',
    );
    expect(() => task?.tools).toThrow('BFCL_v4_irrelevance.json:1: expected a list, found undefined');
  });

  test('a file that is not the release’s, or not there, is said to be so', async () => {
    const release = {
      version: '1',
      categories: bfclCategories,
      files: new Map([['BFCL_v4_irrelevance.json', '']]),
    };
    const other = new BfclSuite(new DataFiles(release, () => Promise.resolve(Buffer.from('{}'))));
    await expect(other.tasks('irrelevance')).rejects.toThrow(
      'BFCL_v4_irrelevance.json is not the file of bfcl-eval 1. Pull the data with `inftool data pull`.',
    );
    const nothing = openBfcl('/nowhere', release);
    await expect(nothing.tasks('irrelevance')).rejects.toThrow(SuiteError);
    await expect(nothing.tasks('irrelevance')).rejects.toThrow(/not complete: ENOENT/);
  });
});
