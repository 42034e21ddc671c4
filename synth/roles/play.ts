import type { Message, Trajectory } from '../../datasets/index.ts';
import { openMcpSession } from '../server/mcp-session.ts';
import { PlayedServer } from './played-server.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import type { Role, ServerTurn } from './role.ts';
import { Talk, type PlayOptions, type Speakers } from './talk.ts';

export type Roles = Speakers & { readonly server: Role<ServerTurn> };

/**
 * Has three players talk: the assistant reaches the server as an MCP client. A model's fault ends the conversation as
 * `infrastructure`, too many steps as `forced_stop`.
 * @throws the signal's reason where it is aborted
 */
export async function play(
  planned: PlannedScenario,
  roles: Roles,
  options: PlayOptions,
): Promise<Trajectory> {
  const server = new PlayedServer(roles.server, planned, options);
  const session = await openMcpSession(server);
  try {
    const offered = (await session.listTools()).map(({ name, description, inputSchema }) => ({
      name,
      description,
      parameters: inputSchema,
    }));
    const messages: Message[] = [];
    const ending = await new Talk({ planned, offered, messages }, roles, { server, session }, options).end();
    return {
      record: 'inftool-trajectory/1',
      id: `${planned.scenario.id}/${options.seed}`,
      scenario: planned.scenario,
      // As it came over the wire, it is JSON.
      tools: offered as unknown as Trajectory['tools'],
      messages,
      players: { user: roles.user.name, assistant: roles.assistant.name, server: roles.server.name },
      ...ending,
    };
  } finally {
    await session.close();
  }
}
