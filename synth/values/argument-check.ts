import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ToolSpec, ValueSpec } from '../../datasets/index.ts';

// Nearly every schema is compiled for a call or two: nothing is done for the speed of the check.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateSchema: false,
  addUsedSchema: false,
  code: { optimize: false },
});
addFormats.default(ajv);
// As many services do, ours leave the time zone out where a local time is meant.
ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);

const argumentChecks = new WeakMap<ToolSpec, ValidateFunction>();
/** By the schema's text: many tools answer alike. */
const answerChecks = new Map<string, ValidateFunction>();

/**
 * What is wrong with arguments by the tool's schema, none where they fit. Parameters that the tool does not have are
 * wrong, too.
 */
export function faultsOf(tool: ToolSpec, argumentsGiven: unknown): string[] {
  let check = argumentChecks.get(tool);
  if (check === undefined) {
    check = ajv.compile({ ...tool.parameters, additionalProperties: false });
    argumentChecks.set(tool, check);
  }
  return faults(check, argumentsGiven, 'arguments');
}

/** What a tool answers: an object, of any fields where its source does not say which. */
export function answerSchemaOf({ returns }: ToolSpec): ValueSpec {
  return returns?.type === 'object' ? returns : { type: 'object' };
}

/** What is wrong with an answer by the schema of what the tool returns. */
export function answerFaultsOf(tool: ToolSpec, answer: unknown): string[] {
  const schema = answerSchemaOf(tool);
  const text = JSON.stringify(schema);
  const check = answerChecks.get(text) ?? ajv.compile(schema);
  answerChecks.set(text, check);
  return faults(check, answer, 'answer');
}

function faults(check: ValidateFunction, value: unknown, whole: string): string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` "${String(params['additionalProperty'])}"` : '';
    const choices = 'allowedValues' in params ? `: ${JSON.stringify(params['allowedValues'])}` : '';
    return `${instancePath === '' ? whole : instancePath.slice(1).replaceAll('/', '.')} ${message ?? 'do not fit'}${extra}${choices}`;
  });
}
