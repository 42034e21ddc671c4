import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { chanceAt } from '../../../datasets/index.ts';
import type { ChatCompletionJson } from './completion.ts';
import { send, sendError } from './send.ts';

/** What endpoints are known to do instead of answering. */
export const faultKinds = [
  '429',
  '429-retry-after',
  '500',
  '503',
  'hang',
  'slow-body',
  'truncated-json',
  'wrong-content-type',
  'empty-choices',
  'invalid-utf8',
  'closed-socket',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const FaultPlanSchema = z.strictObject({
  /** Of the requests, from 0 to 1. */
  share: z.number().min(0).max(1),
  seed: z.int(),
  kinds: z.array(z.enum(faultKinds)).min(1).readonly(),
});
export type FaultPlan = z.output<typeof FaultPlanSchema>;

export type Fault = {
  readonly kind: FaultKind;
  /** A socket is closed within the answer, else before it. */
  readonly isWithin: boolean;
};

/** Milliseconds between the pieces of a slow body, which has no end. */
const TRICKLE = 50;

/**
 * @param digest of the request's body
 * @param before how often the same body came before
 * @returns undefined where the request is answered
 */
export function drawFault(
  { share, seed, kinds }: FaultPlan,
  digest: string,
  before: number,
): Fault | undefined {
  // The digest comes last: how often it came differs little, and what is last is mixed least.
  const chance = chanceAt(seed, before, digest);
  if (!chance.with(share)) return undefined;
  return { kind: chance.pick(kinds), isWithin: chance.with(0.5) };
}

/** @param completion what would have been answered */
export function playFault(
  { kind, isWithin }: Fault,
  response: ServerResponse,
  completion: ChatCompletionJson,
): void {
  switch (kind) {
    case '429':
      sendError(response, 429, 'too many requests');
      return;
    case '429-retry-after':
      sendError(response, 429, 'too many requests', { 'retry-after': '1' });
      return;
    case '500':
      sendError(response, 500, 'internal error');
      return;
    case '503':
      sendError(response, 503, 'overloaded');
      return;
    case 'hang':
      return;
    case 'slow-body':
      trickle(response);
      return;
    case 'truncated-json':
      send(response, 200, firstHalf(JSON.stringify(completion)));
      return;
    case 'wrong-content-type':
      send(response, 200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' });
      return;
    case 'empty-choices':
      send(response, 200, JSON.stringify({ ...completion, choices: [] }));
      return;
    case 'invalid-utf8':
      send(response, 200, inLatin1(completion));
      return;
    case 'closed-socket':
      close(response, isWithin ? firstHalf(JSON.stringify(completion)) : '');
  }
}

function firstHalf(text: string): string {
  return text.slice(0, text.length / 2);
}

/** White space, with which JSON may begin. */
function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), TRICKLE);
  response.once('close', () => {
    clearInterval(timer);
  });
}

/** A completion that would be read, but for its letters, by who takes any bytes for UTF-8. */
function inLatin1(completion: ChatCompletionJson): Buffer {
  const choices = completion.choices.map((choice) => ({
    ...choice,
    message: { role: choice.message.role, content: 'Déjà vu.' },
  }));
  return Buffer.from(JSON.stringify({ ...completion, choices }), 'latin1');
}

function close(response: ServerResponse, beginning: string): void {
  if (beginning === '') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(beginning, () => response.destroy());
}
