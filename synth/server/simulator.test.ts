import { beforeAll, describe, expect, test } from 'vitest';
import { chanceAt, ownSpecsFolder, readSpecs, type ToolSpec, type ValueSpec } from '../../datasets/index.ts';
import { answerFaultsOf } from '../values/argument-check.ts';
import { generateValue, type Json } from '../values/generate.ts';
import { openMcpSession } from './mcp-session.ts';
import { ServerSimulator, type CallResult } from './simulator.ts';

const text: ValueSpec = { type: 'string', examples: ['BK-1', 'BK-2', 'BK-3'] };

function tool(
  name: string,
  properties: Record<string, ValueSpec>,
  required: string[],
  returns: Record<string, ValueSpec>,
): ToolSpec {
  return {
    id: `boats#${name}`,
    name,
    description: `${name}.`,
    domain: 'boats',
    service: 'boats',
    parameters: { type: 'object', properties, required },
    returns: { type: 'object', properties: returns, required: [] },
    origin: '',
    notes: [],
  };
}

const hours: ValueSpec = { type: 'integer', minimum: 1, maximum: 8 };
const boats = [
  tool('bookBoat', { boat: { type: 'string' }, hours }, ['boat'], {
    booking_id: text,
    boat: { type: 'string', examples: ['Ada'] },
    price: { type: 'number', minimum: 10, maximum: 90 },
  }),
  tool('getBooking', { bookingId: text }, ['bookingId'], {
    boat: { type: 'string', examples: ['other'] },
    hours,
    price: { type: 'number' },
  }),
  tool('changeBooking', { bookingId: text, hours }, ['bookingId', 'hours'], { hours }),
  tool('cancelBooking', { bookingId: text }, ['bookingId'], { refund: { type: 'boolean' } }),
];

function answerOf(simulator: ServerSimulator, name: string, given: object): Readonly<Record<string, Json>> {
  const result = simulator.call(name, given);
  if (result.isError) throw new Error(result.message);
  return result.answer as Readonly<Record<string, Json>>;
}

test.each([
  ['bookBoat', {}, /must have required property 'boat'/],
  ['bookBoat', { boat: 'Ada', hours: 9 }, /hours must be <= 8/],
  ['bookBoat', { boat: 'Ada', oars: 2 }, /must NOT have additional properties "oars"/],
  ['bookBoat', ['Ada'], /arguments must be object/],
  ['bookBoat', null, /arguments must be object/],
  ['sinkBoat', {}, /There is no tool "sinkBoat"/],
])('%s %j is answered by an error, and changes nothing', (name, given, message) => {
  const simulator = new ServerSimulator(boats, 1);
  expect(simulator.call(name, given)).toEqual({
    isError: true,
    message: expect.stringMatching(message) as string,
  });
  expect(simulator.state().size).toBe(0);
});

test('what was made can be looked up, changed and ended, and not changed after that', () => {
  const simulator = new ServerSimulator(boats, 1);
  const booked = answerOf(simulator, 'bookBoat', { boat: 'Mira', hours: 3 });
  expect(booked).toMatchObject({ boat: 'Mira' });
  const { booking_id: bookingId } = booked;
  expect(answerOf(simulator, 'getBooking', { bookingId })).toEqual({
    boat: 'Mira',
    hours: 3,
    price: booked['price'],
  });
  expect(answerOf(simulator, 'changeBooking', { bookingId, hours: 5 })).toEqual({ hours: 5 });
  expect(answerOf(simulator, 'getBooking', { bookingId })).toMatchObject({ hours: 5 });
  answerOf(simulator, 'cancelBooking', { bookingId });
  expect(simulator.call('changeBooking', { bookingId, hours: 2 })).toMatchObject({ isError: true });
  expect([...simulator.state().values()][0]).toMatchObject({ version: 3, hasEnded: true });
});

test('what a tool was given is answered only where its answer may hold it', () => {
  const weigh = tool('weighBoat', { weight: { type: 'integer' } }, ['weight'], {
    weight: { type: 'integer', maximum: 32 },
  });
  const simulator = new ServerSimulator([weigh], 1);
  expect(answerOf(simulator, 'weighBoat', { weight: 20 })).toEqual({ weight: 20 });
  expect(answerFaultsOf(weigh, answerOf(simulator, 'weighBoat', { weight: 64 }))).toEqual([]);
});

test.each<[string, ValueSpec | null, unknown]>([
  ['a list', { type: 'array', items: text, minItems: 1 }, [expect.stringMatching(/^BK-/)]],
  ['a text', { type: 'string', enum: ['afloat'] }, 'afloat'],
  ['what its source does not say', null, { boat: 'Ada' }],
])('a tool answers %s', (_, returns, answer) => {
  const look = { ...tool('lookAtBoat', { boat: { type: 'string' } }, [], {}), returns };
  const result = new ServerSimulator([look], 1).call('lookAtBoat', { boat: 'Ada' });
  expect(result).toMatchObject({ isError: false });
  if (result.isError) return;
  expect(Array.isArray(result.answer) ? result.answer.slice(0, 1) : result.answer).toEqual(answer);
  expect(answerFaultsOf(look, result.answer)).toEqual([]);
});

test('a clone goes its own way', () => {
  const simulator = new ServerSimulator(boats, 1);
  const copy = simulator.clone();
  answerOf(copy, 'bookBoat', { boat: 'Mira' });
  expect([simulator.state().size, copy.state().size]).toEqual([0, 1]);
});

describe('the tools of this project', () => {
  let specs: ToolSpec[] = [];
  beforeAll(async () => {
    specs = await readSpecs([ownSpecsFolder()]);
  });

  /** One call of every tool in turn, a session for each service. */
  function play(seed: number): { id: string; result: CallResult }[] {
    return [...new Set(specs.map(({ service }) => service))].flatMap((name) => {
      const tools = specs.filter(({ service }) => service === name);
      const simulator = new ServerSimulator(tools, seed);
      return tools.map(({ name, parameters, id }) => ({
        id,
        result: simulator.call(name, generateValue(parameters, name, chanceAt('play', id))),
      }));
    });
  }

  test('answer by the schema of what they return, the same for the same seed', () => {
    const answers = play(1);
    expect(play(1)).toEqual(answers);
    expect(play(2)).not.toEqual(answers);
    const failed = answers.flatMap(({ result }) => (result.isError ? [result.message] : []));
    expect(failed.filter((message) => !message.endsWith('has ended already.'))).toEqual([]);
    expect(failed.length).toBeLessThan(answers.length / 50);
    const byId = new Map(specs.map((spec) => [spec.id, spec]));
    for (const { id, result } of answers) {
      const spec = byId.get(id);
      if (spec !== undefined && !result.isError)
        expect([id, answerFaultsOf(spec, result.answer)]).toEqual([id, []]);
    }
  });

  test('are served one of a name at a time', () => {
    expect(() => new ServerSimulator(specs, 1)).toThrow(RangeError);
  });
});

test('an assistant reaches the simulator over MCP', async () => {
  const session = await openMcpSession(new ServerSimulator(boats, 1));
  const tools = await session.listTools();
  expect(tools.map(({ name }) => name)).toEqual(boats.map(({ name }) => name));
  expect(tools[0]?.inputSchema).toEqual(boats[0]?.parameters);
  const answer = await session.callTool('bookBoat', { boat: 'Mira' });
  expect(answer.isError).toBe(false);
  expect(JSON.parse(answer.text)).toMatchObject({ boat: 'Mira' });
  expect(await session.callTool('bookBoat', {})).toEqual({
    isError: true,
    text: expect.stringContaining('boat') as string,
  });
  await session.close();
});
