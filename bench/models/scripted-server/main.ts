/**
 * A scripted server in a process of its own: `node main.js '<options as JSON>'` prints its address. Whoever forks it takes it along
 * when they end; else it runs until it is killed.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { ChatScript } from './completion.ts';
import { FaultPlanSchema } from './faults.ts';
import { startScriptedServer } from './server.ts';

const OptionsSchema = z.strictObject({
  /** File of a module whose default export is a `ChatScript`. */
  script: z.string(),
  latency: z.number().nonnegative(),
  faults: FaultPlanSchema.optional(),
});

const { script, latency, faults } = OptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const { default: answer } = (await import(pathToFileURL(resolve(script)).href)) as { default: ChatScript };
const { url } = await startScriptedServer({ answer, latency, faults });
process.once('disconnect', () => process.exit());
console.log(url);
