import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resolveCategories, VerdictRowSchema, type VerdictRow } from '../../datasets/index.ts';
import { corporaFolder, corpusPath, corpusSuite } from '../corpora/corpora.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { openGrader } from './grader.ts';

const today = { year: 2026, month: 1, day: 1 };

const OfficialSchema = z.object({
  id: z.string(),
  model: z.string().default('gpt-oss-20b'),
  error_type: z.string().nullable(),
  error_type_u2d: z.string().nullish(),
});

/** The official error type by model and id, with underscores for dots where the model calls functions. */
function officialVerdicts(name: 'verdicts/ast-real.jsonl.gz' | 'verdicts/gpt-oss-20b.jsonl.gz') {
  const lines = gunzipSync(readFileSync(corpusPath(name)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  return lines
    .map((line) => OfficialSchema.parse(JSON.parse(line)))
    .map(
      ({ id, model, error_type, error_type_u2d = error_type }) => [`${model} ${id}`, error_type_u2d] as const,
    );
}

const sheets = ['non_live', 'live', 'multi_turn', 'agentic', 'format_sensitivity', 'overall'].map(
  (name) => `data_${name}.csv`,
);

describe.skipIf(corporaFolder === undefined)('recorded outputs of five models', () => {
  let scores = '';
  let evaluation: Evaluation;

  beforeAll(async () => {
    scores = await mkdtemp(join(tmpdir(), 'inftool-recorded-'));
    const suite = await corpusSuite();
    const request = {
      suite,
      categories: resolveCategories(suite, ['all']),
      resultDirectory: corpusPath('recorded'),
      scoreDirectory: scores,
      models: undefined,
      isPartial: false,
      modes: { mode: 'auto', underscoreToDot: 'auto' },
      atExit: () => () => undefined,
      version: 'test',
      options: {},
    } as const;
    evaluation = await evaluate(request, await openGrader(suite, request.categories, today));
  });
  afterAll(() => rm(scores, { recursive: true }));

  test('are told apart from the folder that holds none', () => {
    expect(evaluation.without).toEqual(['expected']);
    expect(evaluation.runs.map(({ manifest: { model, decision } }) => [model, decision.mode])).toEqual([
      ['claude-3-5-sonnet-20240620', 'prompt'],
      ['gpt-4o-2024-05-13', 'prompt'],
      ['gpt-4o-2024-08-06-FC', 'fc'],
      ['gpt-oss-20b', 'fc'],
      ['meta-llama_Meta-Llama-3-8B-Instruct', 'prompt'],
    ]);
  });

  test.each(sheets)('give the official %s', async (file) => {
    const expected = await readFile(join(corpusPath('recorded'), 'expected', file), 'utf8');
    expect(await readFile(join(scores, file), 'utf8')).toBe(expected);
  });

  test('fail where the official says, for its reason', async () => {
    const official = new Map<string, string | null>([
      ...officialVerdicts('verdicts/ast-real.jsonl.gz'),
      ...officialVerdicts('verdicts/gpt-oss-20b.jsonl.gz'),
    ]);
    const differing: string[] = [];
    let compared = 0;
    for (const { manifest } of evaluation.runs) {
      const text = await readFile(join(scores, manifest.model, 'verdicts.jsonl'), 'utf8');
      for (const line of text.trimEnd().split('\n')) {
        const row = VerdictRowSchema.parse(JSON.parse(line));
        if (row.status === 'not_run') continue;
        compared++;
        const key = `${manifest.model} ${row.id}`;
        if (official.get(key) !== errorTypeOf(row)) differing.push(key);
      }
    }
    expect(differing).toEqual([]);
    expect(compared).toBe(4 * 1390 + 4241);
  });
});

function errorTypeOf(row: VerdictRow): string | null {
  return row.status === 'fail' ? row.error_type : null;
}
