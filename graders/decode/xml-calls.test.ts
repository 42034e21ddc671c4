import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/decode-xml.json' with { type: 'json' };
import { DecodeError } from './decode-error.ts';
import { decodeConciseXmlText, decodeVerboseXmlText } from './xml-calls.ts';

test.each(cases)('$format, $source', ({ format, text, decoded }) => {
  const decode = format === 'verbose_xml' ? decodeVerboseXmlText : decodeConciseXmlText;
  if (decoded === null) expect(() => decode(text)).toThrow(DecodeError);
  else expect(ascii(decode(text))).toBe(decoded);
});

test.each(['integer', 'array'])('an int of more than 4300 digits as %s fails', (type) => {
  const text = (digits: number) =>
    `<functions><function name="f"><param name="a" type="${type}">${'9'.repeat(digits)}</param></function></functions>`;
  expect(ascii(decodeConciseXmlText(text(4300)))).toContain('999');
  expect(() => decodeConciseXmlText(text(4301))).toThrow(DecodeError);
});
