import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  ascii,
  isDict,
  isList,
  readJson,
  type CheckerName,
  type DecoderName,
  type Dict,
  type Expected,
  type ExpectedCall,
  type Language,
  type Task,
  type Tool,
  type ToolParameter,
  type Value,
} from '../datasets/index.ts';
import { gradeEntry, type Output } from './index.ts';

/**
 * Quirks of the official evaluator, each answered by its own functions; `source` names the place in bfcl-eval 2026.3.23. Tasks
 * are built without the checks of a suite's reader, as some quirks need odd ones.
 */
const file = new URL('cases/quirks.json', import.meta.url);

function dict(value: Value | undefined): Dict {
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

function list(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value;
  throw new TypeError('expected a list');
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('expected a text');
}

function readTool(value: Value): Tool {
  const doc = dict(value);
  const parameters = new Map<string, ToolParameter>();
  for (const [name, property] of dict(dict(doc.get('parameters')).get('properties'))) {
    const items = dict(property).get('items');
    parameters.set(text(name), {
      type: text(dict(property).get('type')),
      itemType: items === undefined ? null : text(dict(items).get('type')),
    });
  }
  const required = list(dict(doc.get('parameters')).get('required')).map(text);
  return { name: text(doc.get('name')), parameters, required, doc };
}

function readCall(value: Value): ExpectedCall {
  const [[name, given] = []] = dict(value);
  const parameters = new Map([...dict(given)].map(([key, accepted]) => [text(key), list(accepted)]));
  return { name: text(name), parameters };
}

function readTask(entry: Dict): Task {
  const answers = entry.get('possible_answers');
  const checker = text(entry.get('checker')) as CheckerName;
  const language = text(entry.get('language')) as Language;
  const expected: Expected =
    answers === undefined
      ? { kind: 'no-call' }
      : { kind: 'calls', calls: list(answers).map(readCall), source: answers };
  return {
    id: text(entry.get('id')),
    category: checker,
    language,
    format: {
      decoder: text(entry.get('format') ?? language) as DecoderName,
      toolCallTag: entry.get('tool_call_tag') === true,
    },
    checker,
    tools: list(entry.get('tools')).map(readTool),
    expected,
    cluster: '',
    entry,
  };
}

const goldenCases = list(readJson(readFileSync(file, 'utf8'))).map(dict);

describe('quirks of the official evaluator', () => {
  test.each(goldenCases.map((golden) => ({ name: text(golden.get('name')), golden })))(
    '$name',
    ({ golden }) => {
      const output: Output = {
        result: golden.get('result') ?? null,
        mode: golden.get('mode') === 'fc' ? 'fc' : 'prompt',
        underscoreToDot: golden.get('underscore_to_dot') === true,
      };
      const verdict = gradeEntry(readTask(dict(golden.get('task'))), output);
      const expected = dict(golden.get('expected'));
      expect(verdict).toMatchObject({ valid: expected.get('valid'), errorType: expected.get('error_type') });
      const decoded = expected.get('decoded_repr');
      if (typeof decoded === 'string') expect(ascii(verdict.decoded ?? null)).toBe(decoded);
      if (expected.has('error_repr')) expect(ascii(verdict.error)).toBe(expected.get('error_repr'));
    },
  );
});
