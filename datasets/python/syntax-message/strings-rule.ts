import { parseExpression } from '../parser.ts';
import { PythonSyntaxError } from '../errors.ts';
import { many, memo, token, type Rule } from './peg.ts';
import { stringMessage } from './string-message.ts';

const literals = many(token('string'), 1);

/** String literals side by side, which may be refused for what stands in them. */
export const strings: Rule = memo((reader) => {
  const found = literals(reader);
  if (found === null) return null;
  const texts = found.parts.map(({ text }) => text);
  try {
    parseExpression(`(${texts.join(' ')}\n)`);
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw stringMessage(texts, error, found.line);
    throw error;
  }
  const isFormatted = texts.some((text) => /^[rR]?[fF]/.test(text));
  return { kind: isFormatted ? 'f-string expression' : 'literal', line: found.line, text: '', parts: [] };
});
