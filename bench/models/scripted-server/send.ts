import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** JSON, unless the headers say otherwise. */
export function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
  response.end(body);
}

export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, status, JSON.stringify({ error: { message, type: 'scripted', code: status } }), headers);
}
