import { ServerSimulator, type CallResult } from '../server/simulator.ts';
import type { Role, ServerTurn, View } from './role.ts';

/** The simulator as a player: calls that were answered before are made again, which brings its session to where it was. */
export class ProceduralServer implements Role<ServerTurn> {
  readonly name = 'procedural';

  next({ planned, messages }: View, seed: number): Promise<ServerTurn> {
    const simulator = new ServerSimulator(planned.tools, seed);
    const answered = new Set(
      messages.flatMap((message) => (message.role === 'tool' ? [message.call_id] : [])),
    );
    const answers: CallResult[] = [];
    for (const message of messages) {
      for (const call of message.role === 'assistant' ? message.calls : []) {
        const result = simulator.call(call.name, JSON.parse(call.arguments));
        if (!answered.has(call.id)) answers.push(result);
      }
    }
    return Promise.resolve({ answers });
  }
}
