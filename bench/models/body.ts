import * as z from 'zod';
import { ModelFault } from './model.ts';
import { WholeResponse } from './transport.ts';

/**
 * A `fetch` that brings answers with all of their body: the library stops its clock at the headers, and a body that never ends must
 * not outlive it. That of a refusal becomes `{error: {message}}`, the one shape in which the library finds a server's words.
 */
export function wholeOf(fetched: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetched(input, init);
    const bytes = await bytesOf(response);
    const { ok, status, statusText, headers } = response;
    if (ok)
      return response instanceof WholeResponse
        ? response
        : new WholeResponse(bytes, { status, statusText, headers });
    return new Response(bytes.length === 0 ? null : complaint(bytes), { status, statusText, headers });
  };
}

async function bytesOf(response: Response): Promise<Buffer> {
  return response instanceof WholeResponse ? response.bytes : Buffer.from(await response.arrayBuffer());
}

/** Servers put their words in different places. */
const ComplaintSchema = z.union([
  z.object({ error: z.object({ message: z.string().min(1) }) }).transform(({ error }) => error.message),
  z.object({ error: z.string().min(1) }).transform(({ error }) => error),
  z.object({ message: z.string().min(1) }).transform(({ message }) => message),
  z.object({ detail: z.string().min(1) }).transform(({ detail }) => detail),
]);

function complaint(bytes: Buffer): string {
  const text = new TextDecoder().decode(bytes);
  const message = ComplaintSchema.safeParse(parsed(text)).data ?? text;
  return JSON.stringify({ error: { message } });
}

/**
 * The JSON value that an answer brings. Without a content type it is taken for JSON.
 * @throws {ModelFault} `malformed` for what is none, is cut off, or is no UTF-8
 */
export async function jsonOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type');
  const bytes = await bytesOf(response);
  if (type !== null && !/^\s*application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new ModelFault('malformed', `no JSON came, but ${type}: ${new TextDecoder().decode(bytes)}`);
  }
  const text = strictText(bytes);
  if (text === undefined) throw new ModelFault('malformed', 'no UTF-8 came');
  const value = parsed(text);
  if (value === undefined) throw new ModelFault('malformed', `no whole JSON came: ${text}`);
  return value;
}

function strictText(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined for what is no JSON: the parser's own words quote pieces of it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
