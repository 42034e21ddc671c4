import type { Language } from './suite.ts';

/** What BFCL calls the types of each language. */
const typeNames: Readonly<Record<Language, readonly string[]>> = {
  python: ['string', 'integer', 'float', 'boolean', 'array', 'tuple', 'dict', 'any'],
  java: [
    ...['String', 'char', 'byte', 'short', 'integer', 'long', 'float', 'double', 'boolean'],
    ...['Array', 'ArrayList', 'HashMap', 'any'],
  ],
  javascript: ['String', 'integer', 'float', 'Bigint', 'Boolean', 'array', 'dict', 'any'],
};

/** JSON Schema's words where BFCL has others. */
const jsonSchemaNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  python: { number: 'float', object: 'dict' },
  java: { string: 'String', number: 'double', array: 'ArrayList', object: 'HashMap' },
  javascript: { string: 'String', number: 'float', boolean: 'Boolean', object: 'dict' },
};

/**
 * A type in BFCL's words; `any` where none is given, or several besides `null` are.
 * @returns undefined for a type that neither BFCL nor JSON Schema has
 */
export function bfclType(
  written: string | readonly string[] | undefined,
  language: Language,
): string | undefined {
  const choices = typeof written === 'string' ? [written] : (written ?? []).filter((name) => name !== 'null');
  const types = choices.map((name) => nameOf(name, language));
  if (types.includes(undefined)) return undefined;
  return types.length === 1 ? types[0] : 'any';
}

function nameOf(name: string, language: Language): string | undefined {
  if (typeNames[language].includes(name)) return name;
  return Object.hasOwn(jsonSchemaNames[language], name) ? jsonSchemaNames[language][name] : undefined;
}

/** Lists, of whatever language. */
export const typesWithItems: ReadonlySet<string> = new Set(['array', 'tuple', 'Array', 'ArrayList']);

/** For messages. */
export function knownTypes(language: Language): string {
  const fromJsonSchema = Object.keys(jsonSchemaNames[language]);
  return [...new Set([...typeNames[language], ...fromJsonSchema])].join(', ');
}
