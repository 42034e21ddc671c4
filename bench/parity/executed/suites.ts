import type { Io, Suite, Value } from '../../../datasets/index.ts';
import { textTable } from '../../../reports/index.ts';
import { namedCell, namedLines } from '../named-counts.ts';
import { strataTable } from '../strata-table.ts';
import type { Difference } from '../tally.ts';
import { OfficialExecutor, type ExecutedCase } from './executed-case.ts';
import { outside } from './outside.ts';
import { pathCases } from './path-cases.ts';
import { runExecuted } from './run-executed.ts';
import { runSessions, shownSession, type EnvironmentCount } from './run-sessions.ts';
import { today } from './sessions.ts';
import { messageCases, stepCases } from './step-cases.ts';
import { vocabularies } from './vocabularies/vocabularies.ts';

export const executedSuites = ['multi-turn', 'execute-decoding', 'agentic', 'environments'] as const;

export type ExecutedOptions = {
  readonly suite: (typeof executedSuites)[number];
  readonly cases: number;
  readonly calls: number;
  readonly environment?: readonly string[] | undefined;
  readonly seed: number;
};

const leaks =
  'state that the official leaks between entries is reset before each: instances, default lists of post_tweet, long-context constants, precision of mpmath and decimal; today is frozen for travel';

const longContextShare = 0.15;

/** Both sides on what is executed. @returns 1 where they differ */
export async function runExecutedSuite(
  options: ExecutedOptions,
  suite: Suite,
  python: string,
  io: Io,
): Promise<number> {
  const { seed, cases, calls } = options;
  const longContext = (await suite.longContext?.()) ?? new Map<string, Value>();
  const surroundings = { today, longContext, outside };
  const official = new OfficialExecutor(python);
  try {
    if (options.suite === 'environments') {
      const environments = options.environment ?? vocabularies.map(({ environment }) => environment);
      const run = await runSessions(
        { suite, environments, calls, seed, longContextShare, surroundings },
        official,
      );
      const shown = run.differences.map(shownSession).join('');
      await io.stdout.write(
        `${sessionsTable(run.environments, io)}\n${shown}${namedLines(run.environments.map(({ named }) => named))}${leaks}\n`,
      );
      return run.environments.some(({ different }) => different > 0) ? 1 : 0;
    }
    const made = {
      'multi-turn': () => pathCases(suite, surroundings, cases, seed),
      'execute-decoding': () => stepCases(suite, cases, seed),
      agentic: () => messageCases(suite, cases, seed),
    }[options.suite]();
    const { strata, differences } = await runExecuted(made, official);
    const shown = differences.map(shownCase).join('') + namedLines(strata.map(({ named }) => named));
    await io.stdout.write(`${strataTable(strata, io)}\n${shown}${leaks}\n`);
    return strata.some(({ different }) => different > 0) ? 1 : 0;
  } finally {
    official.stop();
  }
}

function shownCase({ case: { stratum, shown }, comparison }: Difference<ExecutedCase>): string {
  const { field, ours, official } = comparison;
  return `${stratum}: ${field}\n  case     ${shown}\n  ours     ${ours}\n  official ${official}\n`;
}

const percent = (part: number, all: number) => `${((100 * part) / Math.max(1, all)).toFixed(1)} %`;

function sessionsTable(rows: readonly EnvironmentCount[], io: Io): string {
  const head = [
    'environment',
    'sessions',
    'refused',
    'calls',
    'succeeded',
    'methods',
    'least called',
    'different',
    'named',
  ];
  const lines = rows.map((row) => {
    const [least] = [...row.methods].sort(([, a], [, b]) => a - b);
    return [
      row.environment,
      String(row.sessions),
      String(row.refused),
      String(row.calls),
      percent(row.succeeded, row.calls),
      String(row.methods.size),
      least === undefined ? '' : `${least[0]} ${least[1]}`,
      String(row.different),
      namedCell(row.named),
    ];
  });
  return textTable(head, lines, io);
}
