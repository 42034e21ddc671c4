import * as z from 'zod';
import { InputError, packageVersion, type Io } from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import type { Progress } from './progress.ts';
import type { RunDirectory } from './run-directory.ts';

const EngineSchema = z.strictObject({ node: z.string(), inftool: z.string(), grader: z.string() });

/**
 * Says that a run goes on, and if another engine does: it may round its numbers otherwise.
 * @throws {InputError} if another grader began it: verdicts of both would stand beside one another
 */
export async function goOn(
  run: RunDirectory,
  progress: Progress,
  { host }: Io,
): Promise<{ readonly node: string; readonly notes: readonly string[] }> {
  if ((await run.read('held-out/yield.json', z.unknown())) !== undefined)
    await progress.tell(`Going on with the run in ${run.root}.\n`);
  const engine = { node: host.nodeVersion, inftool: packageVersion(), grader: graderVersion };
  const begun = await run.once('engine.json', EngineSchema, () => Promise.resolve(engine));
  if (begun.grader !== engine.grader || begun.inftool !== engine.inftool) {
    throw new InputError(
      `${run.root} was begun with InfTool ${begun.inftool}, grader ${begun.grader}; this is ${engine.inftool}, grader ${engine.grader}. Go on with that version, name another directory with --run-dir, or remove this one.`,
    );
  }
  if (begun.node === engine.node) return { node: begun.node, notes: [] };
  const note = `It was begun on Node ${begun.node}, and this is ${engine.node}: weights may come out other than there.`;
  await progress.tell(`${note}\n`);
  return { node: begun.node, notes: [note] };
}
