import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  chanceAt,
  isDict,
  readJson,
  str,
  type Dict,
  type Suite,
  type Value,
} from '../../../datasets/index.ts';
import { openInstances, settingFor } from '../../../graders/index.ts';
import type { Answer } from './executed-case.ts';
import { outside } from './outside.ts';
import { runSessions, type SessionsPlan } from './run-sessions.ts';
import { playSession, today } from './sessions.ts';
import { vocabularies } from './vocabularies/vocabularies.ts';

const surroundings = { today, longContext: new Map<string, Value>(), outside };

const suite: Suite = {
  id: 'test',
  version: '1',
  digest: '',
  categories: [],
  groups: new Map(),
  categoryOf: () => undefined,
  tasks: () => Promise.resolve([]),
};

function dictOf(text: string): Dict {
  const value = readJson(text);
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

describe('sessions', () => {
  const plan = (environment: string, calls: number): SessionsPlan => ({
    suite,
    environments: [environment],
    calls,
    seed: 3,
    longContextShare: 0,
    surroundings,
  });

  /** The other side as a mirror of ours: sessions are played again, line by line. */
  function mirror(change: (results: string[], state: Record<string, string>) => void) {
    const lines: Dict[] = [];
    return {
      lines,
      answer: (line: string) => {
        const read = dictOf(line);
        lines.push(read);
        return Promise.resolve(played(read, change));
      },
    };
  }

  test.each(vocabularies)(
    'of $environment call every method, mostly with success, and differ in nothing from themselves',
    async ({ environment, configurations }) => {
      const { environments, differences } = await runSessions(
        plan(environment, 900),
        mirror(() => undefined),
      );
      const [row] = environments;
      expect(differences).toEqual([]);
      expect(row).toMatchObject({ calls: 900, different: 0 });
      expect(row?.succeeded).toBeGreaterThan(270);
      const configured = configurations[0]?.(chanceAt(1)) ?? new Map<Value, Value>();
      const configuration = new Map([[environment, configured]]);
      const task = { id: 'x_0', classes: [environment], configuration, path: [], isLongContext: false };
      const instances = openInstances(task, 'm', settingFor(task, surroundings));
      const [instance] = instances.values();
      expect([...(row?.methods.keys() ?? [])].sort()).toEqual(
        [...(instance?.type.methods.keys() ?? [])].sort(),
      );
    },
  );

  test('find a planted result, and shrink the session to the call', async () => {
    const official = mirror((results) => {
      results.forEach((text, index) => {
        if (text.startsWith('{"user_id": ')) results[index] = 'planted';
      });
    });
    const { environments, differences } = await runSessions(plan('MessageAPI', 200), official);
    expect(environments[0]?.different).toBeGreaterThan(0);
    const [first] = differences;
    expect(first?.where).toMatch(/get_user_id/);
    expect(first?.official).toBe('planted');
    expect(first?.session.calls.length).toBeLessThan(4);
  });

  test('find a planted attribute', async () => {
    const official = mirror((_, state) => {
      state['user_count'] = '99';
    });
    const { differences } = await runSessions(plan('MessageAPI', 60), official);
    expect(differences[0]).toMatchObject({ where: 'state user_count', official: '99' });
  });
});

function played(line: Dict, change: (results: string[], state: Record<string, string>) => void): Answer {
  const calls = z.array(z.string()).parse(line.get('calls'));
  const configuration = line.get('configuration');
  const begun = {
    environment: str(line.get('environment') ?? null),
    configuration:
      configuration !== undefined && isDict(configuration) ? configuration : new Map<Value, Value>(),
    isLongContext: line.get('long_context') === true,
  };
  const next = calls.map((text) => () => ({ method: '', text }));
  const session = playSession(begun, next, surroundings);
  if (session.refused !== undefined) return { refused: session.refused };
  const results = session.calls.map(({ result }) => result);
  const state = session.state === undefined ? null : Object.fromEntries(session.state);
  change(results, state ?? {});
  return { results, state };
}
