import * as z from 'zod';
import { openRecordAppender, readRecords, type RecordAppender } from './synthesis/record-file.ts';

/** An answer of the world outside to an environment: a line of a recording. */
const OutsideRecordSchema = z.strictObject({
  record: z.literal('inftool-outside/1'),
  /** JSON text, the same for the same request. */
  request: z.string().min(1),
  /** JSON text: ints and floats, and the order of keys, are kept apart as Python keeps them. */
  answer: z.string().min(1),
  /** Who answered: a provider, an embedding model, `lexical`. */
  by: z.string().min(1),
});
export type OutsideRecord = z.infer<typeof OutsideRecordSchema>;

/** @throws as `readRecords` */
export function readOutside(file: string): AsyncGenerator<OutsideRecord> {
  return readRecords(file, OutsideRecordSchema);
}

/** @throws as `openRecordAppender` */
export function appendOutside(file: string): Promise<RecordAppender<OutsideRecord>> {
  return openRecordAppender(file, OutsideRecordSchema);
}
