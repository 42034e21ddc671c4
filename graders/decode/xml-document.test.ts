import { expect, test } from 'vitest';
import { DecodeError } from './decode-error.ts';
import { parseXmlElement, type XmlElement } from './xml-document.ts';

/** As text of another form: `{namespace}name(attributes)[text|children]`. */
function outline({ namespace, name, attributes, text, children }: XmlElement): string {
  const pairs = [...attributes].map(([key, value]) => `${key}=${value}`).join(',');
  return `{${namespace}}${name}(${pairs})[${text}|${children.map(outline).join('')}]`;
}

test('an element has its attributes, its text and its children', () => {
  const text = '<a x="1" y=\'"\'>t<b/>u<b z="&lt;"> </b></a>';
  expect(outline(parseXmlElement(text))).toBe('{}a(x=1,y=")[t|{}b()[|]{}b(z=<)[ |]]');
});

test('namespaces are resolved, prefixed attributes left out', () => {
  const text = '<p:a xmlns:p="u" xmlns="v" p:x="1" x="2"><b xmlns=""/><c xmlns:p="w"><p:d/></c><p:e/></p:a>';
  expect(outline(parseXmlElement(text))).toBe('{u}a(x=2)[|{}b()[|]{v}c()[|{w}d()[|]]{u}e()[|]]');
});

test('line ends are \\n in text and spaces in attributes, references stay what they are', () => {
  expect(outline(parseXmlElement('<a x="1\r\n2\r3\t4&#13;&#10;">1\r\n2\r3&#13;</a>'))).toBe(
    '{}a(x=1 2 3 4\r\n)[1\n2\n3\r|]',
  );
});

test.each([
  '',
  'a',
  '/>',
  ' x="1"/>',
  ' <a/>',
  '<a>',
  '</a>',
  '<a></b>',
  '<a></a',
  '<a></ab>',
  '<ab></a>',
  '<a/><a/>',
  '<a/>x',
  '<a/ >',
  '<a x/>',
  '<a x=1/>',
  '<a x="1"y="2"/>',
  '<a x="1" x="1"/>',
  '<a x="<"/>',
  '<a x="&"/>',
  '<a>&</a>',
  '<a>&amp</a>',
  '<a>&b;</a>',
  '<a>&#;</a>',
  '<a>&#x;</a>',
  '<a>&#-1;</a>',
  '<a>]]></a>',
  '<a><!-- -- --></a>',
  '<a><!-- </a>',
  '<a><![CDATA[ </a>',
  '<a><![cdata[]]></a>',
  '<a><?p </a>',
  '<a><?xml version="1.0"?></a>',
  '<a><? p?></a>',
  '<a:b/>',
  '<a :b=""/>',
  '<a\u00a0x=""/>',
])('%j is not well-formed', (text) => {
  expect(() => parseXmlElement(text)).toThrow(DecodeError);
});

function accepts(text: string): boolean {
  try {
    parseXmlElement(text);
    return true;
  } catch {
    return false;
  }
}

test('names hold the characters that expat 2.5 takes', () => {
  const codePoints = Array.from({ length: 0x10000 }, (_, codePoint) => codePoint);
  const taken = (render: (character: string) => string) => {
    const members = codePoints.filter((codePoint) => accepts(render(String.fromCodePoint(codePoint))));
    return { count: members.length, sum: members.reduce((total, codePoint) => total + codePoint, 0) };
  };
  expect(taken((character) => `<${character}/>`)).toEqual({ count: 34515, sum: 1199916064 });
  expect(taken((character) => `<b${character}b/>`)).toEqual({ count: 35121, sum: 1201722203 });
});

test('every character but controls, noncharacters and lone surrogates may stand in text', () => {
  for (const codePoint of [
    0x9, 0xa, 0xd, 0x20, 0x7f, 0x85, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0x10000, 0x1fffe, 0x10ffff,
  ]) {
    expect(accepts(`<a>${String.fromCodePoint(codePoint)}</a>`)).toBe(true);
    expect(accepts(`<a>&#${codePoint};</a>`)).toBe(true);
  }
  for (const codePoint of [0, 0x8, 0xb, 0x1f, 0xd800, 0xdfff, 0xfffe, 0xffff]) {
    expect(accepts(`<a>${String.fromCodePoint(codePoint)}</a>`)).toBe(false);
    expect(accepts(`<a>&#${codePoint};</a>`)).toBe(false);
  }
});

const size = 1 << 18;

test.each([
  '<a>',
  '<a/>',
  '<a xmlns:p="u">',
  '<',
  '&',
  '&amp;',
  ']]',
  '<!--',
  '<!-- -->',
  '<![CDATA[',
  '<?p ',
  '</a>',
  ' ',
])('hostile text of %s is read in linear time at any depth', (piece) => {
  accepts(`<a>${piece.repeat(size / piece.length)}`);
  accepts(`<a>${piece.repeat(size / piece.length)}</a>`);
});

test('elements nest 100,000 deep', () => {
  expect(accepts('<a>'.repeat(100_000) + '</a>'.repeat(100_000))).toBe(true);
  expect(accepts('<a>'.repeat(100_000) + '</a>'.repeat(100_001))).toBe(false);
});
