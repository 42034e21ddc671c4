import { characterNamed } from '../character-names.ts';
import type { PythonSyntaxError } from '../errors.ts';
import { SyntaxMessage } from './token.ts';

/** Why a run of string literals is refused, in CPython's words. */
export function stringMessage(
  literals: readonly string[],
  { reason }: PythonSyntaxError,
  line: number,
): SyntaxMessage {
  if (reason === 'malformed escape' || reason === 'unknown character name') {
    const text = literals.map(escapeMessage).find((found) => found !== undefined);
    if (text !== undefined) return new SyntaxMessage(text, line);
  }
  return new SyntaxMessage(reason, line);
}

const lengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The first escape of a literal that CPython does not read. */
function escapeMessage(literal: string): string | undefined {
  const [, prefix = '', quote = '', content = ''] = /^([A-Za-z]*)('''|"""|'|")(.*)\2$/s.exec(literal) ?? [];
  if (/r/i.test(prefix) || quote === '') return undefined;
  return /b/i.test(prefix) ? bytesMessage(content) : textMessage(content);
}

function bytesMessage(content: string): string | undefined {
  for (const { 0: escape, index } of content.matchAll(/\\(?:x[0-9a-fA-F]{0,2}|.)/gs)) {
    if (escape.startsWith('\\x') && escape.length < 4)
      return `(value error) invalid \\x escape at position ${index}`;
  }
  return undefined;
}

/** Positions are those of the text with every character above ASCII written as an escape of ten. */
function textMessage(content: string): string | undefined {
  let position = 0;
  for (let at = 0; at < content.length;) {
    const code = content.codePointAt(at) ?? 0;
    if (code !== 0x5c) {
      position += code < 0x80 ? 1 : 10;
      at += code > 0xffff ? 2 : 1;
      continue;
    }
    const found = escapeFault(content.slice(at));
    if (found !== undefined && 'fault' in found) {
      const [first, last] = [position, position + found.length - 1];
      const where = first === last ? `byte 0x5c in position ${first}` : `bytes in position ${first}-${last}`;
      return `(unicode error) 'unicodeescape' codec can't decode ${where}: ${found.fault}`;
    }
    position += found?.length ?? 2;
    at += found?.length ?? 2;
  }
  return undefined;
}

type Escape = { readonly length: number; readonly fault?: string };

function escapeFault(text: string): Escape | undefined {
  const letter = text[1] ?? '';
  const wanted = lengths[letter];
  if (wanted !== undefined) {
    const [digits = ''] = new RegExp(`^[0-9a-fA-F]{0,${wanted}}`).exec(text.slice(2)) ?? [];
    const length = 2 + digits.length;
    if (digits.length < wanted) return { length, fault: `truncated \\${letter}${'X'.repeat(wanted)} escape` };
    return Number.parseInt(digits, 16) > 0x10ffff
      ? { length, fault: 'illegal Unicode character' }
      : { length };
  }
  if (letter !== 'N') return undefined;
  const [named, inner] = /^\\N\{([^}]+)\}/.exec(text) ?? [];
  if (named === undefined || inner === undefined) {
    const [begun = '\\N'] = /^\\N\{[^}]*/.exec(text) ?? [];
    return { length: begun.length, fault: 'malformed \\N character escape' };
  }
  return characterNamed(inner) === undefined
    ? { length: named.length, fault: 'unknown Unicode character name' }
    : { length: named.length };
}
