import type { DecoderName, OutputFormat, Task } from '../suite.ts';
import type { Dict } from '../values/value.ts';
import { dictsIn, listAt, withFields } from './entry.ts';
import { BfclTask } from './task.ts';
import { withLanguageHints } from './language-hints.ts';

/** One way of writing the prompt, as the ids of format sensitivity and the official CSV name it. */
export type FormatVariant = { readonly name: string; readonly format: OutputFormat };

const variant = (decoder: DecoderName, tag: boolean, docs: string, layout: string, style: string) => ({
  name: `ret_fmt=${decoder}&tool_call_tag=${tag ? 'True' : 'False'}&func_doc_fmt=${docs}&prompt_fmt=${layout}&style=${style}`,
  format: { decoder, toolCallTag: tag },
});

/** The 26 variants in the official order. */
export const formatVariants: readonly FormatVariant[] = [
  ...(['python', 'json', 'verbose_xml', 'concise_xml'] as const).flatMap((decoder) =>
    [true, false].flatMap((tag) =>
      ['python', 'xml', 'json'].map((docs) => variant(decoder, tag, docs, 'plaintext', 'classic')),
    ),
  ),
  variant('python', false, 'json', 'markdown', 'classic'),
  variant('python', false, 'json', 'plaintext', 'experimental'),
];

/**
 * The tasks of format sensitivity: each original in every variant, variants innermost, numbered through. As in
 * the official evaluator, the function docs of these tasks say which language they are in, others' do not.
 */
export function inEveryFormat(category: string, originals: readonly Task[]): readonly Task[] {
  return originals.flatMap((original, position) => {
    let hinted: Dict | undefined;
    const entry = () => {
      hinted ??= hintedEntry(original);
      return hinted;
    };
    return formatVariants.map(({ name, format }, index) => {
      const id = `${category}_${position * formatVariants.length + index}:${name}:${original.id}`;
      const { language, checker, cluster } = original;
      return new BfclTask(
        { id, category, language, checker, cluster, format, promptFormat: name },
        {
          tools: () => original.tools,
          expected: () => original.expected,
          entry: () => withFields(entry(), { id }),
        },
      );
    });
  });
}

function hintedEntry({ id, entry, language }: Task): Dict {
  const docs = dictsIn(listAt(entry, 'function', id), id);
  return withFields(entry, { function: docs.map((doc) => withLanguageHints(doc, language)) });
}
