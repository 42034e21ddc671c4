import type { Message, Trajectory } from '../datasets/index.ts';

/** A conversation to be read. */
export function transcript({ id, scenario, tools, messages }: Trajectory): string {
  const names = tools.map((tool) => JSON.stringify(tool['name'])).join(', ');
  return [`${id} (${scenario.domain}; tools: ${names})`, ...messages.map(line), '', ''].join('\n');
}

function line(message: Message): string {
  if (message.role === 'tool') return `  server     ${message.content}`;
  if (message.role === 'user') return `  user       ${message.content}`;
  const calls = message.calls.map(({ name, arguments: given }) => `${name}(${given})`);
  return `  assistant  ${[message.content, ...calls].filter((part) => part !== '').join('\n             ')}`;
}
