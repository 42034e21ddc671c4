import type { Value } from '../../datasets/index.ts';
import { dict } from './result.ts';
import type { Python } from './python.ts';
import type { State } from './vehicle-control-state.ts';

/** Zip codes by city; every other city has `00000`. */
export const zipCodes: readonly (readonly [city: string, code: string])[] = [
  ['Rivermist', '83214'],
  ['Stonebrook', '74532'],
  ['Maplecrest', '56108'],
  ['Silverpine', '62947'],
  ['Shadowridge', '71354'],
  ['Sunset Valley', '83462'],
  ['Oakendale', '47329'],
  ['Willowbend', '52013'],
  ['Crescent Hollow', '69238'],
  ['Autumnville', '51479'],
  ['San Francisco', '94016'],
];

/** In either direction. */
const distances: readonly (readonly [one: string, other: string, distance: number])[] = [
  ['83214', '74532', 750],
  ['56108', '62947', 320],
  ['71354', '83462', 450],
  ['47329', '52013', 290],
  ['69238', '51479', 630],
  ['94016', '83214', 980],
  ['94016', '94704', 600],
  ['94704', '08540', 2550],
  ['94016', '08540', 1950],
  ['62947', '47329', 1053],
  ['94016', '62947', 780],
  ['74532', '94016', 880],
];

export function estimateDistance({ setting }: State, python: Python, cityA: Value, cityB: Value): Value {
  const found = distances.find(
    ([one, other]) =>
      (python.isEqual(cityA, one) && python.isEqual(cityB, other)) ||
      (python.isEqual(cityA, other) && python.isEqual(cityB, one)),
  );
  const result = dict(
    found === undefined ? { error: 'distance not found in database.' } : { distance: found[2] },
  );
  if (setting.longContext !== undefined)
    result.set('intermediaryCities', setting.longContext.get('INTERMEDIARY_CITIES') ?? null);
  return result;
}

/** What each option of the status shows, by the names in the answer. */
const shown: Readonly<Record<string, Readonly<Record<string, keyof State['attributes']>>>> = {
  fuel: { fuelLevel: 'fuelLevel' },
  battery: { batteryVoltage: 'batteryVoltage' },
  doors: { doorStatus: 'doorStatus' },
  climate: {
    currentACTemperature: 'acTemperature',
    fanSpeed: 'fanSpeed',
    climateMode: 'acMode',
    humidityLevel: 'humidityLevel',
  },
  headlights: { headlightStatus: 'headLightStatus' },
  parkingBrake: {
    parkingBrakeStatus: 'parkingBrakeStatus',
    parkingBrakeForce: '_parkingBrakeForce',
    slopeAngle: '_slopeAngle',
  },
  brakePedal: { brakePedalStatus: 'brakePedalStatus', brakePedalForce: '_brakePedalForce' },
  engine: { engineState: 'engine_state' },
};

export function display({ attributes: self, setting }: State, _: Python, option: Value): Value {
  const status: Record<string, Value> = {};
  if (setting.longContext !== undefined)
    status['metadata'] = setting.longContext.get('CAR_STATUS_METADATA_EXTENSION') ?? null;
  const fields = typeof option === 'string' && Object.hasOwn(shown, option) ? shown[option] : undefined;
  if (fields === undefined) status['error'] = 'Invalid option';
  else for (const [name, attribute] of Object.entries(fields)) status[name] = self[attribute];
  return dict(status);
}
