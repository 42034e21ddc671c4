import type { AuditedCall } from './answer-index.ts';
import { closingOf, dataIn, MOST_TRIES } from './embedded-data.ts';
import { readPythonCalls } from './path-calls.ts';
import { isObject, type JsonObject } from './tool-shape.ts';

/** Calls that stand in a text, amid words or not: as Python writes them (`f(a=1)`), and in the tags of some models. */
export function callsIn(text: string): AuditedCall[] {
  return [...pythonCallsIn(text), ...taggedCallsIn(text)];
}

/** A name and the parenthesis behind it; a name is tried from its first letter only. */
const beginning = /(?<![\w.])[A-Za-z_][\w.]*\(/g;

function pythonCallsIn(text: string): AuditedCall[] {
  const found: AuditedCall[] = [];
  let end = 0;
  let failed = 0;
  for (const { index, 0: opening } of text.matchAll(beginning)) {
    if (index < end) continue;
    if (failed > MOST_TRIES) break;
    const close = closingOf(text, index + opening.length - 1);
    const calls = close === undefined ? [] : pythonCalls(text.slice(index, close));
    if (calls.length > 0) end = close ?? end;
    else failed++;
    found.push(...calls);
  }
  return found;
}

/** None where no argument is a literal, as in `size(in metres)`, or in a call around calls. */
function pythonCalls(text: string): AuditedCall[] {
  return readPythonCalls(text)
    .map(({ name, positional, named }) => ({
      name,
      arguments: {
        ...Object.fromEntries(positional.map((value, index) => [String(index), value])),
        ...named,
      },
    }))
    .filter((call) => Object.values(call.arguments).some((value) => value !== undefined));
}

/** `<function=f>` and `<invoke name="f">`. */
const tag = /<(?:function=|(?:function|invoke) name=)["']?([\w.-]+)["']?\s*>/g;
const closingTag = /<\/(?:function|invoke)>/;

/** Each has its arguments as JSON, or a tag for every parameter. */
function taggedCallsIn(text: string): AuditedCall[] {
  return [...text.matchAll(tag)].flatMap(({ index, 0: { length }, 1: name = '' }, number, all) => {
    const [inside = ''] = text.slice(index + length, all[number + 1]?.index).split(closingTag, 1);
    const given = taggedArguments(inside) ?? objectIn(inside);
    return given === undefined ? [] : [{ name, arguments: given }];
  });
}

/** The object that a text is, and nothing else; undefined for other texts. */
export function objectIn(text: string): JsonObject | undefined {
  const { pieces, isWhole } = dataIn(text);
  const value = isWhole ? pieces[0]?.value : undefined;
  return isObject(value) ? value : undefined;
}

/** `<parameter=a>1</parameter>` and `<parameter name="a">1</parameter>`. */
function taggedArguments(text: string): JsonObject | undefined {
  const given = text
    .split('<parameter')
    .slice(1)
    .flatMap((part) => {
      const [opening, name] = /^(?:=|\s+name=)["']?([\w.-]+)["']?[^>]*>/.exec(part) ?? [];
      if (opening === undefined || name === undefined) return [];
      const [value = ''] = part.slice(opening.length).split('</parameter>', 1);
      const { pieces, isWhole } = dataIn(value);
      return [[name, isWhole ? pieces[0]?.value : value.trim()] as const];
    });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
