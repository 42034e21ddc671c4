import * as z from 'zod';
import { ModelFault } from './model.ts';

/**
 * An HTTP answer with all of its body: the library stops its clock at the headers, and a body that never ends must not outlive it.
 * That of a refusal becomes `{error: {message}}`, the one shape in which the library finds a server's words.
 */
export function wholeOf(fetched: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetched(input, init);
    const { ok, status, statusText, headers } = response;
    const bytes = await response.arrayBuffer();
    const isEmpty = bytes.byteLength === 0;
    return new Response(isEmpty ? null : ok ? bytes : complaint(bytes), { status, statusText, headers });
  };
}

/** Servers put their words in different places. */
const ComplaintSchema = z.union([
  z.object({ error: z.object({ message: z.string().min(1) }) }).transform(({ error }) => error.message),
  z.object({ error: z.string().min(1) }).transform(({ error }) => error),
  z.object({ message: z.string().min(1) }).transform(({ message }) => message),
  z.object({ detail: z.string().min(1) }).transform(({ detail }) => detail),
]);

function complaint(bytes: ArrayBuffer): string {
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
  const bytes = await response.arrayBuffer();
  if (type !== null && !/^\s*application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new ModelFault('malformed', `no JSON came, but ${type}: ${new TextDecoder().decode(bytes)}`);
  }
  const text = strictText(bytes);
  if (text === undefined) throw new ModelFault('malformed', 'no UTF-8 came');
  const value = parsed(text);
  if (value === undefined) throw new ModelFault('malformed', `no whole JSON came: ${text}`);
  return value;
}

function strictText(bytes: ArrayBuffer): string | undefined {
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
