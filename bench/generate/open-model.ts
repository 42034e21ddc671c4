import path from 'node:path';
import { InputError, type Io } from '../../datasets/index.ts';
import { ChatTemplate } from '../models/chat-template.ts';
import { openEndpoint, type Sampling } from '../models/endpoint.ts';
import type { Model } from '../models/model.ts';
import type { ModelProvider } from '../models/provider.ts';
import type { ResponseCache } from '../models/response-cache.ts';
import type { ModelSettings } from './settings.ts';

export type OpenOptions = {
  readonly providers: readonly ModelProvider[];
  /** Whether what is asked are tasks of BFCL, of which policies of ours have a ledger. */
  readonly isBfcl: boolean;
  readonly cache: ResponseCache | undefined;
};

/** @throws {InputError} for settings that no model can be asked with */
export async function openModel(settings: ModelSettings, options: OpenOptions, io: Io): Promise<Model> {
  const { name, model } = settings;
  const provider = options.providers.find(({ prefix }) => model.startsWith(`${prefix}:`));
  if (provider !== undefined) {
    if (provider.isOurs && options.isBfcl) {
      throw new InputError(
        'Looks at BFCL with a policy of ours stand in the ledger: expected --suite here. `inftool loop --bfcl` scores on BFCL and enters it.',
      );
    }
    const opened = await provider.open(model.slice(provider.prefix.length + 1), io.workingDirectory);
    return name === model ? opened : named(opened, name);
  }
  const template = await templateOf(settings, io);
  return openEndpoint({
    name,
    model,
    baseUrl: addressOf(settings.baseUrl ?? io.environment['OPENAI_BASE_URL']),
    apiKey: keyOf(settings, io),
    headers: headersOf(settings, io),
    timeout: settings.timeout * 1000,
    maxRetries: settings.maxRetries,
    sampling: samplingOf(settings),
    ...(settings.api !== undefined && { api: settings.api }),
    ...(settings.extraBody !== undefined && { extraBody: settings.extraBody }),
    template,
    cache: options.cache,
  });
}

function named(model: Model, name: string): Model {
  return { ...model, name, complete: (request, signal) => model.complete(request, signal) };
}

export function samplingOf(settings: ModelSettings): Sampling {
  const { temperature, topP, maxTokens, stop, presencePenalty, frequencyPenalty } = settings;
  return { temperature, topP, maxTokens, stop, presencePenalty, frequencyPenalty };
}

async function templateOf({ api, mode, chatTemplate, name }: ModelSettings, { workingDirectory }: Io) {
  if (api !== 'completions') {
    if (chatTemplate === undefined) return undefined;
    throw new InputError(
      `${name}: a chat template goes with the completions API: expected --api completions.`,
    );
  }
  if (mode !== 'prompt')
    throw new InputError(`${name}: completions offer no tools: expected --mode prompt, or --api chat.`);
  if (chatTemplate === undefined)
    throw new InputError(`${name}: completions go on with one text: expected --chat-template to write it.`);
  return ChatTemplate.open(path.resolve(workingDirectory, chatTemplate));
}

/** With `/v1` where no path is named, and without that of a single call. */
function addressOf(url: string | undefined): string {
  if (url === undefined)
    throw new InputError('There is no endpoint to ask: expected --base-url or OPENAI_BASE_URL.');
  const whole = url.replace(/\/+$/, '').replace(/\/(chat\/)?completions$/, '');
  return URL.canParse(whole) && new URL(whole).pathname === '/' ? `${whole}/v1` : whole;
}

/** Servers that ask for no key take any. */
function keyOf({ apiKeyEnv, name }: ModelSettings, { environment }: Io): string {
  if (apiKeyEnv === undefined) return environment['OPENAI_API_KEY'] ?? 'EMPTY';
  const key = environment[apiKeyEnv];
  if (key === undefined || key === '')
    throw new InputError(`${name}: there is no key in ${apiKeyEnv}: expected that environment variable.`);
  return key;
}

function headersOf({ headers = {}, name }: ModelSettings, { environment }: Io): Record<string, string> {
  const filled = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => {
      const value = environment[variable];
      if (value !== undefined) return value;
      throw new InputError(`${name}: a header names ${variable}: expected that environment variable.`);
    });
  return Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, filled(value)]));
}
