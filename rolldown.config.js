import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'rolldown';
import license from 'rollup-plugin-license';

const allowed =
  '(MIT OR ISC OR Apache-2.0 OR BSD-2-Clause OR BSD-3-Clause OR 0BSD OR BlueOak-1.0.0 OR BSL-1.0)';

/** @param {string} folder */
const thirdParty = (folder) => ({
  includeSelf: false,
  output: { file: `${folder}/THIRD-PARTY-LICENSES.txt` },
  allow: { test: allowed, failOnUnlicensed: true, failOnViolation: true },
});

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-argument -- the package's own */
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const installed = Object.keys({ ...dependencies, ...peerDependencies });
/* eslint-enable */

const rooms = ['datasets', 'graders', 'reports', 'bench', 'synth', 'train'];
const threads = ['dist/train/crew/thread.js', 'dist/train/serve/score-thread.js'];

export default defineConfig([
  /** The command line with all that its commands load, and the threads that their work is shared with. */
  {
    input: ['dist/cli.js', ...threads],
    platform: 'node',
    output: { dir: 'dist/bundle', format: 'esm' },
    plugins: [license({ thirdParty: thirdParty('dist/bundle') })],
  },
  /** The rooms' doors for other programs, with what npm does not install beside them. */
  {
    input: {
      ...Object.fromEntries(threads.map((file) => [path.basename(file, '.js'), file])),
      ...Object.fromEntries(rooms.map((room) => [room, `dist/${room}/index.js`])),
    },
    external: (name) => installed.some((one) => name === one || name.startsWith(`${one}/`)),
    platform: 'node',
    output: { dir: 'dist/doors', format: 'esm' },
    plugins: [license({ thirdParty: thirdParty('dist/doors') })],
  },
]);
