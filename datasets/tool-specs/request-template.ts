/**
 * A piece of a text in which users ask for a tool: words, the place of an argument, or a part that is said only if all
 * arguments in it are told, or its flag is told as `is`.
 */
export type RequestPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'slot'; readonly name: string }
  | {
      readonly kind: 'part';
      readonly flag?: { readonly name: string; readonly is: boolean };
      readonly pieces: readonly RequestPiece[];
    };

/**
 * Reads `Book a table[ for {guests}] in {city}[outdoors:, outside if possible][!outdoors:, inside]`.
 * @throws {RangeError} saying what is wrong with it
 */
export function parseRequest(template: string): RequestPiece[] {
  return template.split(/(\[[^[\]]*\])/).flatMap((text): RequestPiece[] => {
    if (!text.startsWith('[')) return plainPieces(text, template);
    const [, sign, flag, inner = ''] = /^\[(?:(!?)([\w.-]+):)?(.*)\]$/s.exec(text) ?? [];
    const pieces = plainPieces(inner, template);
    return [{ kind: 'part', ...(flag !== undefined && { flag: { name: flag, is: sign !== '!' } }), pieces }];
  });
}

function plainPieces(text: string, template: string): RequestPiece[] {
  return text
    .split(/(\{[\w.-]+\})/)
    .filter((piece) => piece !== '')
    .map((piece): RequestPiece => {
      if (/^\{[\w.-]+\}$/.test(piece)) return { kind: 'slot', name: piece.slice(1, -1) };
      if (/[[\]{}]/.test(piece))
        throw new RangeError(`"${template}": expected {parameter} and [optional part], not nested`);
      return { kind: 'words', text: piece };
    });
}

/** Names of the parameters that a template speaks of, in its order. */
export function namesInRequest(pieces: readonly RequestPiece[]): string[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'words') return [];
    if (piece.kind === 'slot') return [piece.name];
    return [...(piece.flag === undefined ? [] : [piece.flag.name]), ...namesInRequest(piece.pieces)];
  });
}

/** The template with its parameters under other names. */
export function renamedRequest(template: string, nameOf: (name: string) => string): string {
  return template
    .replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => `{${nameOf(name)}}`)
    .replaceAll(/\[(!?)([\w.-]+):/g, (_, sign: string, name: string) => `[${sign}${nameOf(name)}:`);
}
