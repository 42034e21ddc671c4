/** A thread that grades: it opens a suite once, then scores requests. */
import { parentPort } from 'node:worker_threads';
import { answerOrders } from '../threads/thread-link.ts';
import { Scorer, type ScorerOptions } from './scorer.ts';

let scorer: Scorer | undefined;

answerOrders(parentPort, async (name, argument) => {
  if (name === 'open') scorer = await Scorer.open(argument as ScorerOptions);
  if (scorer === undefined) throw new RangeError('a suite is opened before anything is scored');
  return name === 'open' ? scorer.head : scorer.score(argument as string);
});
