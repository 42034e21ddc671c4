import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { InputError } from '../../datasets/index.ts';
import { exchange } from '../models/transport.ts';

/** Milliseconds for one request, and between two tries. */
const TIMEOUT = 30_000;
const PAUSE = 2_000;

const StatusSchema = z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']);

const VersionSchema = z.object({ ray_version: z.string() });
const SubmittedSchema = z.object({ submission_id: z.string() });
const StoppedSchema = z.object({ stopped: z.boolean() });
const LogsSchema = z.object({ logs: z.string().nullish() });
const JobSchema = z.object({
  status: StatusSchema,
  message: z.string().nullish(),
  error_type: z.string().nullish(),
  driver_node_id: z.string().nullish(),
  driver_exit_code: z.int().nullish(),
});
/** What the cluster knows of a job. */
export type RayJob = z.output<typeof JobSchema>;

export type RayJobRequest = {
  readonly submissionId: string;
  /** A line for the shell of the node that takes the job. */
  readonly entrypoint: string;
  /** Of the node, until the job ends; above 0: any node takes it, not only the head. */
  readonly cpus: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Variables of all processes of the job. Whoever may look at the cluster's jobs can read them. */
  readonly environment?: Readonly<Record<string, string>>;
};

export type RayAddress = {
  /** Of the dashboard: `http://head:8265`. */
  readonly url: string;
  /** Of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for which a cluster that does not answer is asked again (120 s). */
  readonly patience?: number;
  readonly signal: AbortSignal;
};

/** No answer, for reasons that may pass. */
class PassingFault extends Error {
  override readonly name = 'PassingFault';
}

/** A cluster's Jobs API. Where it does not answer it is asked again for a while; then an `InputError` says so. */
export class RayJobs {
  private constructor(
    private readonly address: RayAddress,
    readonly version: string,
  ) {}

  /** @throws {InputError} where nobody answers at once, or somebody who is no Ray cluster */
  static async open(address: RayAddress): Promise<RayJobs> {
    const { url } = address;
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new InputError(
        `--ray ${url}: expected the address of a Ray cluster's dashboard, such as http://127.0.0.1:8265.`,
      );
    const answer = await new RayJobs(address, '').#request('GET', '/api/version').catch((cause: unknown) => {
      if (!(cause instanceof PassingFault)) throw cause;
      throw new InputError(
        `No Ray cluster answers at ${url} (${cause.message}). \`ray start --head\` starts one and prints its dashboard's address.`,
        { cause },
      );
    });
    return new RayJobs(address, understood(VersionSchema, answer, address).ray_version);
  }

  /** A job of this id that is there already stays as it is. */
  async submit({ submissionId, entrypoint, cpus, metadata, environment }: RayJobRequest): Promise<void> {
    const body = {
      ...{ submission_id: submissionId, entrypoint, entrypoint_num_cpus: cpus, metadata },
      ...(environment !== undefined && { runtime_env: { env_vars: environment } }),
    };
    await this.#patiently(async () => {
      try {
        const answer = await this.#request('POST', '/api/jobs/', body);
        understood(SubmittedSchema, answer, this.address);
      } catch (error) {
        // An earlier try may have arrived though its answer did not.
        if ((await this.#job(submissionId)) === undefined) throw error;
      }
    });
  }

  /** @returns undefined where the cluster knows no such job */
  job(submissionId: string): Promise<RayJob | undefined> {
    return this.#patiently(() => this.#job(submissionId));
  }

  async #job(submissionId: string): Promise<RayJob | undefined> {
    const answer = await this.#request('GET', pathOf(submissionId));
    return answer === undefined ? undefined : understood(JobSchema, answer, this.address);
  }

  /** What the job has written so far; undefined where that went with its node. */
  async logs(submissionId: string): Promise<string | undefined> {
    try {
      const answer = await this.#request('GET', `${pathOf(submissionId)}/logs`);
      return answer === undefined
        ? undefined
        : (understood(LogsSchema, answer, this.address).logs ?? undefined);
    } catch (error) {
      if (error instanceof PassingFault) return undefined;
      throw error;
    }
  }

  /** @returns whether there was something to stop */
  async stop(submissionId: string): Promise<boolean> {
    const answer = await this.#patiently(() => this.#request('POST', `${pathOf(submissionId)}/stop`));
    return answer !== undefined && understood(StoppedSchema, answer, this.address).stopped;
  }

  async #patiently<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { url, signal, patience = 120_000 } = this.address;
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof PassingFault)) throw error;
        if (tries * PAUSE > patience)
          throw new InputError(
            `The Ray cluster at ${url} no longer answers (${error.message}). Its jobs may go on: see to the cluster, then run the same again.`,
            { cause: error },
          );
        await pause(PAUSE, undefined, { signal });
      }
    }
  }

  /** @returns what came as JSON, undefined for 404 @throws {PassingFault} {InputError} */
  async #request(method: string, path: string, body?: object): Promise<unknown> {
    const { url, headers, signal } = this.address;
    const answer = await exchange(new URL(`${url.replace(/\/+$/, '')}${path}`), {
      method,
      headers: new Headers({
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new PassingFault(reasonOf(error), { cause: error });
    });
    return answerIn(answer.status, answer.bytes.toString(), this.address);
  }
}

function pathOf(submissionId: string): string {
  return `/api/jobs/${encodeURIComponent(submissionId)}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return `no answer within ${TIMEOUT / 1000} s`;
  // Of several addresses of a name, all were tried: the error of all has no words of its own.
  return error.message || ('code' in error ? String(error.code) : error.name);
}

function answerIn(status: number, text: string, { url }: RayAddress): unknown {
  if (status === 404) return undefined;
  if (status === 401 || status === 403)
    throw new InputError(
      `The Ray cluster at ${url} lets nobody in without a token (HTTP ${status}): expected it in RAY_AUTH_TOKEN.`,
    );
  const start = text.slice(-300).trim();
  if (status >= 500 || status === 429 || status === 408) throw new PassingFault(`HTTP ${status}: ${start}`);
  if (status >= 400) throw new InputError(`The Ray cluster at ${url} refuses (HTTP ${status}): ${start}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw stranger(url, cause);
  }
}

function understood<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  { url }: RayAddress,
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw stranger(url, parsed.error);
}

function stranger(url: string, cause: unknown): InputError {
  return new InputError(
    `${url} answers, but not as the Jobs API of a Ray cluster does: expected the address of its dashboard, such as http://127.0.0.1:8265.`,
    { cause },
  );
}
