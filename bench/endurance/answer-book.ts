import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { LineWriter, readLines } from '../../datasets/index.ts';
import type { ChatBody, ChatMessageJson, ChatScript } from '../models/scripted-server/completion.ts';

/** What is answered to one request. */
export type BookEntry = {
  /** Of the request's body (SHA-256), as the scripted server counts them. */
  readonly digest: string;
  /** Of what is said and offered in it, see `meaningOf`. */
  readonly meaning: string;
  /** Of the task that asks. */
  readonly id: string;
  readonly message: ChatMessageJson;
};

export async function writeBook(file: string, entries: Iterable<BookEntry>): Promise<void> {
  const lines = new LineWriter(await open(file, 'w'));
  for (const entry of entries) await lines.write(JSON.stringify(entry));
  await lines.close();
}

/** Said to another client whose conversation has left the book: entries of several categories begin alike. */
const closing: ChatMessageJson = { content: 'Done.' };

/**
 * A script that answers the requests of a book, and those of other clients, which send no seed, by what they mean.
 * @throws {RangeError} when it is asked with a seed for anything else
 */
export async function bookScript(file: string): Promise<ChatScript> {
  const [byDigest, byMeaning] = [new Map<string, ChatMessageJson>(), new Map<string, ChatMessageJson>()];
  for await (const line of readLines(createReadStream(file))) {
    const { digest, meaning, message } = JSON.parse(line) as BookEntry;
    byDigest.set(digest, message);
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, message);
  }
  return ({ body, digest }) => {
    const message = byDigest.get(digest);
    if (message !== undefined) return message;
    if (body.seed != null) throw new RangeError('the book has no answer to this request');
    return byMeaning.get(meaningOf(body)) ?? closing;
  };
}

/**
 * A digest of what was said and which tools are offered. Clients differ in what they send besides, and in what calls come to: in
 * the official's environments tasks see what others have left.
 */
export function meaningOf({ messages, tools = [] }: ChatBody): string {
  const said = messages.map(({ role, content, tool_calls: calls }) => [
    role,
    role === 'tool' ? '' : (content ?? ''),
    callsIn(calls),
  ]);
  const text = JSON.stringify([said, tools.map((tool) => tool.function.name)]);
  return createHash('sha256').update(text).digest('base64');
}

function callsIn(calls: unknown): unknown[] {
  if (!Array.isArray(calls)) return [];
  return calls.map(
    (call: { readonly function?: { readonly name?: unknown; readonly arguments?: unknown } }) => [
      call.function?.name,
      call.function?.arguments,
    ],
  );
}
