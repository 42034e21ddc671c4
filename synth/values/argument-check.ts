import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ToolSpec } from '../../datasets/index.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
// As many services do, ours leave the time zone out where a local time is meant.
ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);

const checks = new WeakMap<ToolSpec, ValidateFunction>();

/**
 * What is wrong with arguments by the tool's schema, none where they fit. Parameters that the tool does not have are
 * wrong, too.
 */
export function faultsOf(tool: ToolSpec, argumentsGiven: unknown): string[] {
  let check = checks.get(tool);
  if (check === undefined) {
    check = ajv.compile({ ...tool.parameters, additionalProperties: false });
    checks.set(tool, check);
  }
  if (check(argumentsGiven)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` "${String(params['additionalProperty'])}"` : '';
    const choices = 'allowedValues' in params ? `: ${JSON.stringify(params['allowedValues'])}` : '';
    return `${instancePath === '' ? 'arguments' : instancePath.slice(1).replaceAll('/', '.')} ${message ?? 'do not fit'}${extra}${choices}`;
  });
}
