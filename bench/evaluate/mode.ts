import { isDict, isList, type Manifest, type Mode, type Value } from '../../datasets/index.ts';

/** What the results of one model tell about how it was asked. */
export type ModeEvidence = {
  /** Results, or steps of them, that are lists of calls. */
  lists: number;
  /** Single-turn calls whose name holds a dot. */
  dottedNames: number;
};

export function noEvidence(): ModeEvidence {
  return { lists: 0, dottedNames: 0 };
}

/** Adds what one result tells. */
export function addEvidence(evidence: ModeEvidence, result: Value, isSingleTurn: boolean): void {
  if (!isList(result)) return;
  if (!isSingleTurn) {
    evidence.lists += result.filter((turn) => isList(turn) && turn.some(isList)).length;
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
 * Function calling if any result is a list. Dots of expected names become underscores for a function-calling model
 * that never wrote a dot itself.
 */
export function decideMode(options: ModeOptions, evidence: ModeEvidence): Decision {
  const mode = options.mode === 'auto' ? (evidence.lists > 0 ? 'fc' : 'prompt') : options.mode;
  const isOn =
    options.underscoreToDot === 'auto'
      ? mode === 'fc' && evidence.dottedNames === 0
      : options.underscoreToDot === 'on';
  return {
    mode,
    mode_by: options.mode === 'auto' ? 'results' : 'option',
    underscore_to_dot: isOn,
    underscore_to_dot_by: options.underscoreToDot === 'auto' ? 'results' : 'option',
  };
}
