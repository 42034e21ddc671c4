import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { FaceTools } from './faces/face.ts';
import { nemoGymFace } from './faces/nemo-gym.ts';
import { openRlhfFace } from './faces/openrlhf.ts';
import type { Stage } from './faces/stage.ts';
import type { ServerMetrics } from './metrics.ts';
import type { ScoreService } from './score-service.ts';
import type { Refusal } from './wire.ts';

export type AppOptions = {
  readonly service: ScoreService;
  readonly metrics: ServerMetrics;
  /** That every request but `/healthz` has to bear; undefined: none. */
  readonly token: string | undefined;
  /** Tasks with environments, for sessions. */
  readonly stage: Stage;
  /** Bytes of a body, at most. */
  readonly bodyLimit: number;
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  /** Told of what should not happen. */
  readonly note: (text: string) => void;
};

/** The reward server, without a socket. */
export function rewardApp(options: AppOptions): Hono {
  const { service, metrics, token, note, stage } = options;
  const accept = [jsonOnly, limited(options.bodyLimit)] as const;
  const app = new Hono();
  app.use(counted(options));
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  if (token !== undefined) app.use(bearing(token));
  app.get('/v1/grader', (context) => context.json(service.about));
  app.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );
  app.post('/v1/score', ...accept, async (context) => {
    const answer = await service.score(await context.req.text(), 'score');
    return 'refusal' in answer ? refuse(context, answer.refusal) : context.json(answer.response);
  });
  const score: FaceTools['score'] = (body, face) => service.score(body, face);
  openRlhfFace(app, { accept, score, refuse });
  nemoGymFace(app, { accept, score, refuse }, stage);
  app.notFound((context) =>
    refuse(context, {
      status: 404,
      code: 'not_found',
      message: `There is no ${context.req.method} ${context.req.path}. Expected POST /v1/score, /get_reward, /seed_session or /verify, or GET /v1/grader, /healthz or /metrics.`,
    }),
  );
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    note(`a request could not be answered: ${error.stack ?? error.message}`);
    return refuse(context, { status: 500, code: 'internal', message: 'This is a fault of the server.' });
  });
  return app;
}

/** @returns the answer to a request that gets no rewards */
function refuse(context: Context, { status, code, message }: Refusal): Response {
  if (status === 503) context.header('retry-after', '1');
  return context.json({ error: { code, message } }, status);
}

function counted({ metrics, now }: AppOptions): MiddlewareHandler {
  return async (context, next) => {
    const start = now();
    await next();
    metrics.countRequest(routePath(context), context.res.status, (now() - start) / 1000);
  };
}

function bearing(token: string): MiddlewareHandler {
  const message = () => ({
    error: { code: 'unauthorized', message: 'Expected the header "Authorization: Bearer <token>".' },
  });
  return bearerAuth({
    token,
    noAuthenticationHeader: { message },
    invalidAuthenticationHeader: { message },
    invalidToken: { message },
  });
}

/** Pages of other sites can send no such body without being asked first. */
const jsonOnly: MiddlewareHandler = async (context, next) => {
  const type = context.req.header('content-type') ?? '';
  if (/^application\/json\s*(;|$)/i.test(type)) return next();
  return refuse(context, {
    status: 415,
    code: 'not_json',
    message: `Expected the header "Content-Type: application/json", got "${type}".`,
  });
};

function limited(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (context) =>
      refuse(context, {
        status: 413,
        code: 'too_large',
        message: `Expected a body of at most ${maxSize} bytes. Ask for fewer items at once.`,
      }),
  });
}
