import type { Context, MiddlewareHandler } from 'hono';
import type { Answer } from '../score-service.ts';
import type { Refusal } from '../wire.ts';

/** What a face needs: one way in for requests, one to rewards, one to say no. */
export type FaceTools = {
  /** Refuses what is no JSON, and what is too long. */
  readonly accept: readonly [MiddlewareHandler, MiddlewareHandler];
  /** @param body of `POST /v1/score` @param face the way it came */
  readonly score: (body: string, face: string) => Promise<Answer>;
  readonly refuse: (context: Context, refusal: Refusal) => Response;
};
