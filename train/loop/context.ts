import type { ContaminationAudit, Io } from '../../datasets/index.ts';
import type { Crew } from '../crew/crew.ts';
import type { LoopConfig } from './config.ts';
import type { Progress } from './progress.ts';
import type { RunDirectory } from './run-directory.ts';

/** What every stage of a loop works with. */
export type LoopContext = {
  readonly config: LoopConfig;
  readonly run: RunDirectory;
  readonly audit: ContaminationAudit | undefined;
  readonly progress: Progress;
  readonly crew: Crew;
  readonly atExit: Io['atExit'];
  readonly signal: AbortSignal;
  /** Milliseconds, from any beginning: for how long stages take, never for what they do. */
  readonly now: () => number;
};
