import type { EnvironmentClass } from './environment.ts';
import { gorillaFileSystem } from './gorilla-file-system.ts';
import { mathApi } from './math-api.ts';
import { memoryApiKv } from './memory-api-kv.ts';
import { memoryApiRecSum } from './memory-api-rec-sum.ts';
import { memoryApiVector } from './memory-api-vector.ts';
import { messageApi } from './message-api.ts';
import { ticketApi } from './ticket-api.ts';
import { tradingBot } from './trading-bot.ts';
import { travelApi } from './travel-api.ts';
import { twitterApi } from './twitter-api.ts';
import { vehicleControlApi } from './vehicle-control-api.ts';
import { webSearchApi } from './web-search-api.ts';

/** All environments; a new one is a file of its own and a line here. */
const classes: readonly EnvironmentClass[] = [
  gorillaFileSystem,
  mathApi,
  memoryApiKv,
  memoryApiRecSum,
  memoryApiVector,
  messageApi,
  ticketApi,
  tradingBot,
  travelApi,
  twitterApi,
  vehicleControlApi,
  webSearchApi,
];

const byName: ReadonlyMap<string, EnvironmentClass> = new Map(classes.map((one) => [one.name, one]));

/** The class of a name, undefined where there is none. */
export function environmentClass(name: string): EnvironmentClass | undefined {
  return byName.get(name);
}
