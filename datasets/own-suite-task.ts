import type { z } from 'zod';
import { FunctionDocSchema, OwnTaskSchema, type OwnParameter, type OwnTask } from './own-suite-schema.ts';
import { bfclType, knownTypes, typesWithItems } from './own-suite-types.ts';
import { SuiteError, type CheckerName, type Expected, type ExpectedCall, type Language } from './suite.ts';
import type { Task, Tool, ToolParameter } from './suite.ts';
import { isDict, isList, type Dict, type Value } from './values/value.ts';

/**
 * A task as a user writes it (`datasets/README.md`). What is left out is derived: the id is `where`, the category
 * is named after the checker.
 * @param where for messages: file and line, or field
 * @throws {SuiteError} saying what was expected there and what came
 */
export function parseOwnTask(value: Value | undefined, where: string): Task {
  if (!isDict(value)) throw new SuiteError(`${where}: expected a JSON object, a task.`);
  const own = parse(OwnTaskSchema, value, where);
  const tools = own.tools.map((doc, index) => readTool(doc, own.language, `${where}: tools.${index}`));
  refuseRepeated(tools, where);
  const expected = readExpected(own, tools, value.get('possible_answers') ?? null, where);
  const checker = checkerOf(expected, tools);
  const id = own.id ?? where;
  return {
    id,
    category: own.category ?? checker,
    language: own.language,
    format: { decoder: own.language, toolCallTag: false },
    checker,
    tools,
    expected,
    cluster: own.cluster ?? id,
    entry: value,
  };
}

function checkerOf(expected: Expected, tools: readonly Tool[]): CheckerName {
  if (expected.kind === 'no-call') return 'irrelevance';
  if (expected.kind !== 'calls') return 'relevance';
  if (expected.calls.length > 1) return 'parallel';
  return tools.length > 1 ? 'multiple' : 'simple';
}

/** Docs may be wrapped as OpenAI wraps them. */
function readTool(written: Dict, language: Language, where: string): Tool {
  const inner = written.get('function');
  const doc = isDict(inner) ? inner : written;
  const { name, parameters: schema } = parse(FunctionDocSchema, doc, where);
  const parameters = new Map<string, ToolParameter>();
  for (const [parameter, property] of schema?.properties ?? []) {
    parameters.set(parameter, readParameter(property, language, `${where}.${name}.${parameter}`));
  }
  const required = schema?.required ?? [];
  const unknown = required.find((parameter) => !parameters.has(parameter));
  if (unknown !== undefined) {
    throw new SuiteError(`${where}: ${name} requires "${unknown}", which is not among its properties.`);
  }
  return { name, parameters, required, doc };
}

function readParameter({ type, items }: OwnParameter, language: Language, where: string): ToolParameter {
  const outer = readType(type, language, where);
  if (items?.type !== undefined) {
    return { type: outer, itemType: readType(items.type, language, `${where}.items`) };
  }
  if (typesWithItems.has(outer)) {
    throw new SuiteError(`${where}: expected "items" with a "type", as the items of a list are checked too.`);
  }
  return { type: outer, itemType: null };
}

function readType(written: OwnParameter['type'], language: Language, where: string): string {
  const type = bfclType(written, language);
  if (type !== undefined) return type;
  const came = typeof written === 'string' ? written : (written ?? []).join(', ');
  throw new SuiteError(`${where}: expected a type among ${knownTypes(language)}; got "${came}".`);
}

function refuseRepeated(tools: readonly Tool[], where: string): void {
  const names = tools.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new SuiteError(`${where}: two tools are named "${repeated}".`);
}

function readExpected(own: OwnTask, tools: readonly Tool[], source: Value, where: string): Expected {
  if (own.possible_answers === undefined) return { kind: own.expect === 'call' ? 'any-call' : 'no-call' };
  const calls = own.possible_answers.flatMap((call, index) =>
    [...call].map(([name, parameters]): ExpectedCall => {
      refuseUnreachable({ name, parameters }, tools, `${where}: possible_answers.${index}`);
      return { name, parameters };
    }),
  );
  return { kind: 'calls', calls, source };
}

/** An answer that no call could ever match is a slip of the pen. */
function refuseUnreachable({ name, parameters }: ExpectedCall, tools: readonly Tool[], where: string): void {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) {
    const names = tools.map((candidate) => candidate.name).join(', ');
    throw new SuiteError(`${where}: expected one of the tools ${names}; got "${name}".`);
  }
  for (const parameter of tool.required) {
    if (!parameters.has(parameter))
      throw new SuiteError(`${where}: ${name} lacks the required "${parameter}".`);
  }
  for (const [parameter, accepted] of parameters) {
    if (!tool.parameters.has(parameter)) throw new SuiteError(`${where}: ${name} has no "${parameter}".`);
    refusePlainFields(accepted, `${where}: ${name}.${parameter}`);
  }
}

/** Inside accepted objects, as for parameters, every key has a list of accepted values. */
function refusePlainFields(accepted: readonly Value[], where: string): void {
  const objects = accepted.flatMap((value) => (isList(value) ? value : [value])).filter(isDict);
  for (const object of objects) {
    if ([...object.values()].every(isList)) continue;
    throw new SuiteError(`${where}: expected a list of accepted values for every key of an object.`);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 3).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
  });
  throw new SuiteError(`${where}: ${issues.join('; ')}.`);
}
