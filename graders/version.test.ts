import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const folders = ['graders', 'datasets/values', 'datasets/python'];

function decisiveFiles(): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.posix.join(folder, name.replaceAll(path.sep, '/')),
      ),
    )
    .filter(
      (name) => /\.(ts|wasm)$/.test(name) && !/\.(test|bench)\.ts$|^graders\/(version|index)\.ts$/.test(name),
    )
    .sort();
}

function digest(): string {
  const hash = createHash('sha256');
  for (const name of decisiveFiles()) {
    const content = createHash('sha256')
      .update(readFileSync(path.join(root, name)))
      .digest('hex');
    hash.update(`${name} ${content}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

test('the grader version is the digest of what decides verdicts (renew it with `npx vitest run graders/version -u`)', async () => {
  const source = `/**
 * Digest (first 16 hex digits of a sha256) over the sources that decide verdicts. Stands in every manifest and reward;
 * two runs are comparable only where it is equal.
 */
export const graderVersion = '${digest()}';
`;
  await expect(source).toMatchFileSnapshot('version.ts');
});
