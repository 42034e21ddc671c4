import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import {
  isDict,
  JsonSyntaxError,
  readJson,
  ValueLimitError,
  writeJson,
  type Dict,
  type Value,
} from '../../../datasets/index.ts';
import type { Refusal, ScoredItem } from '../wire.ts';
import { aggregated } from './aggregate.ts';
import type { FaceTools } from './face.ts';
import { resultOf } from './responses.ts';
import type { Stage } from './stage.ts';

const COOKIE = 'inftool_session';

/** What a row has to have for us; everything else of it is handed back as it came. */
const RowSchema = z.looseObject({
  responses_create_params: z.looseObject({}),
  task_id: z.string().optional(),
  task: z.record(z.string(), z.unknown()).optional(),
  run_id: z.string().optional(),
  turn: z.int().nonnegative().optional(),
  mode: z.enum(['prompt', 'fc']).optional(),
});

const VerifySchema = RowSchema.extend({ response: z.looseObject({ output: z.array(z.looseObject({})) }) });

const AggregateSchema = z.object({ verify_responses: z.array(z.record(z.string(), z.unknown())) });

/**
 * A resources server as NeMo Gym has them: `/seed_session`, a POST for every tool, `/verify`, `/aggregate_metrics`. Rows name a task
 * of the suite (`task_id`) or hold one (`task`); of a multi-turn task they name the turn that is played (`turn`, from 0 on), for which
 * a session has environments in the state that the turns before leave. What `/verify` grades is the response alone.
 * @see NeMo Gym 0.4.0, `nemo_gym/base_resources_server.py`
 */
export function nemoGymFace(app: Hono, { accept, score, refuse }: FaceTools, stage: Stage): void {
  app.post('/seed_session', ...accept, async (context) => {
    const row = RowSchema.safeParse(await plainBody(context));
    if (!row.success) return refuse(context, badRow(row.error));
    const begun = await stage.begin(row.data.task_id, row.data.turn);
    if ('refusal' in begun) return refuse(context, begun.refusal);
    if (begun.session !== undefined) setCookie(context, COOKIE, begun.session, { httpOnly: true, path: '/' });
    return context.json({});
  });
  app.get('/reverify_mode', (context) => context.json({ mode: 'stateless' }));
  app.post('/verify', ...accept, async (context) => {
    const text = await context.req.text();
    const row = VerifySchema.safeParse(plainOf(text));
    if (!row.success) return refuse(context, badRow(row.error));
    const answer = await score(scoreBody(row.data, text, getCookie(context, COOKIE)), 'nemo-gym');
    if ('refusal' in answer) return refuse(context, answer.refusal);
    stage.end(getCookie(context, COOKIE));
    const [item] = answer.response.items;
    return context.json({ ...row.data, ...(item && verified(item)) });
  });
  app.post('/aggregate_metrics', ...accept, async (context) => {
    const given = AggregateSchema.safeParse(await plainBody(context));
    return given.success
      ? context.json(aggregated(given.data.verify_responses))
      : refuse(context, badRow(given.error));
  });
  app.post('/:tool', ...accept, async (context) => {
    const text = await context.req.text();
    const given = exactObject(text);
    const name = context.req.param('tool');
    if (given === undefined)
      return refuse(context, {
        status: 400,
        code: 'bad_request',
        message: `Expected the arguments of ${name} as a JSON object.`,
      });
    const result = await stage.call(getCookie(context, COOKIE), name, given, text.length);
    return 'refusal' in result ? refuse(context, result.refusal) : context.text(result.text);
  });
}

async function plainBody(context: Context): Promise<unknown> {
  return plainOf(await context.req.text());
}

function plainOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exactObject(text: string): Dict | undefined {
  try {
    const value = readJson(text);
    return isDict(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError) return undefined;
    throw error;
  }
}

function badRow(error: z.ZodError): Refusal {
  const message = `Expected a row of a NeMo Gym dataset with "task_id" or "task": ${z.prettifyError(error)}`;
  return { status: 400, code: 'bad_request', message };
}

/** The request for a reward, its task with numbers as written. */
function scoreBody(row: z.output<typeof VerifySchema>, text: string, session: string | undefined): string {
  const { result, mode } = resultOf(row.response.output, row.turn !== undefined);
  const task = exactObject(text)?.get('task');
  const asked: [Value, Value | undefined][] = [
    ['task_id', row.task_id],
    ['task', task],
    ['turn', row.turn === undefined ? undefined : BigInt(row.turn)],
    ['result', result],
    ['mode', row.mode ?? mode],
  ];
  const given = asked.filter((field): field is [Value, Value] => field[1] !== undefined);
  const id =
    session ??
    createHash('sha256')
      .update(writeJson(new Map(given)))
      .digest('hex');
  return writeJson(
    new Map<Value, Value>([
      ['run_id', row.run_id ?? 'nemo-gym'],
      ['items', [new Map([['id', id], ...given])]],
    ]),
  );
}

function verified({ reward, gates, components, verdict }: ScoredItem) {
  return {
    reward,
    reward_components: { ...components, ...gates },
    passed: verdict.valid,
    error_type: verdict.error_type,
  };
}
