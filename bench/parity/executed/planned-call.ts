import {
  parseExpression,
  PythonSyntaxError,
  type Chance,
  type Expression,
  type Value,
} from '../../../datasets/index.ts';
import type { openInstances } from '../../../graders/index.ts';
import { argumentText, strangeText } from './argument-text.ts';
import type { Look, Vocabulary } from './vocabulary.ts';
import { vocabularies } from './vocabularies/vocabularies.ts';

type Instances = ReturnType<typeof openInstances>;
export type Environment = Instances extends ReadonlyMap<string, infer One> ? One : never;

/** An argument as source text; without a name it is positional. */
type Argument = { readonly name: string | undefined; readonly text: string };
export type PlannedCall = { readonly method: string; readonly given: readonly Argument[] };

const byEnvironment = new Map(vocabularies.map((vocabulary) => [vocabulary.environment, vocabulary]));

/** @throws {RangeError} for an environment without one */
export function vocabularyOf(environment: string): Vocabulary {
  const vocabulary = byEnvironment.get(environment);
  if (vocabulary === undefined) throw new RangeError(`${environment} has no vocabulary`);
  return vocabulary;
}

export function callText({ method, given }: PlannedCall): string {
  return `${method}(${given.map(({ name, text }) => (name === undefined ? text : `${name}=${text}`)).join(', ')})`;
}

/** A call of a method with arguments that mostly make sense. */
export function planCall(environment: Environment, method: string, look: Look, chance: Chance): PlannedCall {
  const { values } = vocabularyOf(environment.type.name);
  const given: Argument[] = [];
  for (const { name, isOptional } of environment.type.methods.get(method) ?? []) {
    if (isOptional && chance.with(0.3)) continue;
    const draw = values[`${method}.${name}`] ?? values[name];
    const value: Value | undefined = draw === undefined ? 'x' : draw(chance, look);
    if (value !== undefined) given.push({ name, text: argumentText(value, chance) });
  }
  return chance.with(0.12) ? positional({ method, given }, chance) : { method, given };
}

/** The first arguments by position. */
function positional({ method, given }: PlannedCall, chance: Chance): PlannedCall {
  const count = 1 + chance.below(given.length + 1);
  return {
    method,
    given: given.map(({ name, text }, at) => ({ name: at < count ? undefined : name, text })),
  };
}

/** One thing about the arguments made wrong or odd. */
export function bendCall(call: PlannedCall, others: readonly PlannedCall[], chance: Chance): PlannedCall {
  const { method, given } = call;
  const at = chance.below(given.length + 1);
  const changed = (argument: (old: Argument) => Argument) =>
    given.map((old, index) => (index === at ? argument(old) : old));
  switch (chance.below(8)) {
    case 0:
      return { method, given: given.filter((_, index) => index !== at) };
    case 1:
      return {
        method,
        given: [
          ...given,
          { name: chance.pick(['extra', 'file_name', 'id', 'x']), text: strangeText(chance) },
        ],
      };
    case 2:
      return { method, given: changed(({ name, text }) => ({ name: `${name ?? 'a'}_x`, text })) };
    case 3:
      return positional(call, chance);
    case 4: {
      const inner = others.length > 0 ? callText(chance.pick(others)) : "len('a')";
      const text = chance.pick([
        inner,
        `str(${inner})`,
        `len(${inner})`,
        `[${inner}]`,
        `(${inner})['error']`,
      ]);
      return { method, given: changed(({ name }) => ({ name, text })) };
    }
    case 5: {
      const text = `'see ${method} (1) and ${chance.pick(['cd', 'post_tweet', 'x', 'mean'])}(2)'`;
      return { method, given: changed(({ name }) => ({ name, text })) };
    }
    default:
      return { method, given: changed(({ name }) => ({ name, text: strangeText(chance) })) };
  }
}

/** A call text by its parts; undefined for one that is no plain call of a name. */
export function readCall(text: string): PlannedCall | undefined {
  const node = parsed(text);
  if (node?.kind !== 'Call' || node.func.kind !== 'Name') return undefined;
  const inner = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const given = splitArguments(inner).map((part): Argument => {
    const [, name, value] = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/s.exec(part) ?? [];
    return value === undefined ? { name: undefined, text: part } : { name, text: value };
  });
  return { method: node.func.id, given };
}

function parsed(text: string): Expression | undefined {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return undefined;
    throw error;
  }
}

/** Arguments at their commas, as far as brackets and quotes tell. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[[({\])},]/gs)) {
    if ('[({'.includes(token)) depth += 1;
    else if ('])}'.includes(token)) depth -= 1;
    else if (token === ',' && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
