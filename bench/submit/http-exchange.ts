import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * One request and the whole answer. Not by `fetch`, which tells servers that it is a browser (`sec-fetch-mode`): Ray takes no
 * jobs from those.
 * @throws whatever keeps the answer from coming
 */
export function exchange(request: HttpRequest): Promise<{ readonly status: number; readonly body: string }> {
  const { method, url, headers, body = '', signal } = request;
  const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
  const length = method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers: { ...headers, ...length }, signal }, (response) => {
      text(response).then((answer) => {
        resolve({ status: response.statusCode ?? 0, body: answer });
      }, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
