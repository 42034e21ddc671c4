import type { Dict, Prompts } from '../../datasets/index.ts';
import { functionDocsText, type DocFormat } from './function-docs.ts';

/** How a prompt asks for calls, and how it is written. */
type PromptFormat = {
  readonly calls: string;
  readonly hasTag: boolean;
  readonly docs: DocFormat;
  readonly layout: string;
  readonly style: string;
};

const FORMAT =
  /^ret_fmt=(python|json|verbose_xml|concise_xml)&tool_call_tag=(True|False)&func_doc_fmt=(python|xml|json)&prompt_fmt=(plaintext|markdown)&style=(classic|experimental)$/;

/** @throws {RangeError} for a text that names no format */
function readFormat(name: string): PromptFormat {
  const [, calls = '', tag, docs, layout = '', style = ''] = FORMAT.exec(name) ?? [];
  if (docs === undefined)
    throw new RangeError(`expected the name of a prompt format, got ${JSON.stringify(name)}`);
  return { calls, hasTag: tag === 'True', docs: docs as DocFormat, layout, style };
}

/**
 * The system prompt by which a model without function calling is told of its tools.
 * @param docs with the hints of their language
 * @param format a format's name, as the ids of format sensitivity hold it; without it the default one's
 * @throws {RangeError} for a format that there is not
 * @see bfcl-eval `formulate_system_prompt`
 */
export function systemPrompt(
  docs: readonly Dict[],
  prompts: Prompts,
  format = prompts.defaultFormat,
): string {
  const { calls, hasTag, docs: docFormat, layout, style } = readFormat(format);
  const parts = partsOf(prompts.styles, style);
  return filled(textAt(prompts.layouts, layout), {
    persona: textAt(parts, 'persona'),
    task: textAt(parts, 'task'),
    tool_call_format: filled(textAt(parts, hasTag ? 'tool_call_with_tag' : 'tool_call_no_tag'), {
      output_format: textAt(prompts.outputFormats, calls),
      param_types: textAt(prompts.parameterTypes, calls),
    }),
    multiturn_behavior: textAt(parts, 'multiturn_behavior'),
    available_tools: filled(textAt(parts, 'available_tools'), {
      format: docFormat,
      functions: functionDocsText(docs, docFormat),
    }),
  });
}

/** `template.format(**values)` of templates whose fields are names. @throws {RangeError} for a field without a value */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole.charAt(0);
    const value = values[name];
    if (value === undefined)
      throw new RangeError(`a prompt's template has the field ${name}, and there is nothing for it`);
    return value;
  });
}

function partsOf(styles: Prompts['styles'], style: string): ReadonlyMap<string, string> {
  const parts = styles.get(style);
  if (parts === undefined) throw new RangeError(`there is no prompt style ${style}`);
  return parts;
}

function textAt(texts: ReadonlyMap<string, string>, name: string): string {
  const text = texts.get(name);
  if (text === undefined) throw new RangeError(`the prompt texts lack ${name}`);
  return text;
}
