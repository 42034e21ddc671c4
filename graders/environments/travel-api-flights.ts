import { dictGet, Tuple, type Value } from '../../datasets/index.ts';
import { PythonException } from '../decode/python/evaluate/failure.ts';
import { isAscii } from '../decode/python/evaluate/text.ts';
import { parseDay } from './calendar.ts';
import { derivedConstant, extendedList } from './constants.ts';
import { dict } from './result.ts';
import { raise, type Python } from './python.ts';
import { tokenFault, type State } from './travel-api-state.ts';
import { airports, routeCosts } from './travel-api-tables.ts';

const factors: readonly (readonly [travelClass: string, factor: number])[] = [
  ['economy', 1],
  ['business', 2],
  ['first', 5],
];

/** A Python set as CPython prints it with PYTHONHASHSEED=0; otherwise it is in any order. */
const classesText = "{'first', 'business', 'economy'}";

/** What a route costs, and by how much all routes cost more than in economy class on a cheap day. @throws {DecodeError} */
function costOf(
  python: Python,
  [from, to, date, travelClass]: readonly [Value, Value, Value, Value],
): { readonly cost: number; readonly factor: number } {
  const base = dictGet(routeCosts, python.key(new Tuple([from, to])));
  if (base === undefined) return raise('ValueError', 'No available route for the given airports.');
  const factor = factors.find(([name]) => python.isEqual(travelClass, name))?.[1];
  if (factor === undefined)
    return raise('ValueError', 'Invalid travel class. Options are: economy, business, first.');
  const onDay = factor * (isSumOfDigitsEven(python, date) ? 2 : 1);
  return { cost: Number(base) * onDay, factor: onDay };
}

function isSumOfDigitsEven(python: Python, date: Value): boolean {
  if (typeof date === 'string' && isAscii(date)) return date.replace(/[^13579]/g, '').length % 2 === 0;
  let digits: Value = 0n;
  for (const character of python.iterate(date)) {
    if (!python.isTruthy(python.method(character, 'isdigit'))) continue;
    digits = python.binary('Add', digits, python.call('int', character));
  }
  return python.isEqual(python.binary('Mod', digits, 2n), 0n);
}

export function getFlightCost(
  { setting }: State,
  python: Python,
  from: Value,
  to: Value,
  date: Value,
  travelClass: Value,
): Value {
  const { cost, factor } = costOf(python, [from, to, date, travelClass]);
  const { longContext } = setting;
  if (longContext === undefined) return dict({ travel_cost_list: [cost] });
  const costs = derivedConstant(longContext, `costs of all routes, times ${factor}`, () =>
    Array.from(routeCosts.values(), (base) => Number(base) * factor),
  );
  return dict({ travel_cost_list: extendedList([], costs) });
}

export function bookFlight(
  state: State,
  python: Python,
  token: Value,
  cardId: Value,
  date: Value,
  from: Value,
  to: Value,
  travelClass: Value = null,
): Value {
  const { attributes: self, random } = state;
  const cost = flightCost(state, python, { token, cardId, date, from, to, travelClass });
  if (typeof cost === 'string') return dict({ booking_status: false, error: cost });
  const card = python.item(self.credit_card_list, cardId);
  if (python.isLess(python.item(card, 'balance'), cost))
    return dict({ booking_status: false, error: 'Insufficient funds' });
  if (self.budget_limit !== null && python.isLess(python.item(card, 'balance'), self.budget_limit))
    return dict({ booking_status: false, error: 'Balance is less than budget limit' });
  python.setItem(card, 'balance', python.inPlace('Sub', python.item(card, 'balance'), cost));
  const bookingId = String(random.integer(1_000_000n, 9_999_999n));
  const transactionId = String(random.integer(10_000_000n, 99_999_999n));
  const booking = dict({
    card_id: cardId,
    travel_date: date,
    travel_from: from,
    travel_to: to,
    travel_class: travelClass,
    travel_cost: cost,
    transaction_id: transactionId,
  });
  python.setItem(self.booking_record, bookingId, booking);
  return dict({
    booking_id: bookingId,
    transaction_id: transactionId,
    booking_status: true,
    booking_history: state.setting.longContext === undefined ? dict({}) : self.booking_record,
  });
}

type Flight = Readonly<Record<'token' | 'cardId' | 'date' | 'from' | 'to' | 'travelClass', Value>>;

/** What a flight costs, or why it cannot be booked. @throws {DecodeError} */
function flightCost({ attributes: self }: State, python: Python, flight: Flight): number | string {
  const { token, cardId, date, from, to, travelClass } = flight;
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return fault;
  if (!python.isIn(cardId, self.credit_card_list)) return 'Card not registered';
  if (!python.isIn('balance', python.item(self.credit_card_list, cardId))) return 'Balance not found';
  if (!python.isIn(from, airports)) return python.text`Invalid departure airport code: ${from}`;
  if (!python.isIn(to, airports)) return python.text`Invalid destination airport code: ${to}`;
  if (valueErrorOf(() => parseDay(date)) !== undefined) return 'Invalid date format. Use YYYY-MM-DD.';
  const key = python.key(travelClass);
  if (!factors.some(([name]) => python.isEqual(key, name)))
    return `Invalid travel class. Must be one of ${classesText}`;
  let cost = 0;
  const error = valueErrorOf(() => {
    ({ cost } = costOf(python, [from, to, date, travelClass]));
  });
  return error ?? cost;
}

/** The text of the ValueError that a step raises. @throws {DecodeError} for other exceptions */
export function valueErrorOf(step: () => unknown): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof PythonException && error.type === 'ValueError') return error.text;
    throw error;
  }
}
