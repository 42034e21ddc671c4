import type { Value } from '../../datasets/index.ts';
import { dayOf, parseDay } from './calendar.ts';
import { dict } from './result.ts';
import { raise, type Python } from './python.ts';
import { valueErrorOf } from './travel-api-flights.ts';
import type { State } from './travel-api-state.ts';
import { exchangeRates } from './travel-api-tables.ts';

export function computeExchangeRate(
  _: State,
  python: Python,
  base: Value,
  target: Value,
  value: Value,
): Value {
  for (const [currency, rate] of exchangeRates) {
    if (python.isEqual(base, 'USD') && python.isEqual(target, currency)) {
      const exchanged = python.call('float', python.binary('Mult', value, rate));
      return dict({ exchanged_value: exchanged });
    }
    if (python.isEqual(base, currency) && python.isEqual(target, 'USD')) {
      const exchanged = python.call('round', python.binary('Div', value, rate), 2n);
      return dict({ exchanged_value: exchanged });
    }
  }
  return raise('ValueError', 'No available exchange rate for the given currencies.');
}

export function verifyTraveler(
  { attributes: self, setting }: State,
  python: Python,
  firstName: Value,
  lastName: Value,
  birthDate: Value,
  passport: Value,
): Value {
  const refused = (why: string): Value => dict({ verification_status: false, verification_failure: why });
  if (!python.isEqual(self.user_first_name, firstName) || !python.isEqual(self.user_last_name, lastName)) {
    const expected = python.text`Expected ${self.user_first_name} ${self.user_last_name}, got ${firstName} ${lastName}`;
    return refused(`Cannot book flight information for another user.${expected}`);
  }
  let age = 0;
  const error = valueErrorOf(() => {
    const born = dayOf(parseDay(birthDate));
    const { today } = setting;
    const isBefore = today.month < born.month || (today.month === born.month && today.day < born.day);
    age = today.year - born.year - (isBefore ? 1 : 0);
  });
  if (error !== undefined) return refused('Invalid date of birth format. Please use YYYY-MM-DD.');
  if (age < 18) return refused('Traveler must be at least 18 years old.');
  if (!python.isTruthy(python.method(passport, 'startswith', 'US')))
    return refused('Passport must be issued by the United States.');
  return dict({ verification_status: true });
}
