import type { Chance } from '../../random.ts';
import { ownSpecsFolder, readSpecs } from '../../tool-specs/read-specs.ts';
import { parseRequest, type RequestPiece } from '../../tool-specs/request-template.ts';
import type { ToolSpec, ValueSpec } from '../../tool-specs/tool-spec.ts';
import type { JsonObject } from '../tool-shape.ts';

/** What a row is written from, in whatever format. */
export type RowParts = {
  readonly system?: string;
  /** What the user says, turn by turn; parts of a message where one is a list. */
  readonly texts: readonly (string | readonly string[])[];
  readonly tools: readonly unknown[];
  readonly calls: readonly WrittenCall[];
  /** Fields besides those of the format. */
  readonly fields: JsonObject;
  /** What the assistant writes besides calls. */
  readonly says?: string;
};

export type WrittenCall = { readonly name: string; readonly arguments: JsonObject };

const WORDS = [
  'Maribor',
  'Quell & Sons',
  'lantern',
  'harbour',
  'Otto Brandt',
  'blue',
  'ferry',
  'Juniper Lane',
  'oats',
];

/** Rows over the tools of this project's own documents, which the benchmark has no part in. */
export async function cleanRows(): Promise<(chance: Chance) => RowParts> {
  const specs = await readSpecs([ownSpecsFolder()]);
  return (chance) => {
    const tools = [...new Set(Array.from({ length: 1 + chance.below(4) }, () => chance.pick(specs)))];
    const asked = chance.pick(tools);
    const given = argumentsFor(asked, chance);
    return {
      texts: [requestFor(asked, given, chance)],
      tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
      calls: [{ name: asked.name, arguments: given }],
      fields: {},
    };
  };
}

function argumentsFor({ parameters }: ToolSpec, chance: Chance): JsonObject {
  const required = new Set(parameters.required);
  const chosen = Object.entries(parameters.properties ?? {}).filter(
    ([name]) => required.has(name) || chance.with(0.4),
  );
  return Object.fromEntries(chosen.map(([name, spec]) => [name, valueFor(spec, chance)]));
}

function valueFor(spec: ValueSpec, chance: Chance): unknown {
  const known = spec.enum ?? spec.examples ?? [];
  if (known.length > 0) return chance.pick<unknown>(known);
  switch (spec.type) {
    case 'string':
      return chance.pick(WORDS);
    case 'boolean':
      return chance.with(0.5);
    case 'integer':
      return 1 + chance.below(500);
    case 'number':
      return chance.below(5000) / 10;
    case 'array':
      return spec.items === undefined ? [] : [valueFor(spec.items, chance)];
    case 'object':
      return Object.fromEntries(
        Object.entries(spec.properties ?? {}).map(([name, inner]) => [name, valueFor(inner, chance)]),
      );
  }
}

/** In the words of the tool's source, or its description as a wish. */
function requestFor({ requests, description }: ToolSpec, given: JsonObject, chance: Chance): string {
  if (requests === undefined) return `I need this: ${description}`;
  return parseRequest(chance.pick(requests))
    .map((piece) => textOf(piece, given))
    .join('');
}

function textOf(piece: RequestPiece, given: JsonObject): string {
  if (piece.kind === 'words') return piece.text;
  if (piece.kind === 'slot') return spoken(given[piece.name]);
  const isSaid = piece.pieces.every((inner) => inner.kind !== 'slot' || inner.name in given);
  return isSaid && (piece.flag === undefined || given[piece.flag.name] === piece.flag.is)
    ? piece.pieces.map((inner) => textOf(inner, given)).join('')
    : '';
}

function spoken(value: unknown): string {
  if (value === undefined) return 'the usual';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
