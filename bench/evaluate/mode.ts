import {
  isDict,
  isList,
  type Generation,
  type Manifest,
  type Mode,
  type Value,
} from '../../datasets/index.ts';

/** What the results of one model tell about how it was asked. */
export type ModeEvidence = {
  /** Single-turn results. */
  results: number;
  /** Those of them that are lists of calls. */
  lists: number;
  /** Of other results: turns with a step that is a list of calls. */
  turns: number;
  /** Single-turn calls whose name holds a dot. */
  dottedNames: number;
};

export function noEvidence(): ModeEvidence {
  return { results: 0, lists: 0, turns: 0, dottedNames: 0 };
}

/** Adds what one result tells. */
export function addEvidence(evidence: ModeEvidence, result: Value, isSingleTurn: boolean): void {
  if (isSingleTurn) evidence.results++;
  if (!isList(result)) return;
  if (!isSingleTurn) {
    evidence.turns += result.filter((turn) => isList(turn) && turn.some(isList)).length;
    return;
  }
  evidence.lists++;
  for (const call of result) {
    if (!isDict(call)) continue;
    for (const name of call.keys()) {
      if (typeof name === 'string' && name.includes('.')) evidence.dottedNames++;
    }
  }
}

export type ModeOptions = {
  readonly mode: 'auto' | Mode;
  readonly underscoreToDot: 'auto' | 'on' | 'off';
};

export type Decision = Manifest['decision'];

/** Whether the results have a say. */
export function needsEvidence({ mode, underscoreToDot }: ModeOptions): boolean {
  return mode === 'auto' || (underscoreToDot === 'auto' && mode === 'fc');
}

/**
 * What the options say counts, then what the runner has left word of. Else: function calling if any single-turn result is a list or,
 * where there are none, any step; and dots of expected names become underscores for a function-calling model that never wrote a dot
 * itself.
 */
export function decideMode(
  options: ModeOptions,
  evidence: ModeEvidence,
  generation?: Pick<Generation, 'mode' | 'underscoreToDot'>,
): Decision {
  const calls = evidence.results > 0 ? evidence.lists : evidence.turns;
  const [mode, modeBy] =
    options.mode !== 'auto'
      ? ([options.mode, 'option'] as const)
      : generation !== undefined
        ? ([generation.mode, 'generation'] as const)
        : ([calls > 0 ? 'fc' : 'prompt', 'results'] as const);
  const isTold = generation?.underscoreToDot !== undefined && generation.mode === mode;
  const [isOn, isOnBy] =
    options.underscoreToDot !== 'auto'
      ? ([options.underscoreToDot === 'on', 'option'] as const)
      : isTold
        ? ([generation.underscoreToDot === true, 'generation'] as const)
        : ([mode === 'fc' && evidence.dottedNames === 0, 'results'] as const);
  return { mode, mode_by: modeBy, underscore_to_dot: isOn, underscore_to_dot_by: isOnBy };
}
