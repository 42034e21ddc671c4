import type { Chance } from '../../datasets/index.ts';

const pieces = [
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  ',',
  '=',
  ':',
  ';',
  '.',
  '"',
  "'",
  '`',
  '\\',
  '\n',
  '\r',
  '\t',
  ' ',
  '#',
  '*',
  '**',
  '+',
  '-',
  '/',
  '//',
  '%',
  '@',
  '!',
  '&',
  '|',
  '~',
  '^',
  '$',
  '?',
  '0',
  '1',
  '007',
  '1_0',
  '0x1F',
  '1e5',
  '1.',
  '.5',
  '3j',
  'a',
  'True',
  'None',
  'null',
  'true',
  'not ',
  'lambda: 0',
  ' if ',
  ' else ',
  ' for ',
  ' in ',
  'f"{x}"',
  "b'x'",
  "r'\\n'",
  '...',
  '"""',
  "'''",
  '\\n',
  '\\u00e9',
  '\\x41',
  '\\N{BULLET}',
  'é',
  '😀',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\0',
  'new ',
  'L',
  'f',
  '/*',
  '*/',
  '</',
  '/>',
  '&amp;',
  '&#65;',
  '<![CDATA[x]]>',
  '<!--c-->',
  '</functions>',
  '<TOOLCALL>',
  '</TOOLCALL>',
  'NaN',
  '-Infinity',
] as const;

const wrappers: readonly ((text: string) => string)[] = [
  (text) => `\`\`\`python\n${text}\n\`\`\``,
  (text) => `\`\`\`\n${text}\n\`\`\``,
  (text) => `\n ${text} \n`,
  (text) => `Sure! ${text}`,
  (text) => `${text}\nDone.`,
  (text) => `'${text}'`,
  (text) => `(${text})`,
  (text) => `[${text}]`,
  (text) => `${text}\r\n`,
  (text) => `x = ${text}`,
  (text) => `${text} # note`,
  (text) => `${text},`,
  (text) => text.replaceAll('"', "'"),
  (text) => text.replaceAll("'", '"'),
  (text) => text.replaceAll(', ', '\n'),
  (text) => text.slice(1),
  (text) => text.slice(0, -1),
  () => '',
  () => '[]',
  () => 'I cannot help with that.',
];

function mutateOnce(text: string, chance: Chance): string {
  if (chance.with(0.2)) return chance.pick(wrappers)(text);
  const at = chance.below(text.length + 1);
  const length = 1 + chance.below(4);
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + chance.pick(pieces) + text.slice(at + length);
    case 2:
      return text.slice(0, at);
    case 3: {
      const from = chance.below(text.length + 1);
      return text.slice(0, at) + text.slice(from, from + 1 + chance.below(20)) + text.slice(at);
    }
    default:
      return text.slice(0, at) + chance.pick(pieces) + text.slice(at);
  }
}

/** One to three changes to the characters, blind to what they mean. */
export function mutateText(text: string, chance: Chance): string {
  let changed = text;
  for (let left = 1 + chance.below(3); left > 0; left--) changed = mutateOnce(changed, chance);
  return changed;
}
