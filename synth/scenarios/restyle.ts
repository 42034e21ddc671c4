import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  chanceAt,
  packageRoot,
  renamedRequest,
  type Chance,
  type ToolSpec,
  type ValueSpec,
} from '../../datasets/index.ts';
import { verbClasses } from '../lexicon/lexicon.ts';
import { wordsOf } from '../tree/terms.ts';
import { ownOf } from '../values/own-of.ts';

export type RestyleOptions = {
  /** Of the scenario. */
  readonly seed: number;
  /** Share of the tools that stay as their source has them, 0 to 1. */
  readonly untouchedShare: number;
};

type CaseStyle = 'snake' | 'camel' | 'pascal';
const caseStyles: readonly CaseStyle[] = ['snake', 'snake', 'camel', 'pascal'];

/** What providers accept as a tool's name. */
const NAME_LENGTH = 64;
/** How often one tool has another style than the others of its scenario. */
const OWN_STYLE = 0.2;

let synonyms: ReadonlyMap<string, readonly string[]> | undefined;

function verbSynonyms(): ReadonlyMap<string, readonly string[]> {
  if (synonyms === undefined) {
    const path = join(packageRoot(import.meta.url), 'synth', 'scenarios', 'verb-synonyms.json');
    const read = z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(path, 'utf8')));
    synonyms = new Map(Object.entries(read));
  }
  return synonyms;
}

/**
 * The same tool as another service might describe it: names in another style, with a prefix or another verb, more or less
 * description, parameters in another order, some optional ones left out. Depends on seed and tool id alone; the id stays.
 */
export function restyle(tool: ToolSpec, { seed, untouchedShare }: RestyleOptions): ToolSpec {
  const chance = chanceAt('restyle', seed, tool.id);
  if (chance.with(untouchedShare)) return tool;
  const common = chanceAt('style', seed).pick(caseStyles);
  const style = chance.with(OWN_STYLE) ? chance.pick(caseStyles) : common;
  const words = chance.below(4);
  const kept = withoutSomeOptional(tool.parameters, chance);
  const parameters = renamed(described(kept, words), style);
  const names = namesIn(kept, style);
  const requests = tool.requests?.map((text) => renamedRequest(text, (name) => names.get(name) ?? name));
  return {
    ...tool,
    ...(requests !== undefined && { requests }),
    name: restyledName(tool, style, chance),
    description: restyledDescription(tool, parameters, chance),
    parameters,
  };
}

function inStyle(parts: readonly string[], style: CaseStyle): string {
  if (style === 'snake') return parts.join('_');
  const capitals = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return style === 'pascal' ? capitals : capitals.charAt(0).toLowerCase() + capitals.slice(1);
}

function restyledName({ name, service, domain }: ToolSpec, style: CaseStyle, chance: Chance): string {
  const parts = verbFirst(wordsOf(name), chance);
  const [verb = '', ...rest] = parts;
  const others = verbSynonyms().get(verb);
  const spoken = others !== undefined && chance.with(0.3) ? [chance.pick(others), ...rest] : parts;
  const base = inStyle(spoken, style);
  const draw = chance.below(10);
  const owner = draw === 0 ? service : domain.split('-')[0];
  const prefix = draw > 3 || owner === undefined ? '' : inStyle(wordsOf(owner), style);
  const whole = prefix === '' ? base : `${prefix}${draw === 3 && style === 'snake' ? '_' : '.'}${base}`;
  return /^[A-Za-z0-9_.-]+$/.test(whole) && whole.length <= NAME_LENGTH ? whole : name;
}

/** `flights.browse` is `browse_flights` at times. */
function verbFirst(parts: readonly string[], chance: Chance): readonly string[] {
  const at = parts.findIndex((part) => verbClasses().has(part));
  const isLast = at > 0 && at === parts.length - 1;
  return isLast && chance.with(0.6) ? [...parts.slice(at), ...parts.slice(0, at)] : parts;
}

function restyledDescription({ description }: ToolSpec, parameters: ValueSpec, chance: Chance): string {
  const [first = description] = description.split(/(?<=[.!?])\s/);
  const draw = chance.below(10);
  if (draw < 4) return description;
  if (draw < 8) return first;
  const names = parameters.required ?? [];
  const hint = names.length > 0 ? ` Needs ${names.join(', ')}.` : ' All parameters are optional.';
  return `${draw === 8 ? first : description}${hint}`;
}

/** Optional parameters left out, the rest in another order at times. */
function withoutSomeOptional(parameters: ValueSpec, chance: Chance): ValueSpec {
  const required = new Set(parameters.required);
  const drop = chance.with(0.5) ? 0.3 : 0;
  const kept = Object.entries(parameters.properties ?? {}).filter(
    ([name]) => required.has(name) || !chance.with(drop),
  );
  const entries = chance.with(0.4) ? shuffled(kept, chance) : kept;
  return { ...parameters, properties: Object.fromEntries(entries) };
}

export function shuffled<Item>(items: readonly Item[], chance: Chance): Item[] {
  return items
    .map((item) => ({ item, at: chance.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** 0: descriptions dropped, 1: with an example, 2 and 3: as they are. */
function described(parameters: ValueSpec, way: number): ValueSpec {
  if (way > 1) return parameters;
  const entries = Object.entries(parameters.properties ?? {}).map(([name, spec]): [string, ValueSpec] => {
    if (way === 1) return [name, withHint(spec)];
    const { description, ...rest } = spec;
    // A unit or code that only the description tells must stay: nobody could know it.
    return [
      name,
      description !== undefined && /\bin \p{L}+|code|ISO|HH:MM|hyphen/u.test(description) ? spec : rest,
    ];
  });
  return { ...parameters, properties: Object.fromEntries(entries) };
}

function withHint(spec: ValueSpec): ValueSpec {
  const { description = '', examples = [], format, enum: choices } = spec;
  if (choices !== undefined) return spec;
  const [example] = examples;
  const shown = typeof example === 'string' || typeof example === 'number' ? `e.g. ${example}` : '';
  const hint = format === 'date' ? 'as YYYY-MM-DD' : shown;
  if (hint === '') return spec;
  const base = description.replace(/[.\s]+$/, '');
  return { ...spec, description: base === '' ? hint : `${base}, ${hint}` };
}

/** All names in one style, inside of objects too. Where two would become one, the object keeps its own. */
function renamed(spec: ValueSpec, style: CaseStyle): ValueSpec {
  const names = namesIn(spec, style);
  return {
    ...spec,
    ...(spec.default !== undefined && { default: renamedValue(spec.default, spec, style) }),
    ...(spec.examples !== undefined && {
      examples: spec.examples.map((value) => renamedValue(value, spec, style)),
    }),
    ...(spec.items !== undefined && { items: renamed(spec.items, style) }),
    ...(spec.properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(spec.properties).map(([name, part]) => [
          names.get(name) ?? name,
          renamed(part, style),
        ]),
      ),
    }),
    ...(spec.required !== undefined && { required: spec.required.map((name) => names.get(name) ?? name) }),
  };
}

function namesIn({ properties = {} }: ValueSpec, style: CaseStyle): ReadonlyMap<string, string> {
  const names = new Map(Object.keys(properties).map((name) => [name, inStyle(wordsOf(name), style) || name]));
  return new Set(names.values()).size < names.size ? new Map() : names;
}

type Value = Exclude<ValueSpec['default'], undefined>;

function renamedValue(value: Value, spec: ValueSpec, style: CaseStyle): Value {
  if (Array.isArray(value)) {
    const { items } = spec;
    return items === undefined ? value : value.map((item: Value) => renamedValue(item, items, style));
  }
  if (typeof value !== 'object' || value === null) return value;
  const names = namesIn(spec, style);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]): [string, Value] => {
      const inner = ownOf(spec.properties, name);
      return [names.get(name) ?? name, inner === undefined ? part : renamedValue(part, inner, style)];
    }),
  );
}
