import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pythonIn, requirementsIn } from './python-environment.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-python-'));
});
afterEach(() => rm(folder, { recursive: true }));

const quiet = () => Promise.resolve();

/** Somebody's environment, which has the Python of this machine, and the packages named. */
async function environmentWith(packages: Readonly<Record<string, string>>): Promise<void> {
  const site = path.join(folder, 'site');
  for (const [name, version] of Object.entries(packages)) {
    const info = path.join(site, `${name}-${version}.dist-info`);
    await mkdir(info, { recursive: true });
    await writeFile(
      path.join(info, 'METADATA'),
      `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    );
  }
  await mkdir(path.join(folder, 'bin'));
  const python = `#!/bin/sh\nPYTHONPATH='${site}' exec python3 "$@"\n`;
  await writeFile(path.join(folder, 'bin', 'python'), python, { mode: 0o755 });
}

const required = (requirements: readonly string[]) =>
  pythonIn({ folder, purpose: 'a trial', requirements, withDependencies: true }, quiet);

test('an environment of one’s own is used where what is required is there, whatever it was built for', async () => {
  await environmentWith({ alpha: '1.2.0', beta: '2.0+cpu' });
  expect(await required(['alpha[more]==1.2.0', 'beta==2.0'])).toBe(path.join(folder, 'bin', 'python'));
});

test.each([['alpha==1.3.0'], ['gamma'], ['beta==2.0+cuda']])(
  'it is neither used nor touched where %s is required',
  async (requirement) => {
    await environmentWith({ alpha: '1.2.0', beta: '2.0+cpu' });
    await expect(required(['alpha', requirement])).rejects.toThrow(
      /no Python environment of a trial, and holds files/,
    );
  },
);

test('a requirements file is read without its comments', async () => {
  const file = path.join(folder, 'requirements.txt');
  await writeFile(file, '# what for\nalpha==1.2.0  # why\n\nbeta\n');
  expect(await requirementsIn(file)).toEqual(['alpha==1.2.0', 'beta']);
});
