import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isDict, readJson, repr, str, type Value } from '../../datasets/index.ts';
import { PythonException } from '../decode/python/evaluate/failure.ts';
import { DecodeError } from '../decode/decode-error.ts';
import { environmentClass } from './classes.ts';
import { sharedValues, type EnvironmentClass } from './environment.ts';

/** Configurations of one attribute, and what the official class raises for it. */
const corpus = readJson(readFileSync(new URL('../cases/configurations.json', import.meta.url), 'utf8'));

function dict(value: Value | undefined): Map<Value, Value> {
  if (value !== undefined && isDict(value)) return value;
  throw new TypeError('expected an object');
}

function classOf(name: string): EnvironmentClass {
  const type = environmentClass(name);
  if (type === undefined) throw new TypeError(`no environment ${name}`);
  return type;
}

const setting = () => ({ today: { year: 2026, month: 3, day: 4 }, shared: sharedValues() });

/** What opening raises, null where it does not. */
function raised(name: string, configuration: Map<Value, Value>): string | null {
  try {
    classOf(name).open(configuration, setting());
    return null;
  } catch (error) {
    if (error instanceof PythonException) return error.text;
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}

const cases = Array.from(dict(corpus).get('cases') as readonly Value[], (value) => {
  const one = dict(value);
  const configuration = dict(one.get('configuration'));
  return [
    str(one.get('class') ?? null),
    repr(configuration),
    configuration,
    one.get('error') ?? null,
  ] as const;
});

test.each(cases)('%s configured with %s raises what the official raises', (name, _, configuration, error) => {
  expect(raised(name, configuration)).toBe(error);
});

test.each([null, 'x'])(
  'a random_seed of %j, which Python hashes or takes the clock for, is refused',
  (seed) => {
    expect(raised('TravelAPI', new Map([['random_seed', seed]]))).toMatch(/random_seed that is no number/);
    expect(raised('TicketAPI', new Map([['random_seed', seed]]))).toBeNull();
  },
);

test.each(['constructor', '__proto__', 'toString', 'travelapi', ''])(
  'there is no environment "%s"',
  (name) => {
    expect(environmentClass(name)).toBeUndefined();
  },
);
