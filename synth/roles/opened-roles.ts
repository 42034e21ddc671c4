import { openEndpoint } from '../../bench/index.ts';
import { InputError, type Io } from '../../datasets/index.ts';
import { ModelAssistant } from './model-assistant.ts';
import { ModelServer } from './model-server.ts';
import { ModelUser } from './model-user.ts';
import type { Roles } from './play.ts';

/** Names of models, by the roles that they play. */
type RoleOptions = {
  readonly user?: string | undefined;
  readonly assistant?: string | undefined;
  readonly server?: string | undefined;
  readonly baseUrl?: string | undefined;
};

/** The roles that models play. @throws {InputError} where there is no endpoint for them */
export async function rolesOf(
  { user, assistant, server, baseUrl }: RoleOptions,
  { environment }: Io,
): Promise<Partial<Roles>> {
  const url = baseUrl ?? environment['OPENAI_BASE_URL'];
  const open = (model: string) => {
    if (url === undefined)
      throw new InputError(
        'A model plays, and there is no endpoint: expected --base-url or OPENAI_BASE_URL.',
      );
    return openEndpoint({
      model,
      baseUrl: url,
      apiKey: environment['OPENAI_API_KEY'] ?? 'none',
      timeout: 120_000,
      maxRetries: 4,
    });
  };
  return {
    ...(user === undefined ? {} : { user: new ModelUser(await open(user)) }),
    ...(assistant === undefined ? {} : { assistant: new ModelAssistant(await open(assistant)) }),
    ...(server === undefined ? {} : { server: new ModelServer(await open(server)) }),
  };
}
