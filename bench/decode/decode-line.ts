import {
  ascii,
  isList,
  JsonTypeError,
  ValueLimitError,
  writeJsonWithFallback,
  type DecoderName,
  type Value,
} from '../../datasets/index.ts';
import { decodeCallTexts, decodeOutput, holdsCall, isEmptyStep, tryDecode } from '../../graders/index.ts';
import { expected, LineFault, modeIn, readObject, valueOf, type Fields } from '../grade/line-fields.ts';

export type DecodeOptions = {
  /** Calls as values, as single-turn checkers take them, or as texts to be executed. */
  readonly purpose: 'ast' | 'execute';
  readonly mode: 'prompt' | 'fc' | 'auto' | undefined;
};

const decoders: ReadonlySet<string> = new Set<DecoderName>([
  'python',
  'java',
  'javascript',
  'json',
  'verbose_xml',
  'concise_xml',
]);

type Answer = readonly (readonly [name: string, text: string])[];

/**
 * Decodes a line of `inftool decode`.
 * @param number of the line, from 1
 * @returns the line with `decode_ok`, `decoded` and `empty`, or `fault: true` and `{"line", "fault"}`
 */
export function decodeLine(
  line: string,
  number: number,
  options: DecodeOptions,
): { readonly text: string; readonly fault: boolean } {
  try {
    const fields = readObject(line);
    const answer =
      options.purpose === 'execute' ? decodedTexts(fields, options) : decodedCalls(fields, options);
    const names = new Set(answer.map(([name]) => name));
    const kept = [...fields]
      .filter(([name]) => !names.has(name))
      .map(([name, { raw }]) => [name, raw] as const);
    const members = [...kept, ...answer].map(([name, text]) => `${JSON.stringify(name)}: ${text}`);
    return { text: `{${members.join(', ')}}`, fault: false };
  } catch (error) {
    if (!(error instanceof LineFault)) throw error;
    return { text: JSON.stringify({ line: number, fault: error.message }), fault: true };
  }
}

function decodedTexts(fields: Fields, options: DecodeOptions): Answer {
  const { result, mode } = outputOf(fields, options);
  const { decoded } = tryDecode(() => decodeCallTexts(result, mode));
  const isEmpty = decoded === undefined ? null : isEmptyStep(decoded);
  return [
    ['decode_ok', String(decoded !== undefined)],
    ['decoded', writeJsonWithFallback(decoded ?? null)],
    ['empty', String(isEmpty)],
  ];
}

function decodedCalls(fields: Fields, options: DecodeOptions): Answer {
  const { result, mode } = outputOf(fields, options);
  const format = { decoder: decoderOf(fields), toolCallTag: flagOf(fields, 'tool_call_tag') };
  const output = { result, mode, underscoreToDot: false };
  const { decoded } = tryDecode(() => decodeOutput(output, format));
  const isEmpty = decoded === undefined ? null : !holdsCall(decoded);
  return [
    ['decode_ok', String(decoded !== undefined)],
    ['decoded', decoded === undefined ? 'null' : ifPossible(() => writeJsonWithFallback(decoded))],
    ['decoded_repr', decoded === undefined ? 'null' : ifPossible(() => JSON.stringify(ascii(decoded)))],
    ['empty', String(isEmpty)],
  ];
}

function outputOf(fields: Fields, options: DecodeOptions): { result: Value; mode: 'prompt' | 'fc' } {
  const result = valueOf(fields, 'result');
  if (result === undefined) throw new LineFault('"result" is missing');
  const mode = modeIn(fields) ?? options.mode;
  if (mode === undefined)
    throw new LineFault(
      `${expected('"mode" to be "prompt" or "fc"', undefined)}; --mode sets it for lines without`,
    );
  return { result, mode: mode === 'auto' ? (isList(result) ? 'fc' : 'prompt') : mode };
}

function decoderOf(fields: Fields): DecoderName {
  const decoder = valueOf(fields, 'format') ?? 'python';
  if (typeof decoder === 'string' && isDecoder(decoder)) return decoder;
  throw new LineFault(expected(`"format" to be one of ${[...decoders].join(', ')}`, decoder));
}

function isDecoder(name: string): name is DecoderName {
  return decoders.has(name);
}

function flagOf(fields: Fields, name: string): boolean {
  const flag = valueOf(fields, name) ?? false;
  if (typeof flag === 'boolean') return flag;
  throw new LineFault(expected(`"${name}" to be true or false`, flag));
}

/** `null` for values that Python cannot write either. */
function ifPossible(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof ValueLimitError || error instanceof JsonTypeError) return 'null';
    throw error;
  }
}
