import { isDict, type Value } from '../../datasets/index.ts';
import { attributeEnvironment, deepCopy } from './attributes.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';
import { defaults, keys, type State } from './vehicle-control-state.ts';
import { display, estimateDistance, zipCodes } from './vehicle-control-tables.ts';

/** @see bfcl-eval `vehicle_control.py` */
export const vehicleControlApi = attributeEnvironment({
  name: 'VehicleControlAPI',
  defaults,
  keys,
  seed: 141_053n,
  prepare: (attributes, setting, python) => {
    const locked = python
      .items(python.method(attributes.doorStatus, 'keys'))
      .filter((door) => python.isEqual(python.item(attributes.doorStatus, door), 'locked'));
    attributes.remainingUnlockedDoors = 4n - BigInt(locked.length);
    attributes.long_context = setting.longContext !== undefined;
  },
  methods: {
    startEngine: ['ignitionMode', startEngine],
    fillFuelTank: ['fuelAmount', fillFuelTank],
    lockDoors: ['unlock door', lockDoors],
    adjustClimateControl: ['temperature unit? fanSpeed? mode?', adjustClimate],
    get_outside_temperature_from_google: ['', getOutsideTemperature],
    get_outside_temperature_from_weather_com: ['', () => dict({ error: 404n })],
    setHeadlights: ['mode', setHeadlights],
    displayCarStatus: ['option', display],
    activateParkingBrake: ['mode', activateParkingBrake],
    pressBrakePedal: ['pedalPosition', pressBrakePedal],
    releaseBrakePedal: ['', releaseBrakePedal],
    setCruiseControl: ['speed activate distanceToNextVehicle', setCruiseControl],
    get_current_speed: ['', ({ random }) => dict({ currentSpeed: random.uniform(0, 120) })],
    display_log: ['messages', (_, python, messages) => dict({ log: messages })],
    estimate_drive_feasibility_by_mileage: [
      'distance',
      ({ attributes: self }, python, distance) =>
        dict({ canDrive: !python.isLess(python.binary('Mult', self.fuelLevel, 20), distance) }),
    ],
    liter_to_gallon: [
      'liter',
      (_, python, liter) => dict({ gallon: python.binary('Mult', liter, 0.264172) }),
    ],
    gallon_to_liter: [
      'gallon',
      (_, python, gallon) => dict({ liter: python.binary('Mult', gallon, 3.78541) }),
    ],
    estimate_distance: ['cityA cityB', estimateDistance],
    get_zipcode_based_on_city: [
      'city',
      (_, python, city) =>
        dict({ zipcode: zipCodes.find(([name]) => python.isEqual(city, name))?.[1] ?? '00000' }),
    ],
    set_navigation: ['destination', setNavigation],
    check_tire_pressure: ['', checkTires],
    find_nearest_tire_shop: ['', () => dict({ shopLocation: '456 Oakwood Avenue, Rivermist, 83214' })],
  },
});

function startEngine({ attributes: self }: State, python: Python, mode: Value): Value {
  if (python.isEqual(mode, 'STOP')) self.engine_state = 'stopped';
  if (python.isGreater(self.remainingUnlockedDoors, 0n)) {
    const unlocked = python
      .pairs(self.doorStatus)
      .filter(([, doorStatus]) => python.isEqual(doorStatus, 'unlocked'))
      .map(([door]) => door);
    const listed = python.str(python.method(', ', 'join', unlocked));
    return failed(
      `All doors must be locked before starting the engine. Here are the unlocked doors: ${listed}`,
    );
  }
  if (!python.isEqual(self.brakePedalStatus, 'pressed'))
    return failed('Brake pedal needs to be pressed when starting the engine.');
  if (!python.isEqual(self._brakePedalForce, 1000))
    return failed('Must press the brake fully before starting the engine.');
  if (python.isLess(self.fuelLevel, 0)) return failed('Fuel tank is empty.');
  if (!python.isEqual(mode, 'START')) return failed('Invalid ignition mode.');
  self.engine_state = 'running';
  return dict({
    engineState: self.engine_state,
    fuelLevel: self.fuelLevel,
    batteryVoltage: self.batteryVoltage,
  });
}

function fillFuelTank({ attributes: self }: State, python: Python, amount: Value): Value {
  if (python.isLess(amount, 0n)) return failed('Fuel amount cannot be negative.');
  const filled = python.binary('Add', self.fuelLevel, amount);
  if (python.isGreater(filled, 50n)) return failed('Cannot fill gas above the tank capacity.');
  if (python.isLess(filled, 0)) return failed('Fuel tank is empty. Min fuel level is 0 gallons.');
  self.fuelLevel = filled;
  return dict({ fuelLevel: filled });
}

function lockDoors({ attributes: self }: State, python: Python, unlock: Value, doors: Value): Value {
  const status = python.isTruthy(unlock) ? 'unlocked' : 'locked';
  for (const door of python.iterate(doors)) {
    if (python.isEqual(python.item(self.doorStatus, door), status)) continue;
    python.setItem(self.doorStatus, door, status);
    const change = status === 'unlocked' ? 'Add' : 'Sub';
    self.remainingUnlockedDoors = python.inPlace(change, self.remainingUnlockedDoors, 1n);
  }
  return dict({ lockStatus: status, remainingUnlockedDoors: self.remainingUnlockedDoors });
}

function adjustClimate(
  { attributes: self }: State,
  python: Python,
  temperature: Value,
  unit: Value = 'celsius',
  fanSpeed: Value = 50n,
  mode: Value = 'auto',
): Value {
  if (!python.isAtMost(0n, fanSpeed) || !python.isAtMost(fanSpeed, 100n))
    return failed('Fan speed must be between 0 and 100.');
  self.acTemperature = temperature;
  if (python.isEqual(unit, 'fahrenheit')) {
    const above = python.binary('Sub', temperature, 32n);
    self.acTemperature = python.binary('Div', python.binary('Mult', above, 5n), 9n);
  }
  self.fanSpeed = fanSpeed;
  self.acMode = mode;
  return dict({
    currentACTemperature: temperature,
    climateMode: self.acMode,
    humidityLevel: self.humidityLevel,
  });
}

function getOutsideTemperature({ random, setting }: State): Value {
  const temperature = random.uniform(-10, 40);
  const { longContext } = setting;
  if (longContext === undefined) return dict({ outsideTemperature: temperature });
  const weather = setting.shared('VehicleControlAPI.weather', () =>
    deepCopy(longContext.get('LONG_WEATHER_EXTENSION') ?? null),
  );
  if (isDict(weather)) weather.set('outsideTemperature', temperature);
  return weather;
}

function setHeadlights({ attributes: self }: State, python: Python, mode: Value): Value {
  if (!python.isIn(mode, ['on', 'off', 'auto'])) return failed('Invalid headlight mode.');
  self.headLightStatus = python.isEqual(mode, 'on') ? 'on' : 'off';
  return dict({ headlightStatus: self.headLightStatus });
}

function activateParkingBrake({ attributes: self, setting }: State, python: Python, mode: Value): Value {
  if (!python.isIn(mode, ['engage', 'release'])) return failed('Invalid mode');
  const isEngaged = python.isEqual(mode, 'engage');
  self.parkingBrakeStatus = isEngaged ? 'engaged' : 'released';
  self._parkingBrakeForce = isEngaged ? 500 : 0;
  self._slopeAngle = 10;
  const instruction: Record<string, Value> =
    setting.longContext === undefined
      ? {}
      : { parkingBrakeInstruction: setting.longContext.get('PARKING_BRAKE_INSTRUCTION') ?? null };
  return dict({
    ...instruction,
    parkingBrakeStatus: self.parkingBrakeStatus,
    _parkingBrakeForce: self._parkingBrakeForce,
    _slopeAngle: 10,
  });
}

function pressBrakePedal(state: State, python: Python, position: Value): Value {
  const { attributes: self } = state;
  if (!python.isAtMost(0n, position) || !python.isAtMost(position, 1n))
    return failed('Pedal position must be between 0 and 1.');
  if (python.isEqual(position, 0n)) return releaseBrakePedal(state);
  self.brakePedalStatus = 'pressed';
  self._brakePedalForce = python.binary('Mult', position, 1000n);
  return dict({
    brakePedalStatus: 'pressed',
    brakePedalForce: python.call('float', self._brakePedalForce),
  });
}

function releaseBrakePedal({ attributes: self }: State): Value {
  self.brakePedalStatus = 'released';
  self._brakePedalForce = 0;
  return dict({ brakePedalStatus: 'released', brakePedalForce: 0 });
}

function setCruiseControl(
  { attributes: self }: State,
  python: Python,
  givenSpeed: Value,
  activate: Value,
  givenDistance: Value,
): Value {
  const distance = python.call('float', givenDistance);
  const speed = python.call('float', givenSpeed);
  if (python.isEqual(self.engine_state, 'stopped'))
    return failed('Start the engine before activating the cruise control.');
  self.distanceToNextVehicle = distance;
  const isActive = python.isTruthy(activate);
  if (isActive) {
    const isRound = () => python.isEqual(python.binary('Mod', speed, 5n), 0n);
    if (python.isLess(speed, 0n) || python.isGreater(speed, 120n) || !isRound())
      return failed('Invalid speed');
  }
  self.cruiseStatus = isActive ? 'active' : 'inactive';
  return dict({ cruiseStatus: self.cruiseStatus, currentSpeed: speed, distanceToNextVehicle: distance });
}

function setNavigation({ attributes: self }: State, python: Python, destination: Value): Value {
  self.destination = destination;
  return dict({ status: python.binary('Add', 'Navigating to ', destination) });
}

function checkTires({ attributes: self, setting }: State, python: Python): Value {
  const { frontLeftTirePressure, frontRightTirePressure, rearLeftTirePressure, rearRightTirePressure } = self;
  const pressures = {
    frontLeftTirePressure,
    frontRightTirePressure,
    rearLeftTirePressure,
    rearRightTirePressure,
  };
  const [first = null, ...others] = Object.values(pressures);
  const sum = others.reduce((total, one) => python.binary('Add', total, one), first);
  const mean = python.binary('Div', sum, 4n);
  return dict({
    ...pressures,
    healthy_tire_pressure: python.isAtMost(30n, mean) && python.isAtMost(mean, 35n),
    car_info: setting.longContext?.get('CAR_STATUS_METADATA_EXTENSION') ?? dict({}),
  });
}
