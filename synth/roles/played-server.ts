import type { Message, ToolSpec } from '../../datasets/index.ts';
import { answerText, type ToolServer } from '../server/mcp-session.ts';
import type { CallResult } from '../server/simulator.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import type { Role, ServerTurn } from './role.ts';

/** A server's player behind an MCP session. As any server, it sees what it is called with, not what is said. */
export class PlayedServer implements ToolServer {
  readonly tools: readonly ToolSpec[];
  readonly #messages: Message[] = [];
  #failure: unknown;

  constructor(
    private readonly role: Role<ServerTurn>,
    private readonly planned: PlannedScenario,
    private readonly options: { readonly seed: number; readonly signal: AbortSignal },
  ) {
    this.tools = planned.tools;
  }

  /** What the player threw, undefined if nothing: MCP hands on the message alone. */
  get failure(): unknown {
    return this.#failure;
  }

  async call(name: string, argumentsGiven: Readonly<Record<string, unknown>>): Promise<CallResult> {
    const id = `call_${this.#messages.length}`;
    const call = { id, name, arguments: JSON.stringify(argumentsGiven) };
    this.#messages.push({ role: 'assistant', content: '', calls: [call] });
    const answer = await this.#answer();
    this.#messages.push({ role: 'tool', call_id: id, content: answerText(answer), is_error: answer.isError });
    return answer;
  }

  async #answer(): Promise<CallResult> {
    const { seed, signal } = this.options;
    const view = { planned: this.planned, offered: [], messages: this.#messages };
    try {
      const { answers } = await this.role.next(view, seed, signal);
      const [answer] = answers;
      if (answer === undefined || answers.length > 1) {
        throw new RangeError(`${this.role.name}: expected one answer to a call, got ${answers.length}`);
      }
      return answer;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}
