import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { isDict, isList, readJson, str, type Dict, type Value } from '../../datasets/index.ts';
import { checkPath, type PathTask } from './multi-turn.ts';

/** Sessions of the golden corpus as paths: what a model called is the path itself, ten calls a turn. */
const corpus = readJson(readFileSync(new URL('../cases/environments.json', import.meta.url), 'utf8'));

const listIn = (value: Value | undefined): readonly Value[] =>
  value !== undefined && isList(value) ? value : [];

function taskOf(session: Dict, isLongContext: boolean): PathTask {
  const name = str(session.get('environment') ?? null);
  const calls = listIn(session.get('calls')).map(str);
  const turns = Array.from({ length: Math.ceil(calls.length / 10) }, (_, turn) =>
    calls.slice(turn * 10, turn * 10 + 10),
  );
  const configuration: Dict = new Map([[name, session.get('configuration') ?? null]]);
  return { id: 'bench_0', classes: [name], configuration, path: turns, isLongContext };
}

/** Constants about as long as the official ones. */
const longContext = new Map<string, Value>([
  ['MA_5_EXTENSION', Array.from({ length: 2000 }, (_, i) => i / 7)],
  ['MA_20_EXTENSION', Array.from({ length: 2000 }, (_, i) => i / 9)],
  ['WATCH_LIST_EXTENSION', Array.from({ length: 1000 }, (_, i) => `S${i}`)],
  ['TECHNOLOGY_EXTENSION', Array.from({ length: 1000 }, (_, i) => `T${i}`)],
  ['AUTOMOBILE_EXTENSION', Array.from({ length: 1000 }, (_, i) => `A${i}`)],
  ['FILE_CONTENT_EXTENSION', 'The company’s results of the year. '.repeat(100)],
  ['FILES_TAIL_USED', []],
  ['POPULATE_FILE_EXTENSION', Array.from({ length: 30 }, (_, i) => `file${i}.txt`)],
]);

const options = {
  modelName: 'model',
  surroundings: { today: { year: 2026, month: 11, day: 29 }, longContext },
};

const sessions = listIn(isDict(corpus) ? corpus.get('cases') : undefined).filter((one) => isDict(one));
const environments = new Set(sessions.map((session) => str(session.get('environment') ?? null)));

let differing = 0;

for (const isLongContext of [false, true]) {
  describe(isLongContext ? 'checkPath, long context' : 'checkPath', () => {
    for (const name of environments) {
      const tasks = sessions
        .filter((session) => session.get('environment') === name)
        .map((session) => taskOf(session, isLongContext));
      const calls = tasks.flatMap(({ path }) => path.flat()).length;
      bench(`${name}, ${calls} calls`, () => {
        for (const task of tasks) {
          const decoded = task.path.map((turn) => [turn]);
          if (checkPath(task, decoded, options) !== undefined) differing++;
        }
      });
    }
  });
}

if (differing < 0) throw new Error('unreachable');
