import { DecodeError } from './decode-error.ts';

const XML_URI = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_URI = 'http://www.w3.org/2000/xmlns/';

type QualifiedName = {
  /** '' for none. */
  readonly prefix: string;
  readonly local: string;
};

/** What a prefix stood for before a tag declared it anew, undefined if for nothing. */
type Shadowed = readonly [prefix: string, uri: string | undefined];
const NOTHING_SHADOWED: readonly Shadowed[] = [];

export function splitName(name: string): QualifiedName {
  const colon = name.indexOf(':');
  return { prefix: colon < 0 ? '' : name.slice(0, colon), local: name.slice(colon + 1) };
}

/** Which URI a prefix stands for at the place being read; the prefix '' is the default namespace of elements. */
export class NamespaceScope {
  private readonly uris = new Map<string, string>([['xml', XML_URI]]);

  /**
   * Binds what the attributes of a tag declare and checks the names of the others.
   * @returns what `restore` needs at the end of the element
   * @throws {DecodeError} for a declaration that is not allowed, an unknown prefix, two attributes of one name
   */
  enter(attributes: ReadonlyMap<string, string>): readonly Shadowed[] {
    if (attributes.size === 0) return NOTHING_SHADOWED;
    const shadowed: Shadowed[] = [];
    const prefixed: QualifiedName[] = [];
    for (const [attribute, value] of attributes) {
      const name = splitName(attribute);
      const declared = declaredPrefix(name);
      if (declared !== undefined) shadowed.push(this.bind(declared, value));
      else if (name.prefix !== '') prefixed.push(name);
    }
    if (prefixed.length > 0) this.refuseDuplicates(prefixed);
    return shadowed;
  }

  restore(shadowed: readonly Shadowed[]): void {
    for (const [prefix, uri] of shadowed) {
      if (uri === undefined) this.uris.delete(prefix);
      else this.uris.set(prefix, uri);
    }
  }

  /** @throws {DecodeError} for an unknown prefix */
  uriOf(prefix: string): string {
    const uri = this.uris.get(prefix);
    if (uri !== undefined) return uri;
    if (prefix === '') return '';
    throw new DecodeError('unbound prefix');
  }

  private bind(prefix: string, uri: string): Shadowed {
    refuseReserved(prefix, uri);
    const before = this.uris.get(prefix);
    this.uris.set(prefix, uri);
    return [prefix, before];
  }

  /** Names by their URI: prefixes may differ and mean the same. */
  private refuseDuplicates(names: readonly QualifiedName[]): void {
    const localsOf = new Map<string, Set<string>>();
    for (const { prefix, local } of names) {
      const uri = this.uriOf(prefix);
      const locals = localsOf.get(uri) ?? new Set();
      if (locals.has(local)) throw new DecodeError('duplicate attribute');
      localsOf.set(uri, locals.add(local));
    }
  }
}

/** The prefix that an attribute declares: `xmlns` the default namespace, `xmlns:p` p, any other none. */
function declaredPrefix({ prefix, local }: QualifiedName): string | undefined {
  if (prefix === 'xmlns') return local;
  return prefix === '' && local === 'xmlns' ? '' : undefined;
}

/** `}` ends the URI in the names that ElementTree makes. */
function refuseReserved(prefix: string, uri: string): void {
  if (uri === '' && prefix !== '') throw new DecodeError('must not undeclare prefix');
  if (prefix === 'xmlns') throw new DecodeError('reserved prefix (xmlns) must not be declared or undeclared');
  if (uri.includes('}')) throw new DecodeError('syntax error');
  if ((prefix === 'xml') !== (uri === XML_URI) || uri === XMLNS_URI) {
    throw new DecodeError('prefix must not be bound to one of the reserved namespace names');
  }
}
