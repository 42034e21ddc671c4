import { bench, describe } from 'vitest';
import { isDecodeFailure } from './decode-error.ts';
import { decodeJavaScript } from './javascript.ts';
import { decodeJava } from './java.ts';

const short = '[GeometryPresentation.createPresentation(controller="mapController", parent="mapArea")]';
const long = `[call.it(${Array.from({ length: 1000 }, (_, i) => `name${i}="value ${i}"`).join(', ')})]`;
const broken = '[I would call the function createPresentation with the controller, and then show it.]';
const nonAscii = '[call.it(name="Größe", place="東京", mood="😀")]';
const hostile = `[${'f();'.repeat(16_384)}]`;

function attempt(decode: (text: string) => unknown, text: string): void {
  try {
    decode(text);
  } catch (error) {
    if (!isDecodeFailure(error)) throw error;
  }
}

for (const decode of [decodeJava, decodeJavaScript]) {
  describe(decode.name, () => {
    bench('a call', () => {
      attempt(decode, short);
    });
    bench('beyond ASCII', () => {
      attempt(decode, nonAscii);
    });
    bench('prose', () => {
      attempt(decode, broken);
    });
    bench('a thousand arguments', () => {
      attempt(decode, long);
    });
    bench('64 KiB that run into the limit', () => {
      attempt(decode, hostile);
    });
  });
}
