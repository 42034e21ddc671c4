import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ascii, repr, str, type Dict, type Suite, type Task, type Value } from '../../datasets/index.ts';
import { gradeEntry, rewardOf, type Output } from '../../graders/index.ts';
import { corporaFolder, corpusPath, corpusSuite, parseLines, readCorpus } from './corpora.ts';

/** Official verdicts on real model outputs and on mutants, entry by entry. */

const tasks = new Map<string, Task>();

async function loadTasks(suite: Suite): Promise<void> {
  const categories = suite.categories.filter(({ folder }) => folder === 'live' || folder === 'non_live');
  for (const { name } of categories) for (const task of await suite.tasks(name)) tasks.set(task.id, task);
}

const id = (line: Dict) => str(line.get('id') ?? null);

function taskOf(line: Dict): Task {
  const task = tasks.get(id(line));
  if (task === undefined) throw new Error(`no task ${id(line)}`);
  return task;
}

/** Fields in which our verdict is not the official one; `suffix` picks the official fields. */
function differences(
  line: Dict,
  result: Value,
  mode: Output['mode'],
  underscoreToDot: boolean,
  suffix = '',
): string[] {
  const verdict = gradeEntry(taskOf(line), { result, mode, underscoreToDot });
  const ours: [string, Value][] = [
    [`valid${suffix}`, verdict.valid],
    [`error_type${suffix}`, verdict.errorType],
  ];
  const decoded = line.get('decoded_repr');
  if (typeof decoded === 'string') {
    ours.push(['decoded_repr', verdict.decoded === undefined ? null : ascii(verdict.decoded)]);
  }
  const decodes = line.get('decode_ok');
  if (decodes !== undefined) ours.push(['decode_ok', verdict.decoded !== undefined]);
  return ours
    .filter(([field, value]) => line.get(field) !== value)
    .map(([field, value]) => `${id(line)} ${field}: ${repr(value)} for ${repr(line.get(field) ?? null)}`);
}

function compareLine(line: Dict): string[] {
  const mode = line.get('mode') === 'fc' ? 'fc' : 'prompt';
  const result = line.get('result') ?? null;
  const found = differences(line, result, mode, line.get('underscore_to_dot') === true);
  return line.has('valid_u2d') ? [...found, ...differences(line, result, mode, true, '_u2d')] : found;
}

describe.skipIf(corporaFolder === undefined)('official verdicts', () => {
  beforeAll(async () => {
    await loadTasks(await corpusSuite());
  });

  test('on outputs of four models of 2024 (ast-real)', () => {
    const lines = readCorpus('verdicts/ast-real.jsonl.gz');
    expect(lines).toHaveLength(5560);
    expect(lines.flatMap(compareLine)).toEqual([]);
  });

  test.each(['gated', 'graded', 'binary'] as const)(
    'make a reward (%s) of 1, and nothing else does',
    (name) => {
      const lines = [
        ...readCorpus('verdicts/ast-real.jsonl.gz'),
        ...readCorpus('verdicts/ast-fuzz.jsonl.gz'),
      ];
      const wrong = lines.filter((line) => {
        const mode = line.get('mode') === 'fc' ? 'fc' : 'prompt';
        const output = { result: line.get('result') ?? null, mode, underscoreToDot: false } as const;
        const { value } = rewardOf(name, taskOf(line), output);
        return (value === 1) !== line.get('valid') || value < 0 || value > 1;
      });
      expect(wrong.map(id)).toEqual([]);
    },
  );

  test('on renderings and mutants of ground truths (ast-fuzz)', () => {
    const lines = readCorpus('verdicts/ast-fuzz.jsonl.gz');
    expect(lines).toHaveLength(1724);
    expect(lines.flatMap(compareLine)).toEqual([]);
  });

  test('on the single-turn outputs of gpt-oss-20b, with dots kept and replaced', () => {
    const lines = readCorpus('verdicts/gpt-oss-20b.jsonl.gz').filter((line) => tasks.has(id(line)));
    expect(lines).toHaveLength(3641);
    const results = new Map<string, Value>();
    for (const category of new Set(lines.map((line) => str(line.get('category') ?? null)))) {
      const folder = category.startsWith('live') ? 'live' : 'non_live';
      const file = path.join(
        corpusPath('recorded'),
        'gpt-oss-20b',
        folder,
        `BFCL_v4_${category}_result.json`,
      );
      for (const line of parseLines(readFileSync(file, 'utf8'))) {
        results.set(id(line), line.get('result') ?? null);
      }
    }
    const found = lines.flatMap((line) => {
      const result = results.get(id(line)) ?? null;
      return [...differences(line, result, 'fc', false), ...differences(line, result, 'fc', true, '_u2d')];
    });
    expect(found).toEqual([]);
  });
});
