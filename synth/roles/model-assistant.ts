import type { Model } from '../../bench/index.ts';
import { assistantPrompt } from './prompts.ts';
import { turnSeed, type AssistantTurn, type Role, type View } from './role.ts';

/** The assistant played by a model. Of the view it reads the offered tools and the messages alone. */
export class ModelAssistant implements Role<AssistantTurn> {
  readonly name: string;

  constructor(private readonly model: Model) {
    this.name = model.name;
  }

  async next({ offered, messages }: View, seed: number, signal: AbortSignal): Promise<AssistantTurn> {
    const { content, calls } = await this.model.complete(
      {
        messages: [{ role: 'system', content: assistantPrompt }, ...messages],
        tools: offered,
        seed: turnSeed(seed, 'assistant', messages.length),
      },
      signal,
    );
    return { content: content ?? '', calls };
  }
}
