import {
  JsonTypeError,
  repr,
  str,
  ValueLimitError,
  writeJsonWithFallback,
  type AnswerRow,
  type Value,
} from '../../datasets/index.ts';
import type { Verdict } from '../../graders/index.ts';

/** UTF-16 units of one text. */
const LONGEST = 4000;

/** A line of `answers/<category>.jsonl`, with its line break. */
export function answerLine(id: string, result: Value, { valid, decoded, error }: Verdict): string {
  const row: AnswerRow = {
    id,
    output: cut(typeof result === 'string' ? result : jsonText(result)),
    ...(decoded !== undefined && { decoded: cut(textOf(() => repr(decoded))) }),
    ...(!valid && { error: cut(error.map((item) => textOf(() => str(item))).join('\n')) }),
  };
  return `${JSON.stringify(row)}\n`;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more)`;
}

function jsonText(result: Value): string {
  try {
    return writeJsonWithFallback(result, { ensureAscii: false });
  } catch (error) {
    if (error instanceof JsonTypeError || error instanceof ValueLimitError) return textOf(() => repr(result));
    throw error;
  }
}

function textOf(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof ValueLimitError) return `<${error.message}>`;
    throw error;
  }
}
