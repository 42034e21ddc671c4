import { isDict, isList, type Task, type Value } from '../datasets/index.ts';
import type { Output, Verdict } from './verdict.ts';

/** How models, and the templates that they were trained in, begin a call. */
const marks = [
  '<tool_call>',
  '<TOOLCALL>',
  '<function=',
  '<function_call>',
  '<|tool_call',
  '<|python_tag|>',
  '[TOOL_CALLS]',
  'functools[',
];

/** What may stand before a call that nobody can decode: fences, brackets, quotes, control tokens. */
const BEFORE_CALL = /^(?:\s|```\w*|`|<\|[^|<>]*\|>|[[({"'])+/;

/**
 * Whether an output that passes as an abstention, since nothing could be decoded, is a call all the same: it has a mark of
 * one, or begins with the name of an offered tool and a parenthesis, or with a JSON object of that name, or it is a
 * provider's call whose arguments are no JSON. Prose that speaks of a call is none.
 */
export function isBrokenCall(task: Task, { result }: Output, { valid, decoded }: Verdict): boolean {
  if (task.checker !== 'irrelevance' || !valid || decoded !== undefined) return false;
  return typeof result === 'string' ? beginsCall(result, task) : isList(result) && result.some(isCall);
}

function isCall(item: Value): boolean {
  return isDict(item) && item.size > 0;
}

function beginsCall(text: string, { tools }: Task): boolean {
  if (marks.some((mark) => text.includes(mark))) return true;
  const head = text.replace(BEFORE_CALL, '');
  const called = /^(?:name|function)["']\s*:\s*["']([^"']*)["']/.exec(head) ?? /^([\w.]+)\s*\(/.exec(head);
  return tools.some(({ name }) => [name, name.replaceAll('.', '_')].includes(called?.[1] ?? ''));
}
