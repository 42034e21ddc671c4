import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  isList,
  PythonSyntaxError,
  repr,
  str,
  type Dict,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import {
  checkPath,
  decodeCallTexts,
  executeCalls,
  gradeAnswer,
  gradeConversation,
  gradeDecoded,
  gradeTask,
  isEmptyStep,
  openInstances,
  pathTaskOf,
  settingFor,
  type Verdict,
} from '../../graders/index.ts';
import { corporaFolder, corpusPath, corpusSuite, parseLines, readCorpus } from './corpora.ts';

/** Official verdicts on what is executed, and on answers, entry by entry. */

const categories = ['base', 'miss_func', 'miss_param', 'long_context'].map((name) => `multi_turn_${name}`);
const tasks = new Map<string, Task>();
let longContext: ReadonlyMap<string, Value> = new Map();

const text = (line: Dict, field: string) => str(line.get(field) ?? null);
const mode = (line: Dict) => (line.get('mode') === 'fc' ? 'fc' : 'prompt');

function taskOf(line: Dict): Task {
  const task = tasks.get(text(line, 'id'));
  if (task === undefined) throw new Error(`no task ${text(line, 'id')}`);
  return task;
}

function list(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value;
  throw new TypeError(`expected a list, got ${repr(value ?? null)}`);
}

const steps = (turns: Value | undefined) =>
  list(turns).map((turn) => list(turn).map((step) => list(step).map((call) => str(call))));

const options = (modelName: string) => ({
  modelName,
  surroundings: { today: { year: 2026, month: 1, day: 1 }, longContext },
});

const verdictOf = ({ valid, errorType }: Verdict) => ({ valid, error_type: errorType });

/** Fields in which ours are other values than the line's. */
function differences(line: Dict, ours: Readonly<Record<string, Value>>): string[] {
  return Object.entries(ours)
    .filter(([field, value]) => repr(line.get(field) ?? null) !== repr(value))
    .map(
      ([field, value]) => `${text(line, 'id')} ${field}: ${repr(value)} for ${repr(line.get(field) ?? null)}`,
    );
}

describe.skipIf(corporaFolder === undefined)('official verdicts', () => {
  beforeAll(async () => {
    const suite = await corpusSuite();
    longContext = (await suite.longContext?.()) ?? new Map();
    for (const name of categories) for (const task of await suite.tasks(name)) tasks.set(task.id, task);
  });

  test('every path of the suite leads where it leads', () => {
    const failed = [...tasks.values()].filter((task) => {
      const path = pathTaskOf(task);
      const turns = path.path.map((turn) => [turn]);
      return checkPath(path, turns, options('model')) !== undefined;
    });
    expect(tasks.size).toBe(800);
    expect(failed.map(({ id }) => id)).toEqual([]);
  });

  test('on paths and mutants of them', () => {
    const lines = readCorpus('verdicts/multi-turn.jsonl.gz');
    expect(lines).toHaveLength(392);
    const found = lines.flatMap((line) => {
      const verdict = gradeDecoded(
        taskOf(line),
        steps(line.get('decoded')),
        options(text(line, 'model_name')),
      );
      const message = line.has('error_message') ? { error_message: verdict.error[0] ?? null } : {};
      const attributes = line.has('differing_attributes')
        ? { differing_attributes: [...verdict.differing].sort() }
        : {};
      return differences(line, { ...verdictOf(verdict), ...message, ...attributes });
    });
    expect(found).toEqual([]);
  });

  test('every result that was traced is the same text', () => {
    const lines = readCorpus('verdicts/multi-turn.jsonl.gz').filter((line) => line.has('execution_results'));
    const found = lines.flatMap((line) => {
      const task = pathTaskOf(taskOf(line));
      const setting = settingFor(task, options('').surroundings);
      const instances = openInstances(task, text(line, 'trace_model_name'), setting);
      const results = steps(line.get('decoded')).map((turn) =>
        turn.map((step) => executeCalls(step, instances)),
      );
      return line.get('set_order_dependent') === true
        ? []
        : differences(line, { execution_results: results });
    });
    expect(lines).toHaveLength(74);
    expect(found).toEqual([]);
  });

  test('on the multi-turn outputs of gpt-oss-20b', () => {
    const verdicts = new Map(
      readCorpus('verdicts/gpt-oss-20b.jsonl.gz').map((line) => [text(line, 'id'), line] as const),
    );
    const folder = path.join(corpusPath('recorded'), 'gpt-oss-20b', 'multi_turn');
    const lines = categories
      .slice(0, 3)
      .flatMap((name) => parseLines(readFileSync(path.join(folder, `BFCL_v4_${name}_result.json`), 'utf8')));
    const found = lines.flatMap((line) => {
      const output = { result: line.get('result') ?? null, mode: 'fc', underscoreToDot: false } as const;
      const verdict = gradeTask(taskOf(line), output, options('gpt-oss-20b'));
      const official = verdicts.get(text(line, 'id')) ?? new Map<Value, Value>();
      return differences(official, verdictOf(verdict));
    });
    expect(lines).toHaveLength(600);
    expect(found).toEqual([]);
  });

  test('on answers, and on which message is one', () => {
    const lines = readCorpus('verdicts/agentic.jsonl.gz');
    const found = lines.flatMap((line) => {
      const answers = list(line.get('possible_answers')).map((answer) => str(answer));
      const result = line.get('result') ?? null;
      const verdict = line.has('response')
        ? gradeAnswer(line.get('response') ?? null, answers)
        : gradeConversation({ result, mode: mode(line), underscoreToDot: false }, answers);
      return differences(line, verdictOf(verdict));
    });
    expect(lines).toHaveLength(101);
    expect(found).toEqual([]);
  });

  test('on which calls a step holds', () => {
    const lines = readCorpus('verdicts/decode-execute.jsonl.gz');
    const found = lines.flatMap((line) => {
      const texts = decodedTexts(line);
      if (texts === undefined) return differences(line, { decode_ok: false });
      return differences(line, { decode_ok: true, decoded: texts, empty: isEmptyStep(texts) });
    });
    expect(lines).toHaveLength(355);
    expect(found).toEqual([]);
  });
});

function decodedTexts(line: Dict): string[] | undefined {
  try {
    const texts = decodeCallTexts(line.get('result') ?? null, mode(line));
    return texts instanceof PythonSyntaxError ? undefined : texts;
  } catch (error) {
    // What the official decoder refuses is thrown as no `Error`; everything else is.
    if (error instanceof Error) throw error;
    return undefined;
  }
}
