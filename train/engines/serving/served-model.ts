import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { InputError, type Io } from '../../../datasets/index.ts';
import { freePort } from '../../../bench/index.ts';
import { OwnProcess } from '../process.ts';
import { recipes, type RecipeOptions } from './recipes.ts';

export type ServedModel = {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  /** As requests name it. */
  readonly model: string;
  close(): Promise<void>;
};

export type ServeOptions = Omit<RecipeOptions, 'port'> & {
  /** Of the server; appended to. */
  readonly log: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What an adapter is called with a server that runs already: other weights, another name. */
  readonly adapterName: string;
};

/** Milliseconds for a server to end, and between looks whether it is there. */
const [PATIENCE, LOOK] = [30_000, 250];

/**
 * Starts a server with a model and waits until it can be asked; of a server that runs already, has it load an adapter.
 * @throws {InputError} where it cannot be had; the signal's reason
 */
export async function serveModel(options: ServeOptions, io: Io, signal: AbortSignal): Promise<ServedModel> {
  const { recipe, baseUrl, startSeconds } = options.serving;
  if (recipe === 'running') return loadAdapter(baseUrl ?? '', options, signal);
  const port = await freePort();
  const { command, model, health } = recipes[recipe]({ ...options, port });
  const process = OwnProcess.start(command, { log: options.log, environment: options.environment }, io);
  const origin = `http://127.0.0.1:${port}`;
  const served: ServedModel = { baseUrl: `${origin}/v1`, model, close: () => process.stop(PATIENCE) };
  try {
    const end = performance.now() + startSeconds * 1000;
    while (!(await isUp(origin + health, signal))) {
      if (!process.isRunning)
        throw new InputError(
          `${command.join(' ')} came to an end before it could be asked: ${await process.end()}`,
        );
      if (performance.now() > end)
        throw new InputError(
          `${command.join(' ')} cannot be asked after ${startSeconds} s (serving.startSeconds). See ${options.log}.`,
        );
      await pause(LOOK, undefined, { signal });
    }
    return served;
  } catch (error) {
    await served.close();
    throw error;
  }
}

async function isUp(url: string, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  const response = await fetch(url, { signal: limit }).catch(() => undefined);
  await response?.body?.cancel();
  signal.throwIfAborted();
  return response?.ok === true;
}

/** Below the root or below `/v1`: the servers that have it differ in that. */
const loaders = ['/v1/load_lora_adapter', '/load_lora_adapter'];

async function loadAdapter(
  baseUrl: string,
  { files: { adapter }, adapterName }: ServeOptions,
  signal: AbortSignal,
): Promise<ServedModel> {
  const origin = baseUrl.replace(/\/v1\/?$/, '');
  const whole = `${origin}/v1`;
  const close = () => Promise.resolve();
  if (adapter === undefined) return { baseUrl: whole, model: await firstModel(whole, signal), close };
  for (const loader of loaders) {
    const answer = await posted(origin + loader, { lora_name: adapterName, lora_path: adapter }, signal);
    if (answer.status === 404) continue;
    // It may be there from a run that was cut off: names stand for weights.
    if (answer.status < 300 || /already/i.test(answer.text)) {
      const unload = origin + loader.replace('load', 'unload');
      return {
        baseUrl: whole,
        model: adapterName,
        close: async () => {
          await posted(unload, { lora_name: adapterName }, new AbortController().signal);
        },
      };
    }
    throw new InputError(
      `${origin}${loader}: expected it to load ${adapter}, got ${answer.status} ${answer.text}`,
    );
  }
  throw new InputError(
    `${origin} loads no adapters while it runs: expected vLLM with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora, or SGLang with --enable-lora. Or have it started by a recipe.`,
  );
}

const ModelsSchema = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

async function firstModel(baseUrl: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`${baseUrl}/models`, { signal });
    return ModelsSchema.parse(await response.json()).data[0]?.id ?? '';
  } catch (cause) {
    signal.throwIfAborted();
    throw new InputError(`${baseUrl}/models: expected a server that tells its model (${String(cause)}).`, {
      cause,
    });
  }
}

async function posted(
  url: string,
  body: object,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
    return { status: response.status, text: (await response.text()).slice(0, 500) };
  } catch (cause) {
    signal.throwIfAborted();
    throw new InputError(`${url}: expected a server (${String(cause)}).`, { cause });
  }
}
