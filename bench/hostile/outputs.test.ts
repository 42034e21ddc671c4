import { expect, test } from 'vitest';
import { parseOwnTask, readJson, type DecoderName, type Task } from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { hostileCase } from './outputs.ts';

const source = `{"id": "t", "tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "string"}}, "required": ["a"]}}], "possible_answers": [{"f": {"a": ["x"]}}]}`;
const base = parseOwnTask(readJson(source), 'test');
const decoders: readonly DecoderName[] = [
  'python',
  'java',
  'javascript',
  'json',
  'verbose_xml',
  'concise_xml',
];
const tasks: readonly Task[] = decoders.flatMap((decoder) => [
  { ...base, format: { decoder, toolCallTag: false } },
  { ...base, format: { decoder, toolCallTag: true } },
]);

test('hostile outputs get a verdict, whatever their decoder', () => {
  const sizes: number[] = [];
  for (let index = 0; index < 600; index++) {
    const { task, output, size } = hostileCase(tasks, 5, index);
    expect(gradeEntry(task, output).valid).toBe(false);
    sizes.push(size);
  }
  expect(Math.max(...sizes)).toBeGreaterThan(1 << 16);
});

test('the same seed gives the same outputs', () => {
  const outputs = (seed: number) => [0, 1, 2].map((index) => hostileCase(tasks, seed, index).output.result);
  expect(outputs(3)).toEqual(outputs(3));
  expect(outputs(3)).not.toEqual(outputs(4));
});
