import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ToolSpec, ValueSpec } from '../../datasets/index.ts';

// Many schemas are compiled for a call or two: nothing is done for the speed of the check.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateSchema: false,
  addUsedSchema: false,
  code: { optimize: false },
  // A format that it does not know is not checked; nobody needs to be told.
  logger: false,
});
addFormats.default(ajv);
// As many services do, ours leave the time zone out where a local time is meant.
ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);
ajv.addFormat('time', ajv.formats['iso-time'] ?? true);

/** By the schema's text without what only describes: many parameters are alike but for their names. */
const checks = new Map<string, ValidateFunction>();

function checkOf(schema: ValueSpec): ValidateFunction {
  const checked = undescribed(schema);
  const text = JSON.stringify(checked);
  const check = checks.get(text) ?? ajv.compile(checked);
  checks.set(text, check);
  return check;
}

/** Descriptions and examples are dropped of schemas only: properties may be called like that. */
function undescribed(schema: ValueSpec): ValueSpec {
  const { items, properties } = schema;
  const bare = { ...schema };
  delete bare.description;
  delete bare.examples;
  if (items !== undefined) bare.items = undescribed(items);
  if (properties !== undefined) {
    const parts = Object.entries(properties).map(([name, part]) => [name, undescribed(part)] as const);
    bare.properties = Object.fromEntries(parts);
  }
  return bare;
}

/** Whether a text is of the format and pattern that are asked for. */
export function fitsText(text: string, { format, pattern }: ValueSpec): boolean {
  if (format === undefined && pattern === undefined) return true;
  const asked = {
    ...(format !== undefined && { format }),
    ...(pattern !== undefined && { pattern }),
  };
  return checkOf({ type: 'string', ...asked })(text);
}

/**
 * What is wrong with arguments by the tool's schema, none where they fit. Parameters that the tool does not have are
 * wrong, too.
 */
export function faultsOf({ parameters }: ToolSpec, argumentsGiven: unknown): string[] {
  const { properties = {}, required = [] } = parameters;
  if (typeof argumentsGiven !== 'object' || argumentsGiven === null || Array.isArray(argumentsGiven)) {
    return ['arguments must be object'];
  }
  const missing = required.filter((name) => !Object.hasOwn(argumentsGiven, name));
  return [
    ...missing.map((name) => `arguments must have required property '${name}'`),
    ...Object.entries(argumentsGiven).flatMap(([name, value]) => {
      const spec = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (spec === undefined) return [`arguments must NOT have additional properties "${name}"`];
      return faults(checkOf(spec), value, name);
    }),
  ];
}

/** What a tool answers: an object of any fields where its source does not say. */
export function answerSchemaOf({ returns }: ToolSpec): ValueSpec {
  return returns ?? { type: 'object' };
}

/** Whether a value is what a schema asks for. */
export function fitsSchema(value: unknown, schema: ValueSpec): boolean {
  return checkOf(schema)(value);
}

/** What is wrong with an answer by the schema of what the tool returns. */
export function answerFaultsOf(tool: ToolSpec, answer: unknown): string[] {
  return faults(checkOf(answerSchemaOf(tool)), answer, 'answer');
}

/** @param whole what a fault of the value itself is said of */
function faults(check: ValidateFunction, value: unknown, whole: string): string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` "${String(params['additionalProperty'])}"` : '';
    const choices = 'allowedValues' in params ? `: ${JSON.stringify(params['allowedValues'])}` : '';
    return `${whole}${instancePath.replaceAll('/', '.')} ${message ?? 'do not fit'}${extra}${choices}`;
  });
}
