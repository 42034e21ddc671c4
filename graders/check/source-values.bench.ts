import { bench, describe } from 'vitest';
import { convertJavaValue } from './java-values.ts';
import { convertJavaScriptValue } from './javascript-values.ts';

const items = Array.from({ length: 1000 }, (_, i) => `${i}`).join(', ');
const puts = Array.from({ length: 1000 }, (_, i) => `put("key${i}", ${i}); `).join('');
const pairs = Array.from({ length: 1000 }, (_, i) => `key${i}: ${i}`).join(', ');

describe('Java values', () => {
  bench('integer', () => {
    convertJavaValue('42', 'integer', null);
  });
  bench('a small ArrayList', () => {
    convertJavaValue('new ArrayList<Integer>(Arrays.asList(1, 2, 3))', 'ArrayList', 'integer');
  });
  bench('a thousand items', () => {
    convertJavaValue(`new int[]{${items}}`, 'Array', 'integer');
  });
  bench('a thousand puts', () => {
    convertJavaValue(`new HashMap<>() {{ ${puts} }}`, 'HashMap', null);
  });
  bench('64 KiB without an end', () => {
    convertJavaValue('new ArrayList<>(Arrays.asList('.repeat(2184), 'ArrayList', null);
  });
});

describe('JavaScript values', () => {
  bench('integer', () => {
    convertJavaScriptValue('42', 'integer', null);
  });
  bench('a small array', () => {
    convertJavaScriptValue('[1, 2, 3]', 'array', 'integer');
  });
  bench('a thousand items', () => {
    convertJavaScriptValue(`[${items}]`, 'array', 'integer');
  });
  bench('a thousand pairs', () => {
    convertJavaScriptValue(`{${pairs}}`, 'dict', null);
  });
  bench('64 KiB without an end', () => {
    convertJavaScriptValue('[[],'.repeat(16_384), 'array', null);
  });
});
