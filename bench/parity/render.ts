import {
  writeJson,
  type Chance,
  type DecoderName,
  type Task,
  type ToolParameter,
  type Value,
} from '../../datasets/index.ts';
import type { PlannedCall } from './plan.ts';
import { javaScriptText, javaText, pythonText, xmlText } from './render-values.ts';

function parameterOf(task: Task, call: PlannedCall, parameter: string): ToolParameter {
  const tool = task.tools.find(({ name }) => name === call.name) ?? task.tools[0];
  return tool?.parameters.get(parameter) ?? { type: 'any', itemType: null };
}

/** The source text of one argument in the task's language. */
function sourceText(task: Task, call: PlannedCall, parameter: string, value: Value, chance: Chance): string {
  const { type, itemType } = parameterOf(task, call, parameter);
  if (task.language === 'java') return javaText(value, type, itemType, chance);
  if (task.language === 'javascript') return javaScriptText(value, type, itemType, chance);
  return pythonText(value, chance);
}

function callText(task: Task, call: PlannedCall, chance: Chance): string {
  const equals = chance.pick(['=', '=', '=', ' = ']);
  const given = [...call.values].map(([parameter, value]) =>
    chance.with(0.01)
      ? sourceText(task, call, parameter, value, chance)
      : `${parameter}${equals}${sourceText(task, call, parameter, value, chance)}`,
  );
  return `${call.name}(${given.join(chance.pick([', ', ', ', ',', ',\n  ']))})`;
}

function codeText(task: Task, calls: readonly PlannedCall[], chance: Chance): string {
  const end = task.language === 'python' ? '' : chance.pick(['', '', ';']);
  const text = calls
    .map((call) => callText(task, call, chance) + end)
    .join(chance.pick([', ', ', ', ',\n', '\n', '; ']));
  return chance.with(0.8) ? `[${text}]` : text;
}

function jsonText(calls: readonly PlannedCall[], chance: Chance): string {
  const items = calls.map(
    (call) =>
      new Map<Value, Value>([
        ['function', call.name],
        ['parameters', new Map<Value, Value>(call.values)],
      ]),
  );
  const text = writeJson(items, { ensureAscii: chance.with(0.5) });
  return chance.pick([
    text,
    text,
    `\`\`\`json\n${text}\n\`\`\``,
    `Here: ${text}`,
    text.replaceAll(', "', ',\n "'),
  ]);
}

function xmlCalls(calls: readonly PlannedCall[], verbose: boolean, chance: Chance): string {
  const functions = calls.map(({ name, values }) => {
    const parameters = [...values].map(([parameter, value]) => {
      const { text, type } = xmlText(value, chance);
      const declared = chance.with(0.05) ? '' : ` type="${type}"`;
      return verbose
        ? `<param name="${parameter}" value="${text}"${declared}/>`
        : `<param name="${parameter}"${declared}>${text}</param>`;
    });
    const body = parameters.join(chance.pick(['', '\n']));
    return `<function name="${name}">${verbose && chance.with(0.9) ? `<params>${body}</params>` : body}</function>`;
  });
  return `<functions>${functions.join('')}</functions>`;
}

function decoderText(
  task: Task,
  decoder: DecoderName,
  calls: readonly PlannedCall[],
  chance: Chance,
): string {
  if (decoder === 'json') return jsonText(calls, chance);
  if (decoder === 'verbose_xml') return xmlCalls(calls, true, chance);
  if (decoder === 'concise_xml') return xmlCalls(calls, false, chance);
  return codeText(task, calls, chance);
}

/** What a prompting model would write in the task's format. */
export function promptText(task: Task, calls: readonly PlannedCall[], chance: Chance): string {
  const text = decoderText(task, task.format.decoder, calls, chance);
  return task.format.toolCallTag && chance.with(0.95) ? `<TOOLCALL>${text}</TOOLCALL>` : text;
}

/** What a function-calling model would return: Java and JavaScript values as source text. */
export function providerCalls(task: Task, calls: readonly PlannedCall[], chance: Chance): Value {
  return calls.map((call) => {
    const given = new Map<Value, Value>();
    for (const [parameter, value] of call.values) {
      const asText = task.language !== 'python' && chance.with(0.95);
      given.set(parameter, asText ? unquoted(sourceText(task, call, parameter, value, chance)) : value);
    }
    const name = chance.with(0.7) ? call.name : call.name.replaceAll('.', '_');
    return new Map<Value, Value>([[name, writeJson(given, { ensureAscii: chance.with(0.7) })]]);
  });
}

function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}
