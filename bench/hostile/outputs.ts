import { chanceAt, type Chance, type Task, type Value } from '../../datasets/index.ts';
import type { Output } from '../../graders/index.ts';

/** What is repeated until an output has its size. */
const units = [
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '[(',
  '([{',
  '"',
  "'",
  '`',
  '\\',
  '\\\\"',
  '"\\"',
  ' ',
  '\t',
  '\n',
  '\r',
  '\u00a0',
  '\0',
  '\ud800',
  '\udc00\ud800',
  'é',
  '😀',
  '0',
  '9',
  '1_',
  '1.',
  '1e',
  'a',
  'a.',
  'f(',
  'f(a=',
  'f(a=[',
  'f(a={1:',
  'f(x)',
  '-',
  '~',
  '+1',
  '1+',
  '1**',
  '2**',
  '*',
  '**',
  'not ',
  'lambda:',
  'lambda x:',
  'a if b else ',
  'x for x in ',
  'a,',
  'a=1,',
  '"a" ',
  "'''",
  '"""',
  'f"{',
  "f'{a!r:{",
  'b""',
  '\\N{',
  '\\u',
  '\\x4',
  '#\n',
  ':=',
  ';',
  '@',
  '<',
  '</',
  '<a>',
  '<a ',
  '<a b="',
  '&lt;',
  '&#x41;',
  '<![CDATA[',
  '<!--',
  '<?',
  ']]>',
  '<functions>',
  '</functions>',
  '<function name="f">',
  '<param name="a">',
  '<TOOLCALL>',
  '</TOOLCALL>',
  '{"a":',
  '[{"',
  '[{}',
  '[{},',
  '{"function":"f","parameters":{',
  '}, {',
  '},\n',
  'new ',
  'new int[]{',
  'new HashMap<>() {{ put("a", ',
  'new ArrayList<>(Arrays.asList(',
  'add(',
  '/*',
  '//',
  '${',
  '`${',
  '=>',
  'a=>',
  '?.',
  '...',
] as const;

const openings = [
  '',
  '[',
  '[f(',
  '[f(a=',
  '[f(a="',
  "[f(a='",
  '<functions>',
  '<TOOLCALL>[',
  '[{"function": "f", "parameters": {"a": ',
  'X.f(a=',
  '```python\n',
];
const closings = ['', ']', ')]', '")]', '}}]', '</functions>', '</TOOLCALL>', ');', '\n```'];

/** Sizes in UTF-16 units, small ones more often. */
const sizes = [256, 1 << 10, 1 << 10, 1 << 12, 1 << 12, 1 << 14, 1 << 14, 1 << 16, 1 << 16] as const;
const largeSizes = [1 << 18, 1 << 20, 1 << 22] as const;

function repeated(chance: Chance, size: number): string {
  const parts = Array.from({ length: 1 + chance.below(3) }, () => chance.pick(units));
  return parts.map((part) => part.repeat(Math.ceil(size / parts.length / part.length))).join('');
}

function interleaved(chance: Chance, size: number): string {
  const unit = Array.from({ length: 2 + chance.below(4) }, () => chance.pick(units)).join('');
  return unit.repeat(Math.ceil(size / unit.length));
}

function soup(chance: Chance, size: number): string {
  let text = '';
  while (text.length < Math.min(size, 1 << 16)) text += chance.pick(units).repeat(1 + chance.below(3));
  return text.repeat(Math.ceil(size / text.length));
}

function hostileText(chance: Chance, size: number): string {
  const body = chance.pick([repeated, interleaved, soup])(chance, size).slice(0, size);
  return chance.pick(openings) + body + chance.pick(closings);
}

/** The arguments of a call, or the text of one. */
function hostileProviderResult(text: string, chance: Chance): Value {
  const call = new Map<Value, Value>([['f', text]]);
  return chance.pick<Value>([[call], [new Map<Value, Value>([['f', `{"a": ${text}`]])], text, [call, call]]);
}

export type HostileCase = { readonly task: Task; readonly output: Output; readonly size: number };

/** Case number `index` of a seed: a task, and an output made to be slow, deep or large. One of fifty is over 64 KiB. */
export function hostileCase(tasks: readonly Task[], seed: number, index: number): HostileCase {
  const chance = chanceAt('hostile', seed, index);
  const size = chance.with(0.02) ? chance.pick(largeSizes) : chance.pick(sizes);
  const task = chance.pick(tasks);
  const text = hostileText(chance, size);
  const isProvider = chance.with(0.2);
  const result = isProvider ? hostileProviderResult(text, chance) : text;
  return {
    task,
    size: text.length,
    output: { result, mode: isProvider ? 'fc' : 'prompt', underscoreToDot: false },
  };
}
