import { JsonSyntaxError } from './errors.ts';
import { JsonReader } from './json-read.ts';
import { str } from './repr.ts';

/** The text of one field's value in a JSON line: `line.slice(start, end)`. */
export type Field = { readonly raw: string; readonly start: number; readonly end: number };

/**
 * The fields of a line that holds one JSON object, as text to be copied; of equal names the last one counts, in the
 * place of the first.
 * @throws {JsonSyntaxError} if Python cannot read the line, or if it holds something else than an object
 * @throws {ValueLimitError} as `readJson`
 */
export function readFields(line: string): Map<string, Field> {
  const fields = new Map<string, Field>();
  const reader = JsonReader.atStart(line);
  const first = reader.position;
  if (!reader.entersObject()) {
    reader.value(0);
    reader.expectEnd();
    throw new JsonSyntaxError('Expecting object', first);
  }
  if (!reader.endsEmptyObject()) {
    do {
      const name = str(reader.key());
      const start = reader.position;
      reader.value(1);
      const end = reader.position;
      fields.set(name, { raw: line.slice(start, end), start, end });
    } while (!reader.endsObject());
  }
  reader.expectEnd();
  return fields;
}
