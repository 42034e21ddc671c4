import type { Value } from '../../../datasets/index.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * What a model answered, as a result file has it, of the output of a Responses object. A step is what it wrote and called before it
 * saw a result.
 * @param isTurn all steps of a turn count; otherwise the first alone, as of tasks that no environment answers
 */
export function resultOf(
  output: readonly Item[],
  isTurn: boolean,
): { readonly result: Value; readonly mode: 'prompt' | 'fc' } {
  const steps = stepsOf(output);
  const results = steps.map(({ calls, text }): Value => (calls.length > 0 ? calls : text));
  const mode = steps.some(({ calls }) => calls.length > 0) ? 'fc' : 'prompt';
  return { result: isTurn ? results : (results[0] ?? ''), mode };
}

type Step = { readonly calls: Value[]; text: string };

function stepsOf(output: readonly Item[]): Step[] {
  const steps: Step[] = [];
  let isOpen = false;
  for (const item of output) {
    const { type } = item;
    if (type === 'function_call_output' || type === 'custom_tool_call_output') isOpen = false;
    if (type !== 'function_call' && type !== 'message') continue;
    if (!isOpen) steps.push({ calls: [], text: '' });
    isOpen = true;
    const step = steps.at(-1);
    if (type === 'function_call')
      step?.calls.push(new Map([[String(item['name']), String(item['arguments'])]]));
    else if (step !== undefined) step.text += textOf(item['content']);
  }
  return steps;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
        ? part.text
        : '',
    )
    .join('');
}
