import { amount, dict, listOf, oneOf, whole, type Vocabulary } from '../vocabulary.ts';

const city = oneOf(
  ...[
    'Rivermist',
    'Stonebrook',
    'Maplecrest',
    'Silverpine',
    'Shadowridge',
    'Sunset Valley',
    'Oakendale',
    'Willowbend',
  ],
  ...['Crescent Hollow', 'Autumnville', 'Pinehaven', 'Greenfield', 'San Francisco', 'Los Angeles', 'Chicago'],
);
const place = oneOf(
  ...['83214', '74532', '56108', '62947', '71354', '94016', '47329', '52013', '69238', '1', ''],
);
const door = oneOf('driver', 'passenger', 'rear_left', 'rear_right', 'driver', 'trunk');

export const vehicleVocabulary: Vocabulary = {
  environment: 'VehicleControlAPI',
  configurations: [
    (chance) =>
      dict({
        fuelLevel: chance.pick([0, 5n, 10.5, 49.999, 50n, 3]),
        batteryVoltage: chance.pick([12.6, 11.9, 10, 13n]),
        engineState: chance.pick(['stopped', 'running']),
        remainingUnlockedDoors: BigInt(chance.below(5)),
        doorStatus: dict({
          driver: chance.pick(['locked', 'unlocked']),
          passenger: 'locked',
          rear_left: 'locked',
          rear_right: chance.pick(['locked', 'unlocked']),
        }),
        acTemperature: chance.pick([25, 18n]),
        parkingBrakeStatus: chance.pick(['released', 'engaged']),
        parkingBrakeForce: chance.pick([0, 400]),
        brakePedalStatus: chance.pick(['released', 'pressed']),
        brakePedalForce: chance.pick([0, 1000, 500n]),
        distanceToNextVehicle: chance.pick([50, 10n, 120.5]),
        destination: chance.pick(['None', 'Oak St']),
        frontLeftTirePressure: chance.pick([32, 28n, 40]),
        rearRightTirePressure: chance.pick([30, 0n, 36.5]),
      }),
    (chance) =>
      dict({
        doorStatus: dict({
          driver: 'locked',
          passenger: 'locked',
          rear_left: 'locked',
          rear_right: 'locked',
        }),
        remainingUnlockedDoors: 0n,
        brakePedalForce: 1000,
        brakePedalStatus: 'pressed',
        fuelLevel: 20n,
        random_seed: BigInt(chance.below(99)),
      }),
  ],
  values: {
    ignitionMode: oneOf('START', 'START', 'STOP', 'start', 'X'),
    fuelAmount: (chance, look) => chance.pick([1n, 5.5, 10n, amount(chance, look) ?? null]),
    unlock: oneOf(true, false),
    door: listOf(door, 4),
    temperature: amount,
    unit: oneOf(undefined, 'celsius', 'fahrenheit', 'kelvin'),
    fanSpeed: (chance, look) => (chance.with(0.5) ? undefined : whole(-5, 110)(chance, look)),
    mode: oneOf(undefined, 'auto', 'cool', 'heat', 'defrost', 'x'),
    'setHeadlights.mode': oneOf('on', 'off', 'auto', 'ON', ''),
    option: oneOf(
      'fuel',
      'battery',
      'doors',
      'climate',
      'headlights',
      'parkingBrake',
      'brakePedal',
      'engine',
      'x',
    ),
    'activateParkingBrake.mode': oneOf('engage', 'release', 'x'),
    pedalPosition: oneOf(0n, 0.5, 1n, 1.0, 0.25, 2n, -0.1),
    speed: oneOf(0n, 5n, 65n, 100n, 120n, 125n, 33n, 60.0, -5n),
    activate: oneOf(true, true, false),
    distanceToNextVehicle: amount,
    messages: listOf(oneOf('a', 'é', '', 3n), 3),
    distance: amount,
    liter: amount,
    gallon: amount,
    cityA: place,
    cityB: place,
    city,
    destination: oneOf('Oak St 5', '', 'Ü'),
  },
};
