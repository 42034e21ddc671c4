import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelFiles } from './trainer-engine.ts';

/** What a model answers hangs on these, and on nothing else in its folder. */
const counts = /\.(safetensors|bin|gguf)$|^(config|adapter_config|tokenizer|generation_config)\.json$/;

/** Hex sha256 of a model's weights and of how they are read; of a model that a hub has, of its name alone. */
export async function weightsDigest({ model, adapter }: ModelFiles): Promise<string> {
  const hash = createHash('sha256');
  if (path.isAbsolute(model)) await addFolder(hash, model);
  else hash.update(`hub\n${model}\n`);
  if (adapter !== undefined) await addFolder(hash, adapter);
  return hash.digest('hex');
}

async function addFolder(hash: Hash, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => counts.test(name)).sort();
  for (const name of names) {
    hash.update(`${name}\n`);
    // The same weights in another place are the same weights.
    if (name === 'adapter_config.json') continue;
    await pipeline(createReadStream(path.join(folder, name)), async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) hash.update(part);
    });
  }
}
