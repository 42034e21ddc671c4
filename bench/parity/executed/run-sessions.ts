import { chanceAt, isDict, writeJson, type Dict, type Suite } from '../../../datasets/index.ts';
import { minimiseBy } from '../minimise.ts';
import { namedText, type Answer, type OfficialExecutor } from './executed-case.ts';
import type { Surroundings } from './path-case.ts';
import { pathCategories } from './path-cases.ts';
import { playSession, seededCall, seededConfiguration, sessionLine, type Session } from './sessions.ts';

/** Counts of one environment. */
export type EnvironmentCount = {
  readonly environment: string;
  sessions: number;
  /** Sessions whose configuration both sides refuse, in the same words. */
  refused: number;
  calls: number;
  succeeded: number;
  /** Calls by method. */
  readonly methods: Map<string, number>;
  readonly named: Record<string, number>;
  different: number;
};

export type SessionDifference = {
  readonly session: Session;
  readonly where: string;
  readonly ours: string;
  readonly official: string;
};

export type SessionsRun = {
  readonly environments: readonly EnvironmentCount[];
  readonly differences: readonly SessionDifference[];
};

export type SessionsPlan = {
  readonly suite: Suite;
  readonly environments: readonly string[];
  /** Of each environment. */
  readonly calls: number;
  readonly seed: number;
  /** Of sessions, those with the long-context extension. */
  readonly longContextShare: number;
  readonly surroundings: Surroundings;
};

const differencesKept = 5;
const window = 20;

/** Configurations that tasks of the suite give environments. */
async function suiteConfigurations(suite: Suite): Promise<ReadonlyMap<string, readonly Dict[]>> {
  const found = new Map<string, Dict[]>();
  for (const category of pathCategories.slice(0, 1)) {
    for (const { entry } of await suite.tasks(category)) {
      const all = entry.get('initial_config');
      if (all === undefined || !isDict(all)) continue;
      for (const [name, configuration] of all)
        if (typeof name === 'string' && isDict(configuration)) {
          found.set(name, [...(found.get(name) ?? []), configuration]);
        }
    }
  }
  return found;
}

function* sessionsOf(environment: string, plan: SessionsPlan, ofSuite: readonly Dict[]): Generator<Session> {
  let left = plan.calls;
  for (let index = 0; left > 0; index++) {
    const chance = chanceAt(plan.seed, 'session', environment, index);
    const configuration = seededConfiguration(environment, ofSuite, chance);
    const isLongContext = chance.with(plan.longContextShare);
    const count = Math.min(left, 10 + chance.below(25));
    const next = Array.from({ length: count }, () => seededCall(environment, chance));
    const session = playSession({ environment, configuration, isLongContext }, next, plan.surroundings);
    left -= session.calls.length;
    yield session;
  }
}

/** Whether a result tells neither of an error nor of something that could not be done. */
function isSuccess(result: string): boolean {
  return !/^Error during execution: |^[[{\s]*["']error["']: |"error": "|'error': '/.test(result);
}

/** Plays sessions of each environment on both sides. */
export async function runSessions(
  plan: SessionsPlan,
  official: Pick<OfficialExecutor, 'answer'>,
): Promise<SessionsRun> {
  const configurations = await suiteConfigurations(plan.suite);
  const environments: EnvironmentCount[] = [];
  const differences: SessionDifference[] = [];
  for (const environment of plan.environments) {
    const row: EnvironmentCount = {
      environment,
      sessions: 0,
      refused: 0,
      calls: 0,
      succeeded: 0,
      methods: new Map(),
      named: {},
      different: 0,
    };
    environments.push(row);
    const underway: { readonly session: Session; readonly answer: Promise<Answer> }[] = [];
    const settle = async () => {
      const next = underway.shift();
      if (next === undefined) return;
      const found = countSession(row, next.session, await next.answer);
      if (found !== undefined && row.different <= differencesKept)
        differences.push(await shrunk(found, official, plan.surroundings));
    };
    for (const session of sessionsOf(environment, plan, configurations.get(environment) ?? [])) {
      underway.push({ session, answer: official.answer(sessionLine(session)) });
      if (underway.length >= window) await settle();
    }
    while (underway.length > 0) await settle();
  }
  return { environments, differences };
}

function countSession(
  row: EnvironmentCount,
  session: Session,
  official: Answer,
): SessionDifference | undefined {
  row.sessions += 1;
  for (const { method, result } of session.calls) {
    row.calls += 1;
    if (isSuccess(result)) row.succeeded += 1;
    row.methods.set(method, (row.methods.get(method) ?? 0) + 1);
  }
  const found = compareSession(session, official);
  if (found === 'refused') row.refused += 1;
  else if (found !== undefined && 'name' in found) row.named[found.name] = (row.named[found.name] ?? 0) + 1;
  else if (found !== undefined) {
    row.different += 1;
    return found;
  }
  return undefined;
}

type SessionComparison = undefined | 'refused' | SessionDifference | { readonly name: string };

const isPower = (text: string) => text.startsWith('power(') || text.includes('**');

/** Two results that are next to each other among floats: C's libraries do not agree where powers lie between two. */
function areNeighbours(ours: string, official: string): boolean {
  const [a, b] = [ours, official].map((text) => Number(/^\{"result": (-?[\d.e+-]+)\}$/.exec(text)?.[1]));
  return a !== undefined && b !== undefined && Math.abs(a - b) <= Number.EPSILON * Math.abs(a);
}

/** The first thing that differs; after something named, sessions go apart. */
function compareSession(session: Session, official: Answer): SessionComparison {
  const different = (where: string, ours: string, theirs: string): SessionComparison => {
    const name = namedText(ours, theirs);
    return name === undefined ? { session, where, ours, official: theirs } : { name };
  };
  if (official['timeout'] === true) return { name: 'resource limit: the time of the official' };
  if ('oversized' in official) return { name: 'resource limit: the size of the official answer' };
  const refusal = typeof official['refused'] === 'string' ? official['refused'] : undefined;
  if (refusal !== undefined || session.refused !== undefined)
    return refusal === session.refused
      ? 'refused'
      : different('configuration', session.refused ?? 'opened', refusal ?? 'opened');
  if (typeof official['abort'] === 'string') return different('abort', 'a session', official['abort']);
  const results = official['results'] as readonly string[];
  for (const [index, { text, result }] of session.calls.entries()) {
    const theirs = results[index] ?? '(no result)';
    if (theirs === result) continue;
    if (isPower(text) && areNeighbours(result, theirs))
      return { name: 'nondeterminism: the last digit of a power' };
    return different(text, result, theirs);
  }
  const state = official['state'] as Readonly<Record<string, string>> | null;
  if (state === null && session.state?.get('root')?.includes("'type': 'cycle'") === true) return undefined;
  if (
    session.state === undefined &&
    state !== null &&
    /\[\.\.\.\]|\{\.\.\.\}/.test(Object.values(state).join())
  )
    return { name: 'resource limit: a value within itself' };
  if (state === null || session.state === undefined)
    return state === null && session.state === undefined
      ? undefined
      : different(
          'state',
          session.state === undefined ? 'none' : 'a state',
          state === null ? 'none' : 'a state',
        );
  for (const name of new Set([...Object.keys(state), ...session.state.keys()])) {
    const [left, right] = [session.state.get(name) ?? '(none)', state[name] ?? '(none)'];
    if (left !== right) return different(`state ${name}`, left, right);
  }
  return undefined;
}

/** The session with fewer calls that differs at the same kind of place. */
async function shrunk(
  found: SessionDifference,
  official: Pick<OfficialExecutor, 'answer'>,
  surroundings: Surroundings,
): Promise<SessionDifference> {
  let best = found;
  const smaller = function* (session: Session): Generator<Session> {
    for (
      let length = Math.ceil(session.calls.length / 2);
      length >= 1;
      length = length === 1 ? 0 : Math.ceil(length / 2)
    )
      for (let at = 0; at < session.calls.length; at += length)
        yield playSession(
          session,
          session.calls.toSpliced(at, length).map((call) => () => call),
          surroundings,
        );
  };
  await minimiseBy(
    found.session,
    smaller,
    async (session) => {
      const next = compareSession(session, await official.answer(sessionLine(session)));
      if (typeof next !== 'object' || 'name' in next || next.where !== found.where) return false;
      best = next;
      return true;
    },
    120,
  );
  return best;
}

export function shownSession({ session, where, ours, official }: SessionDifference): string {
  return [
    `${session.environment}${session.isLongContext ? ' (long context)' : ''}: ${where}`,
    `  configuration ${writeJson(session.configuration)}`,
    `  calls         ${session.calls.map(({ text }) => text).join(' | ')}`,
    `  ours          ${ours}`,
    `  official      ${official}`,
    '',
  ].join('\n');
}
