/** A thread of a crew: does what it is asked for, and answers by number. */
import { parentPort } from 'node:worker_threads';
import { perform, type Order, type Reply } from './crew.ts';
import { Desk } from './desk.ts';

const desk = new Desk();

parentPort?.on('message', ({ id, name, argument }: Order) => {
  const answer = (reply: Reply): void => parentPort?.postMessage(reply);
  perform(desk, name, argument).then(
    (result) => {
      answer({ id, result });
    },
    (error: unknown) => {
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      answer({ id, error: { name: kind, message } });
    },
  );
});
