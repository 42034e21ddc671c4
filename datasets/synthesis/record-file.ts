import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type * as z from 'zod';
import { InputError } from '../command.ts';
import { LineWriter, readLines } from '../json-lines.ts';

/**
 * The records of a JSON Lines file in order, one after the other as the file is read; empty lines are skipped.
 * @throws {InputError} naming file and line, for what is no record, and if the file cannot be read
 */
export async function* readRecords<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  let number = 0;
  try {
    for await (const line of readLines(createReadStream(file))) {
      number++;
      if (line.trim() !== '') yield parseRecord(line, schema, `${file}:${number}`);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw new InputError(`${file} cannot be read: expected a JSON Lines file (${error.message}).`, {
      cause: error,
    });
  }
}

function parseRecord<Schema extends z.ZodType>(
  line: string,
  schema: Schema,
  where: string,
): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(line, where));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) =>
      [path.map(String).join('.'), message].filter((part) => part !== '').join(': '),
    );
  throw new InputError(`${where}: ${issues.join('; ')}. Mend or remove the line.`);
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new InputError(
      `${where}: expected a JSON object on one line. Was writing cut short there? Then go on writing, which cuts the line off, or remove it.`,
      { cause: error },
    );
  }
}

/** Appends records to a JSON Lines file, one line each, in the order of the calls. */
export type RecordAppender<Item> = {
  /** Resolves when the line is handed to the system. After a failure every further call fails, too. */
  append(record: Item): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens a JSON Lines file to append to, made where there is none. If writing was cut short, the torn last line is cut off;
 * a last line that only lacks its line break gets it.
 * @throws {InputError} if the file cannot be written
 */
export async function openRecordAppender<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<RecordAppender<z.output<Schema>>> {
  const handle = await open(file, 'a+').catch((error: unknown) => {
    throw new InputError(`${file} cannot be written (${String(error)}).`, { cause: error });
  });
  try {
    await mendLastLine(handle, schema);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const lines = new LineWriter(handle);
  return {
    append: (record) => lines.write(JSON.stringify(record)),
    close: () => lines.close(),
  };
}

async function mendLastLine(handle: FileHandle, schema: z.ZodType): Promise<void> {
  const { size } = await handle.stat();
  const start = await lastLineStart(handle, size);
  if (start === size) return;
  const bytes = Buffer.alloc(size - start);
  await handle.read(bytes, 0, bytes.length, start);
  if (isRecord(bytes.toString('utf8'), schema)) await handle.appendFile('\n');
  else await handle.truncate(start);
}

function isRecord(line: string, schema: z.ZodType): boolean {
  try {
    return schema.safeParse(JSON.parse(line)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** In bytes. */
const CHUNK = 1 << 16;

/** Where what follows the last line break begins: `size` where nothing does. */
async function lastLineStart(handle: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(CHUNK);
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - CHUNK);
    const { bytesRead } = await handle.read(chunk, 0, end - from, from);
    const found = chunk.subarray(0, bytesRead).lastIndexOf('\n');
    if (found >= 0) return from + found + 1;
    end = from;
  }
  return 0;
}
