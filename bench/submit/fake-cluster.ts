import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type FakeJob = {
  readonly submission_id: string;
  readonly entrypoint: string;
  readonly entrypoint_num_cpus: number;
  readonly metadata: { readonly shard: string; readonly folder: string };
  readonly runtime_env?: { readonly env_vars: Readonly<Record<string, string>> };
};

/** What looks at the job show, one after the other; the last one for ever. */
type Views = readonly object[];

/** The Jobs API as Ray 2.60 answers, for tests. `play` decides what becomes of a job. */
export class FakeCluster {
  readonly submitted: FakeJob[] = [];
  readonly stopped: string[] = [];
  /** So many requests get HTTP 500. */
  faults = 0;
  readonly #views = new Map<string, object[]>();
  readonly #server = createServer((request, response) => {
    text(request)
      .then((body) => this.#answer(`${request.method ?? ''} ${request.url ?? ''}`, body))
      .then(([status, answer]) => {
        response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      })
      .catch((error: unknown) => response.destroy(error as Error));
  });

  constructor(private readonly play: (job: FakeJob) => Views | Promise<Views>) {}

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(route: string, body: string): Promise<readonly [number, string | object | undefined]> {
    if (route === 'GET /api/version') return [200, { version: '4', ray_version: '2.60.0' }];
    if (this.faults > 0) {
      this.faults--;
      return [500, 'Traceback'];
    }
    if (route === 'POST /api/jobs/') {
      const job = JSON.parse(body) as FakeJob;
      this.submitted.push(job);
      this.#views.set(job.submission_id, [...(await this.play(job))]);
      return [200, { job_id: job.submission_id, submission_id: job.submission_id }];
    }
    const [, id = '', rest] = /^\w+ \/api\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(route) ?? [];
    const views = this.#views.get(id);
    if (views === undefined) return [404, `Job ${id} does not exist`];
    if (rest === 'logs') return [200, { logs: `words of ${id}\n\u001b[31mred\n` }];
    if (rest === 'stop') {
      this.stopped.push(id);
      return [200, { stopped: true }];
    }
    return [200, views.length > 1 ? views.shift() : views[0]];
  }
}

export const succeeded = { type: 'SUBMISSION', status: 'SUCCEEDED', driver_exit_code: 0 };
export const running = { type: 'SUBMISSION', status: 'RUNNING', driver_node_id: 'ab12cd34ef' };
export const pending = { type: 'SUBMISSION', status: 'PENDING' };
export const failed = (exitCode: number | null, more: object = {}) => ({
  type: 'SUBMISSION',
  status: 'FAILED',
  driver_exit_code: exitCode,
  ...more,
});
