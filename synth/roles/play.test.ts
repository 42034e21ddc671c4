import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ownSpecsFolder,
  readSpecs,
  TrajectorySchema,
  type Message,
  type ScenarioKind,
  type Trajectory,
} from '../../datasets/index.ts';
import { ModelFault } from '../../bench/index.ts';
import { answerOf, openingOf } from '../phrasing/message.ts';
import { scenariosOf } from '../scenarios/scenarios.ts';
import { buildToolTree, defaultTreeOptions } from '../tree/build-tree.ts';
import { planned, tools } from './boats-fixture.ts';
import { userPhrases } from './phrases/phrases.ts';
import { play, type Roles } from './play.ts';
import { ProceduralAssistant } from './procedural-assistant.ts';
import { ProceduralServer } from './procedural-server.ts';
import { ProceduralUser } from './procedural-user.ts';
import type { AssistantTurn, Role, Speech } from './role.ts';

const speech: Speech = {
  opening: ({ scenario }) => scenario.need,
  answer: ({ scenario }, parameters) =>
    scenario.facts
      .filter(({ parameter }) => parameters.includes(parameter))
      .map(({ value }) => JSON.stringify(value))
      .join(', '),
};

const roles: Roles = {
  user: new ProceduralUser(speech),
  assistant: new ProceduralAssistant(),
  server: new ProceduralServer(),
};
const options = { seed: 1, maximumSteps: 6, signal: new AbortController().signal };
const game = (kind: ScenarioKind, more: Partial<Roles> = {}, seed = 1) =>
  play(planned(kind), { ...roles, ...more }, { ...options, seed });

/** An assistant that has its turns written down. */
function assistantOf(...turns: (AssistantTurn | Error)[]): Role<AssistantTurn> {
  return {
    name: 'written',
    next: ({ messages }) => {
      const turn = turns[messages.filter(({ role }) => role === 'assistant').length];
      if (turn === undefined) throw new RangeError('no turn is left');
      return turn instanceof Error ? Promise.reject(turn) : Promise.resolve(turn);
    },
  };
}
const say = (content: string): AssistantTurn => ({ content, calls: [] });
const callOf = (name: string, text: string, id = 'c'): AssistantTurn => ({
  content: '',
  calls: [{ id, name, arguments: text }],
});

const callsOf = ({ messages }: Trajectory) =>
  messages.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
const said = ({ messages }: Trajectory, role: Message['role']) =>
  messages.flatMap((message) => (message.role === role ? [message.content] : []));
const shape = ({ messages }: Trajectory) =>
  messages.map((message) =>
    message.role === 'assistant' && message.calls.length > 0 ? `calls ${message.calls.length}` : message.role,
  );

describe('procedural players', () => {
  test.each<[ScenarioKind, string[]]>([
    ['single', ['user', 'calls 1', 'tool', 'assistant']],
    ['multiple', ['user', 'calls 1', 'tool', 'assistant']],
    ['parallel', ['user', 'calls 2', 'tool', 'tool', 'assistant']],
    ['parallel_multiple', ['user', 'calls 2', 'tool', 'tool', 'assistant']],
    ['irrelevance', ['user', 'assistant']],
    ['missing_parameter', ['user', 'assistant', 'user', 'calls 1', 'tool', 'assistant']],
  ])('play %s along the path', async (kind, expected) => {
    for (let seed = 0; seed < 30; seed++) {
      const trajectory = await game(kind, {}, seed);
      expect(TrajectorySchema.parse(trajectory)).toMatchObject({ outcome: 'done', detail: '' });
      expect(shape(trajectory)).toEqual(expected);
      const made = callsOf(trajectory).map(({ name, arguments: text }) => [
        name,
        JSON.parse(text) as unknown,
      ]);
      expect(made).toEqual(trajectory.scenario.calls.map((call) => [call.name, call.arguments]));
      expect(trajectory.messages.filter((message) => message.role === 'tool' && message.is_error)).toEqual(
        [],
      );
    }
  });

  test('say the same for the same seed, and other things for others', async () => {
    const texts = async (seed: number) => JSON.stringify(await game('missing_parameter', {}, seed));
    expect(await texts(3)).toBe(await texts(3));
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => game('missing_parameter', {}, seed)));
    expect(new Set(all.flatMap((one) => said(one, 'assistant').slice(0, 1))).size).toBeGreaterThan(1);
  });

  test.each([
    ['{"status":"turned_down","fee":4.9,"paid":false,"left":3}', 'status turned down, fee 4.9 and paid no.'],
    ['{"seats":["4A","4B"],"guest":{"name":"Ada"}}', 'seats 4A and 4B.'],
    ['{"tip":"Mind the swell.","depth":"2.5"}', 'tip Mind the swell and depth 2.5.'],
    ['{}', 'an empty answer.'],
    ['Echo: hello', 'Echo: hello.'],
  ])('tell of %s what came back', async (content, told) => {
    const messages: Message[] = [
      { role: 'user', content: 'The Mira, please.' },
      { role: 'tool', call_id: 'c', content, is_error: false },
    ];
    const view = { planned: planned('single'), offered: [], messages };
    const { content: text, calls } = await new ProceduralAssistant().next(view, 1);
    expect(text.endsWith(` ${told}`)).toBe(true);
    expect(calls).toEqual([]);
  });

  test('ask for what is held back by its words, and are told it', async () => {
    const [question] = said(await game('missing_parameter'), 'assistant');
    expect(question).toContain('the hours and the "on" (Day of the trip)');
    expect(said(await game('missing_parameter'), 'user')).toEqual(['To have the Mira.', '4, "2026-05-02"']);
  });

  test('understand each other about what tools of this project ask for', async () => {
    const domains = ['calendar', 'messaging', 'car-rental', 'museums', 'weather'];
    const folders = domains.map((domain) => join(ownSpecsFolder(), domain));
    const tree = buildToolTree(await readSpecs(folders), defaultTreeOptions);
    const mix = {
      single: 1,
      multiple: 1,
      parallel: 1,
      parallel_multiple: 1,
      irrelevance: 1,
      missing_parameter: 10,
    };
    const scenarios = scenariosOf(tree, {
      split: 'held_out',
      phrasing: 'held_out',
      seed: 1,
      count: 150,
      mix,
    });
    const user = new ProceduralUser({ opening: openingOf, answer: answerOf });
    for (const one of scenarios) {
      const trajectory = await play(one, { ...roles, user }, options);
      expect(trajectory.outcome).toBe('done');
      expect(said(trajectory, 'user')).toHaveLength(one.scenario.kind === 'missing_parameter' ? 2 : 1);
      expect(said(trajectory, 'user').filter((text) => userPhrases().not_understood.includes(text))).toEqual(
        [],
      );
      expect(callsOf(trajectory)).toHaveLength(one.scenario.calls.length);
    }
  });

  test('offer the tools as MCP lists them', async () => {
    const { tools: offered } = await game('single');
    expect(offered).toEqual(
      tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    );
  });
});

describe('the procedural user', () => {
  const answersTo = async (...questions: string[]) =>
    said(await game('missing_parameter', { assistant: assistantOf(...questions.map(say)) }), 'user').slice(1);

  test.each([
    ['For how many hours?', '4'],
    ['What is the length of the trip?', '4'],
    ['Please give me `on`.', '"2026-05-02"'],
    ['On which day shall the trip be?', '"2026-05-02"'],
    ['I still need the hours and the day of the trip.', '4, "2026-05-02"'],
  ])('asked "%s" tells %s', async (question, answer) => {
    expect(await answersTo(question, 'Done.')).toEqual([answer]);
  });

  test('does not understand other questions, and stops after two', async () => {
    const other = 'Which colour would you like?';
    expect(await answersTo(other, 'For how many hours?', 'Done.')).toEqual([expect.any(String), '4']);
    expect(await answersTo(other, other, other)).toHaveLength(2);
  });

  test('is not asked by a statement that names what they hold back', async () => {
    expect(await answersTo('The Mira is free for all hours of the trip.')).toEqual([]);
  });

  test('tells after a failed guess, and not again after the call', async () => {
    const trajectory = await game('missing_parameter', {
      assistant: assistantOf(
        callOf('boats.book', '{"boat": "Mira"}'),
        say('For how many hours?'),
        callOf('boats.book', '{"boat": "Mira", "hours": 4}'),
        say('Done. Please tell me if the hours do not suit you.'),
      ),
    });
    expect(shape(trajectory)).toEqual([
      'user',
      'calls 1',
      'tool',
      'assistant',
      'user',
      'calls 1',
      'tool',
      'assistant',
    ]);
    expect(trajectory.outcome).toBe('done');
  });
});

describe('a played conversation', () => {
  test.each([
    ['{"boat": ', /not valid JSON/],
    ['["Mira"]', /expected a JSON object/],
    ['{"boat": "Mira"}', /must have required property 'hours'/],
  ])('answers arguments %s by an error', async (text, message) => {
    const written = assistantOf(callOf('boats.book', text), say('That failed.'));
    const trajectory = await game('single', { assistant: written });
    expect(TrajectorySchema.parse(trajectory).messages[2]).toEqual({
      role: 'tool',
      call_id: 'c',
      content: expect.stringMatching(message) as string,
      is_error: true,
    });
    expect(callsOf(trajectory)[0]?.arguments).toBe(text);
  });

  test('has a server that remembers, and sees nothing of the talk', async () => {
    const book = callOf('boats.book', '{"boat": "Mira", "hours": 2}');
    const roleViews: number[] = [];
    const server: Roles['server'] = {
      name: 'watched',
      next: (view, seed, signal) => {
        roleViews.push(view.messages.length);
        expect(said({ messages: view.messages } as Trajectory, 'user')).toEqual([]);
        return roles.server.next(view, seed, signal);
      },
    };
    const trajectory = await game('single', { assistant: assistantOf(book, book, say('Done.')), server });
    expect(roleViews).toEqual([1, 3]);
    const ids = callsOf(trajectory).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(said(trajectory, 'tool')).toHaveLength(2);
  });

  test('stops at its limit of steps', async () => {
    const book = callOf('boats.book', '{"boat": "Mira", "hours": 2}');
    const endless = assistantOf(...Array.from({ length: 9 }, () => book));
    const { outcome, detail, messages } = await game('single', { assistant: endless });
    expect({ outcome, detail }).toEqual({
      outcome: 'forced_stop',
      detail: 'not done after 6 steps of the assistant',
    });
    expect(messages).toHaveLength(13);
  });

  test('ends as infrastructure where a model fails, with what was said until then', async () => {
    const failing = assistantOf(new ModelFault('rate_limit', 'too many requests'));
    const trajectory = await game('single', { assistant: failing });
    expect(TrajectorySchema.parse(trajectory)).toMatchObject({
      outcome: 'infrastructure',
      detail: 'rate_limit: too many requests',
      messages: [{ role: 'user' }],
    });
  });

  test('ends as infrastructure where the server’s model fails', async () => {
    const server: Roles['server'] = {
      name: 'down',
      next: () => Promise.reject(new ModelFault('timeout', 'no answer')),
    };
    expect(await game('single', { server })).toMatchObject({
      outcome: 'infrastructure',
      detail: 'timeout: no answer',
    });
  });

  test('passes defects on', async () => {
    await expect(game('single', { assistant: assistantOf(new TypeError('a defect')) })).rejects.toThrow(
      TypeError,
    );
    const server: Roles['server'] = { name: 'mute', next: () => Promise.resolve({ answers: [] }) };
    await expect(game('single', { server })).rejects.toThrow('mute: expected one answer to a call, got 0');
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(play(planned('single'), roles, { ...options, signal })).rejects.toThrow('enough');
  });
});
