import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

const LINE_BREAK = 10;

/** Counts lines of files that grow; each time only what has come is read. */
export class LineCount {
  readonly #files = new Map<string, { readonly end: number; readonly lines: number }>();

  /** Whole lines; 0 where there is no such file. */
  async of(file: string): Promise<number> {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    const known = this.#files.get(file);
    let { end, lines } = known !== undefined && known.end <= size ? known : { end: 0, lines: 0 };
    if (end < size) {
      for await (const chunk of createReadStream(file, { start: end, end: size - 1 })) {
        const bytes = chunk as Buffer;
        end += bytes.length;
        for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) lines++;
      }
      this.#files.set(file, { end, lines });
    }
    return lines;
  }
}
