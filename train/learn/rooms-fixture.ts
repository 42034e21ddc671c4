import { chanceAt, parseOwnTask, readJson, type Task } from '../../datasets/index.ts';

const book = {
  name: 'rooms.book',
  description: 'Book a room in a city',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'City of the hotel' },
      guests: { type: 'integer', description: 'Number of guests' },
      day: { type: 'string', format: 'date', description: 'First day' },
      view: { type: 'string', enum: ['sea', 'garden'] },
      breakfast: { type: 'boolean' },
    },
    required: ['city', 'guests'],
  },
};
const weather = {
  name: 'getForecast',
  description: 'Forecast the weather of a place',
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

/** A task with two tools. @param expected the task's fields that say what is right */
export function roomsTask(id: string, asked: string, expected: object): Task {
  const line = { id, tools: [book, weather], messages: [{ role: 'user', content: asked }], ...expected };
  return parseOwnTask(readJson(JSON.stringify(line)), 'test');
}

const cities = ['Bern', 'Port Elsinore', 'Lagos', 'Quito', 'Turku'];
const size = 40;

/** Forty tasks: one call of either tool, two calls, none. */
export function roomsTasks(seed: number): Task[] {
  const chance = chanceAt('learn-test', seed);
  return Array.from({ length: size }, (_, index) => {
    const id = `t${(seed - 1) * size + index + 1}`;
    const [city, other] = [chance.pick(cities), chance.pick(cities)];
    const guests = 2 + chance.below(5);
    const left = { day: [''], view: [''], breakfast: [''] };
    if (index % 4 === 0)
      return roomsTask(id, `What will the weather be like in ${city}?`, {
        possible_answers: [{ getForecast: { place: [city] } }],
      });
    if (index % 4 === 1) return roomsTask(id, 'Tell me a joke about elephants', { expect: 'no_call' });
    if (index % 4 === 2 && city !== other) {
      const calls = [city, other].map((place) => ({ getForecast: { place: [place] } }));
      return roomsTask(id, `Forecast the weather for ${city} and ${other}.`, { possible_answers: calls });
    }
    return roomsTask(id, `Please book a room in ${city} for ${guests} guests`, {
      possible_answers: [{ 'rooms.book': { city: [city], guests: [guests], ...left } }],
    });
  });
}
