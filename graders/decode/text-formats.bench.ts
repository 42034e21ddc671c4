import { bench, describe } from 'vitest';
import { readJson } from '../../datasets/index.ts';
import { decodeJsonText } from './json-calls.ts';
import { decodeProviderCalls } from './provider-calls.ts';
import { decodeConciseXmlText, decodeVerboseXmlText } from './xml-calls.ts';

const parameters = '{"city": "Berlin", "days": 3, "units": ["metric", "si"], "wind": true}';
const json = `[{"function": "weather.get", "parameters": ${parameters}}, {"function": "clock.now", "parameters": {}}]`;
const verbose = `<functions><function name="weather.get"><params><param name="city" value="Berlin" type="string"/><param name="days" value="3" type="integer"/><param name="units" value="['metric', 'si']" type="array"/><param name="wind" value="true" type="boolean"/></params></function><function name="clock.now"><params></params></function></functions>`;
const concise = `<functions><function name="weather.get"><param name="city" type="string">Berlin</param><param name="days" type="integer">3</param><param name="units" type="array">['metric', 'si']</param><param name="wind" type="boolean">true</param></function><function name="clock.now"></function></functions>`;
const provider = readJson(JSON.stringify([{ weather_get: parameters }, { clock_now: '{}' }]));

describe('two calls', () => {
  bench('json', () => void decodeJsonText(json));
  bench('verbose xml', () => void decodeVerboseXmlText(verbose));
  bench('concise xml', () => void decodeConciseXmlText(concise));
  bench('provider calls', () => void decodeProviderCalls(provider));
});

describe('hostile text of 64 KiB', () => {
  const repeat = (piece: string) => piece.repeat(65536 / piece.length);
  const attempt = (decode: (text: string) => unknown, text: string) => () => {
    try {
      decode(text);
    } catch {
      return;
    }
  };
  bench('json, objects that never end the list', attempt(decodeJsonText, repeat('[{},')));
  bench('xml, open elements', attempt(decodeConciseXmlText, `<functions>${repeat('<a>')}</functions>`));
  bench('xml, references', attempt(decodeConciseXmlText, `<functions>${repeat('&amp;')}</functions>`));
});
