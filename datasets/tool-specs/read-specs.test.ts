import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { packageRoot } from '../package-root.ts';
import { readSpecs } from './read-specs.ts';

vi.mock('../package-root.ts', () => ({ packageRoot: vi.fn<() => string>() }));

test('only documents in the own folder are read unchecked, not those in one beside it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'inftool-specs-'));
  vi.mocked(packageRoot).mockReturnValue(root);
  const invalid = 'openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {operationId: a}}}\n';
  for (const folder of ['specs', 'specs-mine']) {
    await mkdir(join(root, 'datasets', folder), { recursive: true });
    await writeFile(join(root, 'datasets', folder, 'a.yaml'), invalid);
  }
  await expect(readSpecs([join(root, 'datasets/specs')])).resolves.toHaveLength(1);
  await expect(readSpecs([join(root, 'datasets/specs-mine')])).rejects.toThrow(/no valid OpenAPI document/);
  await rm(root, { recursive: true });
});
