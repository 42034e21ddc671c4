import {
  appendOutside,
  InputError,
  readJson,
  readOutside,
  writeJson,
  type Value,
} from '../../datasets/index.ts';
import { outsideKey } from '../../graders/index.ts';
import type { OutsideAnswer, OutsidePort } from './outside-port.ts';

type RecordingPort = { readonly port: OutsidePort; readonly close: () => Promise<void> };

/**
 * A port that writes down what it asks and what is answered, at the end of a JSON Lines file. Keys of providers and what
 * else identifies an account are not in requests, and ports leave them out of answers.
 * @throws {InputError} if the file cannot be written
 */
export async function recordTo(file: string, port: OutsidePort): Promise<RecordingPort> {
  const appender = await appendOutside(file);
  return {
    port: async (request, signal) => {
      const given = await port(request, signal);
      const answer = writeJson(given.answer);
      await appender.append({
        record: 'inftool-outside/1',
        request: outsideKey(request),
        answer,
        by: given.by,
      });
      return given;
    },
    close: () => appender.close(),
  };
}

/**
 * Answers out of a recording, whatever the order of requests; of several answers to one request the last counts.
 * @returns a port that rejects with {InputError} for what was not recorded
 * @throws {InputError} for a file that cannot be read or holds something else
 */
export async function replayFrom(file: string): Promise<OutsidePort> {
  const answers = new Map<string, OutsideAnswer>();
  for await (const { request, answer, by } of readOutside(file))
    answers.set(request, { answer: valueIn(answer, file), by });
  return (request) => {
    const key = outsideKey(request);
    const answer = answers.get(key);
    if (answer !== undefined) return Promise.resolve(answer);
    const asked = key.length > 300 ? `${key.slice(0, 300)}…` : key;
    return Promise.reject(
      new InputError(
        `${file} has no answer to ${asked}. Run once with a live port that is recorded to this file.`,
      ),
    );
  };
}

function valueIn(text: string, file: string): Value {
  try {
    return readJson(text);
  } catch (error) {
    throw new InputError(
      `${file}: expected JSON as answer, got ${text.slice(0, 100)}. Mend or remove the line.`,
      {
        cause: error,
      },
    );
  }
}
