import type { EnvironmentClass } from './environment.ts';
import { gorillaFileSystem } from './gorilla-file-system.ts';
import { mathApi } from './math-api.ts';
import { messageApi } from './message-api.ts';
import { ticketApi } from './ticket-api.ts';
import { tradingBot } from './trading-bot.ts';
import { travelApi } from './travel-api.ts';
import { twitterApi } from './twitter-api.ts';
import { vehicleControlApi } from './vehicle-control-api.ts';

/** All environments; a new one is a file of its own and a line here. */
const classes: readonly EnvironmentClass[] = [
  gorillaFileSystem,
  mathApi,
  messageApi,
  ticketApi,
  tradingBot,
  travelApi,
  twitterApi,
  vehicleControlApi,
];

const byName: ReadonlyMap<string, EnvironmentClass> = new Map(classes.map((one) => [one.name, one]));

/** The class of a name, undefined where there is none. */
export function environmentClass(name: string): EnvironmentClass | undefined {
  return byName.get(name);
}

export const environmentNames: readonly string[] = [...byName.keys()];
