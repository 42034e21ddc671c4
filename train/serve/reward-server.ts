import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packageVersion, type Io } from '../../datasets/index.ts';
import type { RewardName } from '../../graders/index.ts';
import type { SuiteSource } from '../crew/desk.ts';
import { rewardApp } from './app.ts';
import { Stage } from './faces/stage.ts';
import { Journal } from './journal.ts';
import { listen } from './listen.ts';
import { ServerMetrics } from './metrics.ts';
import { ScoreService } from './score-service.ts';
import { openSource, type SuiteHead } from './scorer.ts';
import { ScorerPool } from './scorer-pool.ts';

export type RewardServerOptions = {
  readonly source: SuiteSource;
  /** Where a request names none. */
  readonly reward: RewardName;
  /** Of the journal. Nobody else may be at work in it. */
  readonly folder: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token: string | undefined;
  /** One for each processor where it is left out. */
  readonly threads?: number | undefined;
  /** Bytes of a request. */
  readonly bodyLimit: number;
  /** Milliseconds for a request to come in, and again for its grading. */
  readonly timeLimit: number;
};

export type RewardServer = {
  readonly url: string;
  readonly suite: SuiteHead;
  /** @param grace milliseconds for requests under way */
  close(grace: number): Promise<void>;
};

/** Requests that may wait at a time. */
const MOST_WAITING = 10_000;

/** @throws {InputError} where nothing can listen; {SuiteError} for a suite that cannot be had */
export async function openRewardServer(options: RewardServerOptions, io: Io): Promise<RewardServer> {
  const { source, reward, folder, timeLimit } = options;
  const today = io.host.today();
  const note = (text: string) => void io.stderr.write(`inftool: ${text}\n`);
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of opened.reverse()) await close();
  };
  try {
    const journal = await Journal.open(path.join(folder, 'journal.jsonl'));
    opened.push(() => journal.close());
    const size = options.threads ?? availableParallelism();
    const grading = await ScorerPool.open(
      { source, reward, today },
      { size, mostWaiting: MOST_WAITING, timeLimit, note },
    );
    opened.push(() => grading.close());
    const metrics = new ServerMetrics(() => grading.load);
    const inftool = packageVersion();
    const service = new ScoreService({ grading, journal, metrics, reward, inftool, clock: () => new Date() });
    const stage = new Stage(() => openSource(source), today, io.host.now);
    const { token, bodyLimit, host, port } = options;
    const app = rewardApp({ service, metrics, token, stage, note, now: io.host.now, bodyLimit });
    const { url, close } = await listen(app, { host, port, requestTimeout: timeLimit });
    return {
      url,
      suite: grading.head,
      close: async (grace) => {
        await close(grace);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
