import type { Chance } from '../../datasets/index.ts';

/** Days that dates are drawn from: so many from this one on. Nothing depends on the clock. */
const FIRST_DAY = Date.UTC(2026, 0, 5);
const DAYS = 360;
const DAY = 86_400_000;

const hosts = ['lagoon', 'harbour', 'orchard', 'meadow', 'quarry'];

function day(chance: Chance): string {
  return new Date(FIRST_DAY + chance.below(DAYS) * DAY).toISOString().slice(0, 10);
}

function hour(chance: Chance): string {
  return `${String(7 + chance.below(14)).padStart(2, '0')}:${chance.pick(['00', '15', '30', '45'])}`;
}

function host(chance: Chance): string {
  return `${chance.pick(hosts)}-${10 + chance.below(90)}.example`;
}

function hexadecimals(count: number, chance: Chance): string {
  return Array.from({ length: count }, () => chance.below(16).toString(16)).join('');
}

function address(chance: Chance): string {
  return `https://${host(chance)}/${chance.pick(['pages', 'files', 'notes'])}/${100 + chance.below(900)}`;
}

function mail(chance: Chance): string {
  return `${chance.pick(['mira', 'tomas', 'adaeze', 'linh'])}@post.example`;
}

const writers = new Map<string, (chance: Chance) => string>([
  ['date', day],
  ['time', (chance) => `${hour(chance)}:00`],
  ['date-time', (chance) => `${day(chance)}T${hour(chance)}:00`],
  ['iso-time', (chance) => `${hour(chance)}:00`],
  ['iso-date-time', (chance) => `${day(chance)}T${hour(chance)}:00`],
  ['duration', (chance) => `P${1 + chance.below(28)}D`],
  ['email', mail],
  ['idn-email', mail],
  ['hostname', host],
  ['idn-hostname', host],
  ['ipv4', (chance) => `192.0.2.${1 + chance.below(254)}`],
  ['ipv6', (chance) => `2001:db8::${hexadecimals(3, chance)}`],
  ['uri', address],
  ['url', address],
  ['iri', address],
  ['uri-reference', address],
  ['iri-reference', address],
  ['uri-template', address],
  [
    'uuid',
    (chance) =>
      `${hexadecimals(8, chance)}-${hexadecimals(4, chance)}-4${hexadecimals(3, chance)}-a${hexadecimals(3, chance)}-${hexadecimals(12, chance)}`,
  ],
  ['byte', (chance) => Buffer.from(`note ${100 + chance.below(900)}`).toString('base64')],
  ['json-pointer', (chance) => `/parts/${chance.below(100)}`],
  ['json-pointer-uri-fragment', (chance) => `#/parts/${chance.below(100)}`],
  ['relative-json-pointer', (chance) => `${1 + chance.below(9)}/parts`],
]);

/** A text of a format by JSON Schema, undefined for one that nothing is known of. */
export function formatText(format: string, chance: Chance): string | undefined {
  return writers.get(format)?.(chance);
}
