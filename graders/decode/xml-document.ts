import { DecodeError } from './decode-error.ts';
import { NAME_PATTERN, QUALIFIED_NAME_PATTERN } from './xml-names.ts';
import { NamespaceScope, splitName } from './xml-namespaces.ts';

export type XmlElement = {
  /** URI of its namespace, '' for none. */
  readonly namespace: string;
  /** Without prefix. */
  readonly name: string;
  /** Those without prefix, declarations of namespaces left out. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Character data before the first child. */
  readonly text: string;
  readonly children: readonly XmlElement[];
};

type OpenElement = {
  readonly tagName: string;
  readonly shadowed: ReturnType<NamespaceScope['enter']>;
  readonly element: { text: string; readonly children: XmlElement[] };
};

const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;
const START_TAG = new RegExp(`<(${QUALIFIED_NAME_PATTERN})(\\/?>)?`, 'y');
const ATTRIBUTE = new RegExp(
  `[ \\t\\n]+(${QUALIFIED_NAME_PATTERN})[ \\t\\n]*=[ \\t\\n]*(?:"([^"<]*)"|'([^'<]*)')`,
  'y',
);
const START_TAG_END = /[ \t\n]*(\/?>)/y;
const END_TAG_END = /[ \t\n]*>/y;
const INSTRUCTION_TARGET = new RegExp(`<\\?(${NAME_PATTERN})(?:[ \\t\\n]|(?=\\?>))`, 'y');
const BROKEN_REFERENCE = /&(?!(?:lt|gt|amp|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)/;

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/**
 * Reads a text that is one XML element from its first character to its last, without declaration or DTD, as Python's
 * `xml.etree.ElementTree.fromstring` (expat 2.5, aware of namespaces) reads it. Takes linear time and any depth.
 * @throws {DecodeError} if it is not well-formed
 * @see https://www.w3.org/TR/2006/REC-xml-20060816/ (fourth edition), https://www.w3.org/TR/xml-names/
 */
export function parseXmlElement(text: string): XmlElement {
  if (FORBIDDEN.test(text)) throw malformed();
  return new XmlReader(text.replace(/\r\n?/g, '\n')).readRoot();
}

function malformed(): DecodeError {
  return new DecodeError('not well-formed (invalid token)');
}

class XmlReader {
  private position = 0;
  private readonly open: OpenElement[] = [];
  private readonly namespaces = new NamespaceScope();

  constructor(private readonly text: string) {}

  readRoot(): XmlElement {
    const root = this.readStartTag();
    for (let current = this.open.at(-1); current !== undefined; current = this.open.at(-1)) {
      this.readContent(current);
    }
    if (this.position < this.text.length) throw new DecodeError('junk after document element');
    return root;
  }

  /** One piece of what stands inside an element. */
  private readContent(current: OpenElement): void {
    if (this.text[this.position] !== '<') addText(current, this.readCharacters());
    else if (this.startsWith('</')) this.readEndTag(current);
    else if (this.startsWith('<!--')) this.skipComment();
    else if (this.startsWith('<![CDATA[')) addText(current, this.readThrough('<![CDATA[', ']]>'));
    else if (this.startsWith('<?')) this.skipInstruction();
    else current.element.children.push(this.readStartTag());
  }

  private readCharacters(): string {
    const end = this.text.indexOf('<', this.position);
    if (end < 0) throw new DecodeError('no element found');
    const raw = this.text.slice(this.position, end);
    if (raw.includes(']]>')) throw malformed();
    this.position = end;
    return expandReferences(raw);
  }

  private readStartTag(): XmlElement {
    const [, tagName, simpleEnd] = this.match(START_TAG) ?? [];
    if (tagName === undefined) throw malformed();
    const written = simpleEnd === undefined ? this.readAttributes() : NO_ATTRIBUTES;
    const end = simpleEnd ?? this.match(START_TAG_END)?.[1];
    if (end === undefined) throw malformed();
    const shadowed = this.namespaces.enter(written);
    const { prefix, local } = splitName(tagName);
    const namespace = this.namespaces.uriOf(prefix);
    const children: XmlElement[] = [];
    const element = { namespace, name: local, attributes: unprefixed(written), text: '', children };
    if (end === '/>') this.namespaces.restore(shadowed);
    else this.open.push({ tagName, shadowed, element });
    return element;
  }

  private readAttributes(): ReadonlyMap<string, string> {
    let match = this.match(ATTRIBUTE);
    if (match === undefined) return NO_ATTRIBUTES;
    const attributes = new Map<string, string>();
    for (; match !== undefined; match = this.match(ATTRIBUTE)) {
      const [, name = '', doubleQuoted, singleQuoted = ''] = match;
      if (attributes.has(name)) throw new DecodeError('duplicate attribute');
      attributes.set(name, expandReferences((doubleQuoted ?? singleQuoted).replace(/[\t\n]/g, ' ')));
    }
    return attributes;
  }

  private readEndTag({ tagName, shadowed }: OpenElement): void {
    this.position += 2;
    if (!this.startsWith(tagName)) throw new DecodeError('mismatched tag');
    this.position += tagName.length;
    if (this.match(END_TAG_END) === undefined) throw new DecodeError('mismatched tag');
    this.namespaces.restore(shadowed);
    this.open.pop();
  }

  private skipComment(): void {
    this.readThrough('<!--', '--');
    if (!this.startsWith('>')) throw malformed();
    this.position++;
  }

  private skipInstruction(): void {
    const target = this.match(INSTRUCTION_TARGET)?.[1];
    if (target === undefined || /^xml$/i.test(target)) throw malformed();
    this.readThrough('', '?>');
  }

  /** What stands between `start`, which is here, and the next `end`; moves behind it. */
  private readThrough(start: string, end: string): string {
    const from = this.position + start.length;
    const to = this.text.indexOf(end, from);
    if (to < 0) throw new DecodeError('unclosed token');
    this.position = to + end.length;
    return this.text.slice(from, to);
  }

  private startsWith(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  private match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.position;
    const match = sticky.exec(this.text) ?? undefined;
    if (match !== undefined) this.position += match[0].length;
    return match;
  }
}

/** ElementTree keeps text after a child elsewhere, where no decoder looks. */
function addText({ element }: OpenElement, text: string): void {
  if (element.children.length === 0) element.text += text;
}

function unprefixed(attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (attributes.size === 0) return attributes;
  return new Map([...attributes].filter(([name]) => name !== 'xmlns' && !name.includes(':')));
}

function expandReferences(raw: string): string {
  if (!raw.includes('&')) return raw;
  if (BROKEN_REFERENCE.test(raw)) throw new DecodeError('undefined entity');
  return raw.replace(/&([^;]*);/g, (_, name: string) => PREDEFINED.get(name) ?? numberedCharacter(name));
}

/** The character of `#65` or `#x41`. @throws {DecodeError} if XML allows no such character */
function numberedCharacter(reference: string): string {
  const digits = reference.slice(1);
  const codePoint = digits.startsWith('x') ? parseInt(digits.slice(1), 16) : parseInt(digits, 10);
  const character = codePoint > 0x10ffff ? '\0' : String.fromCodePoint(codePoint);
  if (FORBIDDEN.test(character)) throw new DecodeError('reference to invalid character number');
  return character;
}
