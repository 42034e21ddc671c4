import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import * as z from 'zod';
import type { FaceTools } from './face.ts';

const texts = z.array(z.string()).min(1);

const RequestSchema = z
  .object({ query: texts, prompts: texts, labels: z.array(z.string()) })
  .refine(({ query, prompts, labels }) => query.length === prompts.length && query.length === labels.length, {
    message: 'expected as many prompts and labels as queries',
  })
  .refine(({ query, prompts }) => query.every((text, place) => text.startsWith(prompts[place] ?? '')), {
    message: 'expected every query to begin with its prompt',
  });

/**
 * `POST /get_reward {query, prompts, labels}`, as OpenRLHF's `--remote_rm_url` asks: queries are prompt and answer in one, labels are
 * the ids of tasks. It names neither runs nor rollouts: the run is the address's `?run_id=`, the rollout its query. Queries hold special tokens: an answer ends before the first `?stop=` (which may come several times) in it.
 */
export function openRlhfFace(app: Hono, { accept, score, refuse }: FaceTools): void {
  app.post('/get_reward', ...accept, async (context) => {
    const parsed = RequestSchema.safeParse(await context.req.json<unknown>().catch(() => undefined));
    if (!parsed.success)
      return refuse(context, {
        status: 400,
        code: 'bad_request',
        message: `Expected {"query", "prompts", "labels"}: ${z.prettifyError(parsed.error)}`,
      });
    const { query, prompts, labels } = parsed.data;
    const items = query.map((text, place) => ({
      id: idOf(text, labels[place] ?? ''),
      task_id: labels[place],
      result: upTo(text.slice((prompts[place] ?? '').length), context.req.queries('stop') ?? []),
    }));
    const body = JSON.stringify({ run_id: context.req.query('run_id') ?? 'openrlhf', items });
    const answer = await score(body, 'openrlhf');
    if ('refusal' in answer) return refuse(context, answer.refusal);
    const given = answer.response.items;
    const rewards = given.map(({ reward }) => reward);
    const passed = given.map(({ verdict }) => Number(verdict.valid));
    return context.json({ rewards, scores: rewards, extra_logs: { passed } });
  });
}

function upTo(text: string, stops: readonly string[]): string {
  const ends = stops.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end >= 0)));
}

function idOf(query: string, label: string): string {
  return createHash('sha256')
    .update(JSON.stringify([query, label]))
    .digest('hex')
    .slice(0, 32);
}
