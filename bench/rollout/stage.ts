import { isDict, isList, type Dict, type Value } from '../../datasets/index.ts';
import {
  executeCalls,
  openInstances,
  settingFor,
  type CalendarDay,
  type Environment,
  type Instances,
} from '../../graders/index.ts';
import { executeOutside, OutsideAnswers } from '../environments/execute-outside.ts';
import type { OutsidePort } from '../environments/outside-port.ts';

/** What environments are told while a model plays in them. */
export type StageSetting = {
  /** Of the model, as the endpoint knows it: texts that look like calls show it. */
  readonly modelName: string;
  readonly today: CalendarDay;
  readonly longContext: ReadonlyMap<string, Value>;
  /** Whom they ask for what is not theirs; missing: nobody. */
  readonly outside?: OutsidePort | undefined;
};

type Played = { readonly id: string; readonly entry: Dict; readonly configuration?: Dict | undefined };

/** The environments of one task, from the beginning of its conversation to the end. */
export class Stage {
  private constructor(
    private readonly instances: Instances,
    private readonly answers: OutsideAnswers | undefined,
  ) {}

  /**
   * @param snapshot what the task's memory remembers
   * @throws {DecodeError} for a configuration that does not fit; whatever the outside rejects with
   */
  static async open(
    played: Played,
    setting: StageSetting,
    snapshot: Dict | undefined,
    signal: AbortSignal,
  ): Promise<Stage> {
    const { today, longContext, outside } = setting;
    const task = pathTask(played, snapshot);
    const answers = outside && new OutsideAnswers(outside);
    const surroundings = { today, longContext, ...(answers && { outside: answers.ask }) };
    const open = () =>
      openInstances(task, setting.modelName.replace(/[/.-]/g, '_'), settingFor(task, surroundings), '');
    return new Stage(answers === undefined ? open() : await answers.settle(open, signal), answers);
  }

  /** In the order of the task's classes. */
  get environments(): readonly Environment[] {
    return [...this.instances.values()];
  }

  /** Results of calls, texts all. */
  async execute(calls: readonly string[], signal: AbortSignal): Promise<string[]> {
    if (this.answers === undefined) return executeCalls(calls, this.instances);
    return executeOutside(calls, this.instances, this.answers, signal);
  }
}

function pathTask({ id, entry, configuration }: Played, snapshot: Dict | undefined) {
  const involved = entry.get('involved_classes') ?? [];
  const classes = isList(involved) ? involved.filter((name) => typeof name === 'string') : [];
  const given = configuration ?? entry.get('initial_config');
  const configured = isDict(given) ? given : new Map<Value, Value>();
  const remembering = classes.map(
    (name) => [name, new Map<Value, Value>([['snapshot', snapshot ?? null]])] as const,
  );
  return {
    id,
    classes,
    configuration: snapshot === undefined ? configured : new Map<Value, Value>(remembering),
    path: [],
    isLongContext: /long_context|composite/.test(id.replace(/_[^_]*$/, '')),
  };
}
