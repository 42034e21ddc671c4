import { setMaxListeners } from 'node:events';
import { ModelFault } from '../models/model.ts';

/**
 * Work that may take so long and no longer.
 * @param milliseconds undefined: as long as it takes
 * @param work gets a signal that is aborted when the time is over, or the one that was given is
 * @throws {ModelFault} of class `timeout` when the time is over; whatever the work rejects with
 */
export async function withinTime<Result>(
  milliseconds: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (milliseconds === undefined) return work(signal);
  // No signal made of two: those live as long as the longer one.
  const own = new AbortController();
  const abort = () => {
    own.abort(signal.reason);
  };
  signal.throwIfAborted();
  setMaxListeners(0, signal);
  signal.addEventListener('abort', abort);
  const late = new ModelFault('timeout', `the task took longer than ${milliseconds / 1000} s`);
  const timer = setTimeout(() => {
    own.abort(late);
  }, milliseconds);
  try {
    return await work(own.signal);
  } catch (error) {
    throw own.signal.aborted && !signal.aborted ? late : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
