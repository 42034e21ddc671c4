import { defineConfig } from 'rolldown';
import license from 'rollup-plugin-license';

const allowed =
  '(MIT OR ISC OR Apache-2.0 OR BSD-2-Clause OR BSD-3-Clause OR 0BSD OR BlueOak-1.0.0 OR BSL-1.0)';

/** The command line with all that its commands load, and the thread that the loop's work is shared with. */
export default defineConfig({
  input: ['dist/cli.js', 'dist/train/crew/thread.js'],
  platform: 'node',
  output: { dir: 'dist/bundle', format: 'esm' },
  plugins: [
    license({
      thirdParty: {
        includeSelf: false,
        output: { file: 'dist/bundle/THIRD-PARTY-LICENSES.txt' },
        allow: { test: allowed, failOnUnlicensed: true, failOnViolation: true },
      },
    }),
  ],
});
