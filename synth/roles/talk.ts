import type { Message, ToolCall, Trajectory } from '../../datasets/index.ts';
import { ModelFault } from '../../bench/index.ts';
import type { McpSession } from '../server/mcp-session.ts';
import type { PlayedServer } from './played-server.ts';
import type { AssistantTurn, Role, UserTurn, View } from './role.ts';

export type Speakers = { readonly user: Role<UserTurn>; readonly assistant: Role<AssistantTurn> };

export type PlayOptions = {
  /** Whole, and the same for the same conversation. */
  readonly seed: number;
  /** Outputs of the assistant. */
  readonly maximumSteps: number;
  readonly signal: AbortSignal;
};

type Ending = Pick<Trajectory, 'outcome' | 'detail'>;

/** A conversation under way. */
export class Talk {
  readonly #messages: Message[];
  readonly #callIds = new Set<string>();
  #steps = 0;

  /** @param view gets its messages from here */
  constructor(
    private readonly view: View & { readonly messages: Message[] },
    private readonly speakers: Speakers,
    private readonly backstage: { readonly server: PlayedServer; readonly session: McpSession },
    private readonly options: PlayOptions,
  ) {
    this.#messages = view.messages;
  }

  /** Talks until the user stops, the steps are used up or a model fails. */
  async end(): Promise<Ending> {
    try {
      return await this.#turns();
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      return { outcome: 'infrastructure', detail: `${error.class}: ${error.message}` };
    }
  }

  async #turns(): Promise<Ending> {
    const { seed, signal, maximumSteps } = this.options;
    for (;;) {
      signal.throwIfAborted();
      const turn = await this.speakers.user.next(this.view, seed, signal);
      if ('stop' in turn) return { outcome: 'done', detail: '' };
      this.#messages.push({ role: 'user', content: turn.say });
      if (await this.#isCutShort()) {
        return { outcome: 'forced_stop', detail: `not done after ${maximumSteps} steps of the assistant` };
      }
    }
  }

  /** Steps of the assistant until it speaks to the user; true where there are none left. */
  async #isCutShort(): Promise<boolean> {
    const { seed, signal, maximumSteps } = this.options;
    for (;;) {
      if (this.#steps >= maximumSteps) return true;
      this.#steps++;
      signal.throwIfAborted();
      const { content, calls: made } = await this.speakers.assistant.next(this.view, seed, signal);
      const calls = made.map((call) => ({ ...call, id: this.#freeId(call.id) }));
      this.#messages.push({ role: 'assistant', content, calls });
      if (calls.length === 0) return false;
      for (const call of calls) this.#messages.push(await this.#answerTo(call));
    }
  }

  /** Some servers count their calls anew in every answer. */
  #freeId(id: string): string {
    const free = this.#callIds.has(id) ? `${id}_${this.#callIds.size}` : id;
    if (this.#callIds.has(free)) return this.#freeId(free);
    this.#callIds.add(free);
    return free;
  }

  async #answerTo({ id, name, arguments: text }: ToolCall): Promise<Message> {
    const given = objectIn(text);
    if (typeof given === 'string') return { role: 'tool', call_id: id, content: given, is_error: true };
    const { server, session } = this.backstage;
    try {
      const answer = await session.callTool(name, given);
      return { role: 'tool', call_id: id, content: answer.text, is_error: answer.isError };
    } catch (error) {
      throw server.failure ?? error;
    }
  }
}

/** The object that a call's arguments are, else what to tell the assistant about them. */
function objectIn(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'The arguments are not valid: expected a JSON object.';
  } catch (error) {
    return `The arguments are not valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
