import { ModelFault, type ChatMessage, type Model } from '../../bench/index.ts';
import type { Message } from '../../datasets/index.ts';
import { END_MARK, GREETING, userPrompt } from './prompts.ts';
import { turnSeed, type Role, type UserTurn, type View } from './role.ts';

/** The user played by a model. It reads what is spoken, never calls or their answers. */
export class ModelUser implements Role<UserTurn> {
  readonly name: string;

  constructor(private readonly model: Model) {
    this.name = model.name;
  }

  async next({ planned, messages }: View, seed: number, signal: AbortSignal): Promise<UserTurn> {
    const heard: ChatMessage[] = [
      { role: 'system', content: userPrompt(planned) },
      { role: 'user', content: GREETING },
      ...messages.flatMap(asHeard),
    ];
    const request = { messages: heard, tools: [], seed: turnSeed(seed, 'user', messages.length) };
    const { content: said, attempts = 1 } = await this.model.complete(request, signal);
    const content = said ?? '';
    if (content.includes(END_MARK)) return { stop: true };
    const say = content.trim();
    if (say === '')
      throw new ModelFault('malformed', `${this.name}, as the user, said nothing`, { attempts });
    return { say };
  }
}

/** Seen from the user: they are the one who answers, and the assistant the one who writes. */
function asHeard(message: Message): ChatMessage[] {
  if (message.role === 'user') return [{ role: 'assistant', content: message.content, calls: [] }];
  if (message.role === 'tool' || message.content.trim() === '') return [];
  return [{ role: 'user', content: message.content }];
}
