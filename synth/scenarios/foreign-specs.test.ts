import { describe, expect, test } from 'vitest';
import { chanceAt, type ScenarioKind, type ToolSpec, type ValueSpec } from '../../datasets/index.ts';
import { openingOf } from '../phrasing/message.ts';
import { requestOf } from '../phrasing/requests.ts';
import { buildToolTree, defaultTreeOptions } from '../tree/build-tree.ts';
import { faultsOf } from '../values/argument-check.ts';
import { drawArguments } from './arguments.ts';
import { restyle } from './restyle.ts';
import { scenariosOf } from './scenarios.ts';

function toolOf(name: string, properties: Record<string, ValueSpec>, description = ''): ToolSpec {
  return {
    id: `s#${name}`,
    name,
    description,
    domain: 'd',
    service: 's',
    parameters: { type: 'object', properties, required: Object.keys(properties) },
    returns: null,
    origin: '',
    notes: [],
  };
}

function each(names: readonly string[], specOf: (name: string) => ValueSpec): Record<string, ValueSpec> {
  return Object.fromEntries(names.map((name) => [name, specOf(name)]));
}

const mix: Record<ScenarioKind, number> = {
  single: 1,
  multiple: 1,
  parallel: 1,
  parallel_multiple: 1,
  irrelevance: 0,
  missing_parameter: 1,
};

test('tools, parameters and choices may be called as what every object has', () => {
  const inherited = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];
  const names = inherited.slice(0, -1);
  const values = {
    ...each(names, () => ({ type: 'string', enum: inherited })),
    ...each(['isPrototypeOf'], () => ({
      type: 'object',
      properties: each(['constructor'], () => ({ type: 'integer' })),
    })),
  };
  const numbers = each(names, () => ({ type: 'integer', description: 'In constructor' }));
  const tools = [...inherited.map((name) => toolOf(name, values)), toolOf('describe_constructor', numbers)];
  const tree = buildToolTree(tools, { ...defaultTreeOptions, heldOutShare: 0 });
  const planned = scenariosOf(tree, { split: 'training', phrasing: 'training', seed: 1, count: 100, mix });
  for (const one of planned) {
    expect(openingOf(one)).not.toMatch(/native code|\[object/);
    for (const { arguments: given, accepted } of one.scenario.calls) {
      expect(Object.keys(accepted)).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  }
});

test('a tool without a description is asked for by its name, whatever another of that name was', () => {
  const of = (service: string) => requestOf({ ...toolOf('boats.hire', {}), domain: service, service }).text;
  expect([of('boats'), of('cars')]).toEqual(['hire', 'hire the boats']);
});

describe('arguments drawn for foreign tools', () => {
  const drawn = (tool: ToolSpec) =>
    Array.from({ length: 60 }, (_, seed) => {
      const restyled = restyle(tool, { seed, untouchedShare: 0.15 });
      const given = drawArguments(restyled, { chance: chanceAt('foreign', seed), split: 'training' });
      return given === undefined ? undefined : faultsOf(restyled, given);
    });

  test.each([
    ...['uuid', 'uri', 'url', 'uri-reference', 'ipv4', 'ipv6', 'hostname', 'email', 'idn-email'],
    ...['date', 'time', 'date-time', 'iso-time', 'iso-date-time', 'duration', 'byte', 'uri-template'],
    ...['json-pointer', 'json-pointer-uri-fragment', 'relative-json-pointer', 'regex', 'nonsense'],
  ])('fit the format %s, whatever its parameter is called and its example is', (format) => {
    const properties = each(['id', 'city', 'day', 'contact', 'query', 'starts_at'], (name) => ({
      type: 'string',
      format,
      examples: [`not of it, ${name}`],
    }));
    const faults = drawn(toolOf('find_it', properties));
    expect(faults.filter((found) => found !== undefined && found.length > 0)).toEqual([]);
    expect(faults.filter((found) => found === undefined).length).toBeLessThan(30);
  });

  test('are none where nothing fits', () => {
    const tool = toolOf('find_it', { code: { type: 'string', pattern: '^[A-Z]{9}$' } });
    expect(drawn(tool).every((found) => found === undefined)).toBe(true);
  });
});
