import { type Dict, type Mode, type Prompts, type Value } from '../../datasets/index.ts';
import { decodeCallTexts, isEmptyStep, tryDecode } from '../../graders/index.ts';
import { resultsMessage, type Turn } from '../prompts/conversation.ts';
import type { Dialogue, Step } from './dialogue.ts';
import type { Stage } from './stage.ts';

type Play = {
  readonly dialogue: Dialogue;
  readonly stage: Stage;
  readonly setting: {
    readonly mode: Mode;
    readonly prompts: Prompts;
    readonly logsInput: boolean;
    readonly logsState: boolean;
  };
  readonly signal: AbortSignal;
};

/**
 * Plays a conversation: in each turn the model is asked, its calls are made and it is told what they came to, until it makes
 * none. More steps than allowed in a turn end it all.
 * @returns the row of a result file, its log included
 */
export async function playTurns(id: string, turns: readonly Turn[], play: Play): Promise<Dict> {
  const log: Value[] = stateLog(play);
  const played: PlayedTurn[] = [];
  for (const turn of turns) {
    const one = await playTurn(turn, play);
    played.push(one);
    log.push(one.log, ...stateLog(play));
    if (one.isForced) break;
  }
  const all = (field: (step: Step) => Value) => played.map(({ steps }) => steps.map(field));
  const row = new Map<Value, Value>([
    ['id', id],
    ['result', all(({ result }) => result)],
    ['input_token_count', all(({ usage }) => (usage === undefined ? null : BigInt(usage.input)))],
    ['output_token_count', all(({ usage }) => (usage === undefined ? null : BigInt(usage.output)))],
    ['latency', all(({ latency }) => latency)],
    ['inference_log', log],
  ]);
  const isReasoned = played.some(({ steps }) => steps.some(({ reasoning }) => reasoning !== ''));
  return isReasoned
    ? row.set(
        'reasoning_content',
        all(({ reasoning }) => reasoning),
      )
    : row;
}

type PlayedTurn = { readonly steps: readonly Step[]; readonly log: Dict; readonly isForced: boolean };

async function playTurn(turn: Turn, play: Play): Promise<PlayedTurn> {
  const { dialogue, setting } = play;
  const steps: Step[] = [];
  const log = new Map<Value, Value>([
    ['begin_of_turn_query', turn.messages.map(({ role, content }) => item(role, { content }))],
  ]);
  dialogue.say(turn.messages, turn.tools);
  for (;;) {
    const step = await dialogue.answer();
    const stepLog: Value[] = [];
    log.set(`step_${steps.length}`, stepLog);
    steps.push(step);
    if (setting.logsInput) stepLog.push(step.inputLog());
    stepLog.push(
      item('assistant', {
        content: step.result,
        ...(step.reasoning !== '' && { reasoning_content: step.reasoning }),
      }),
    );
    const calls = callsOf(step.result, setting.mode, stepLog);
    if (calls === undefined) return { steps, log, isForced: false };
    const results = await play.stage.execute(calls, play.signal);
    dialogue.tell(results, resultsMessage(calls, results));
    stepLog.push(...results.map((content) => item('tool', { content })));
    if (steps.length > setting.prompts.maximumSteps) {
      const content = `Model has been forced to quit after ${setting.prompts.maximumSteps} steps.`;
      stepLog.push(item('handler_log', { content }));
      return { steps, log, isForced: true };
    }
  }
}

/** The calls of a step, undefined where there are none; the log tells why. */
function callsOf(result: Value, mode: Mode, log: Value[]): string[] | undefined {
  const decoding = tryDecode(() => decodeCallTexts(result, mode));
  const { decoded } = decoding;
  if (decoded === undefined) {
    log.push(
      item('handler_log', {
        content: 'Error decoding the model response. Proceed to next turn.',
        error: decoding.error.message,
      }),
    );
    return undefined;
  }
  const told = (content: string) => item('handler_log', { content, model_response_decoded: decoded });
  log.push(told('Successfully decoded model response.'));
  if (!isEmptyStep(decoded)) return decoded;
  log.push(told('Empty response from the model. Proceed to next turn.'));
  return undefined;
}

/** Classes that have no state, or one that logs leave out. */
const unlogged: ReadonlySet<string> = new Set([
  'MathAPI',
  'MemoryAPI_kv',
  'MemoryAPI_vector',
  'MemoryAPI_rec_sum',
  'WebSearchAPI',
]);

/** Nothing, or one list with the state of each environment. */
function stateLog({ stage, setting }: Play): Value[] {
  if (!setting.logsState) return [];
  const states = stage.environments
    .filter(({ type }) => !unlogged.has(type.name))
    .map((environment) =>
      item('state_info', {
        class_name: environment.type.name,
        content: new Map<Value, Value>(environment.clone().attributes()),
      }),
    );
  return states.length === 0 ? [] : [states];
}

function item(role: string, fields: Readonly<Record<string, Value>>): Dict {
  return new Map<Value, Value>([['role', role], ...Object.entries(fields)]);
}
