import { bench, describe } from 'vitest';
import { readFields } from './json-fields.ts';
import { readJson } from './json-read.ts';
import { writeJson } from './json-write.ts';

const properties = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [
    `parameter_${i}`,
    {
      type: 'string',
      description: `The value of parameter ${i}, as "text" in ISO format.`,
      default: i * 1.5,
    },
  ]),
);
const lines: Readonly<Record<string, string>> = {
  task: JSON.stringify({
    id: 'simple_python_0',
    question: [
      [{ role: 'user', content: 'Find the area of a triangle with a base of 10 and a height of 5.' }],
    ],
    function: [
      { name: 'triangle.area', description: 'Area of a triangle.', parameters: { type: 'dict', properties } },
    ],
  }),
  result: JSON.stringify({
    id: 'simple_python_0',
    result: "[calculate_triangle_area(base=10, height=5, unit='units')]",
    input_token_count: 412,
    latency: 0.4371,
  }),
  reasoning: JSON.stringify({
    id: 'multi_turn_base_0',
    reasoning_content: 'First I look at the "files".\n\nThen I move them – carefully.\n'.repeat(60),
  }),
  ints: JSON.stringify(Array.from({ length: 500 }, (_, i) => i * 37)),
};

describe.each(Object.entries(lines))('%s', (_name, line) => {
  const value = readJson(line);
  bench('readJson', () => void readJson(line));
  bench('JSON.parse', () => void JSON.parse(line));
  bench('writeJson', () => void writeJson(value));
  if (line.startsWith('{')) bench('readFields', () => void readFields(line));
});
