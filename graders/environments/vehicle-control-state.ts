import type { AttributeState } from './attributes.ts';
import { dict } from './result.ts';

export const defaults = {
  fuelLevel: 0,
  batteryVoltage: 12.6,
  engine_state: 'stopped',
  remainingUnlockedDoors: 4n,
  doorStatus: dict({
    driver: 'unlocked',
    passenger: 'unlocked',
    rear_left: 'unlocked',
    rear_right: 'unlocked',
  }),
  acTemperature: 25,
  fanSpeed: 50n,
  acMode: 'auto',
  humidityLevel: 50,
  headLightStatus: 'off',
  parkingBrakeStatus: 'released',
  _parkingBrakeForce: 0,
  _slopeAngle: 0,
  brakePedalStatus: 'released',
  _brakePedalForce: 0,
  distanceToNextVehicle: 50,
  cruiseStatus: 'inactive',
  destination: 'None',
  frontLeftTirePressure: 32,
  frontRightTirePressure: 32,
  rearLeftTirePressure: 30,
  rearRightTirePressure: 30,
  long_context: false,
};

/** What configurations call attributes that have another name there. */
export const keys = {
  engine_state: 'engineState',
  _parkingBrakeForce: 'parkingBrakeForce',
  _slopeAngle: 'slopeAngle',
  _brakePedalForce: 'brakePedalForce',
  long_context: '',
};

export type State = AttributeState<keyof typeof defaults>;
