import type { DecoderName, OutputFormat, PythonSyntaxError, Value } from '../../datasets/index.ts';
import type { Output } from '../verdict.ts';
import { cleanPromptText, insideToolCallTag } from './cleaning.ts';
import { decodeJava } from './java.ts';
import { decodeJavaScript } from './javascript.ts';
import { decodeJsonText } from './json-calls.ts';
import { decodeProviderCalls } from './provider-calls.ts';
import { decodePythonText } from './python/decode-python.ts';
import { decodeConciseXmlText, decodeVerboseXmlText } from './xml-calls.ts';

const textDecoders: Readonly<Record<DecoderName, (text: string) => Value | PythonSyntaxError>> = {
  python: decodePythonText,
  java: decodeJava,
  javascript: decodeJavaScript,
  json: decodeJsonText,
  verbose_xml: decodeVerboseXmlText,
  concise_xml: decodeConciseXmlText,
};

/**
 * What a model wrote as `[{name: {parameter: value}}, …]`, or whatever else the official decoder makes of it.
 * @returns or throws a {PythonSyntaxError} for a text that is no Python
 * @throws {DecodeError} where else the official decoder raises
 * @see bfcl-eval `OpenAICompletionsHandler.decode_ast`, `default_decode_ast_prompting`
 */
export function decodeOutput(output: Output, format: OutputFormat): Value | PythonSyntaxError {
  if (output.mode === 'fc') return decodeProviderCalls(output.result);
  const text = cleanPromptText(output.result);
  const decode = textDecoders[format.decoder];
  return decode(format.toolCallTag ? insideToolCallTag(text) : text);
}
