import { isDict, type Value } from '../../datasets/index.ts';
import { attributeEnvironment, deepCopy, type Attributes } from './attributes.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';
import { bookFlight, getFlightCost } from './travel-api-flights.ts';
import { computeExchangeRate, verifyTraveler } from './travel-api-people.ts';
import { defaults, tokenFault, type Name, type State } from './travel-api-state.ts';
import { airports, airportsByCity } from './travel-api-tables.ts';

/** @see bfcl-eval `travel_booking.py` */
export const travelApi = attributeEnvironment({
  name: 'TravelAPI',
  defaults,
  keys: { long_context: '' },
  seed: 141_053n,
  prepare: (attributes, setting, python) => {
    attributes.long_context = setting.longContext !== undefined;
    const { longContext } = setting;
    if (longContext !== undefined) {
      // Cards are shared by all instances of a task, as the official's modules share them; bookings never change.
      const cards = setting.shared('TravelAPI.credit_card_list', () =>
        deepCopy(longContext.get('CREDIT_CARD_EXTENSION') ?? null),
      );
      extend(attributes, 'credit_card_list', cards, python);
      extend(attributes, 'booking_record', longContext.get('BOOKING_RECORD_EXTENSION') ?? null, python);
    }
  },
  methods: {
    authenticate_travel: [
      'client_id client_secret refresh_token grant_type user_first_name user_last_name',
      (state, _, _id, _secret, _refresh, grantType, firstName, lastName) =>
        authenticate(state, grantType ?? null, [firstName ?? null, lastName ?? null]),
    ],
    travel_get_login_status: [
      '',
      ({ attributes: self }, python) =>
        dict({ status: self.token_expires_in !== null && !python.isEqual(self.token_expires_in, 0n) }),
    ],
    get_budget_fiscal_year: [
      'lastModifiedAfter? includeRemoved?',
      () => dict({ budget_fiscal_year: '2018' }),
    ],
    register_credit_card: [
      'access_token card_number expiration_date cardholder_name card_verification_number',
      registerCard,
    ],
    get_flight_cost: ['travel_from travel_to travel_date travel_class', getFlightCost],
    get_credit_card_balance: ['access_token card_id', getBalance],
    book_flight: ['access_token card_id travel_date travel_from travel_to travel_class', bookFlight],
    retrieve_invoice: ['access_token booking_id? insurance_id?', retrieveInvoice],
    get_booking_history: ['access_token', getHistory],
    list_all_airports: ['', () => airports],
    cancel_booking: ['access_token booking_id', cancelBooking],
    compute_exchange_rate: ['base_currency target_currency value', computeExchangeRate],
    verify_traveler_information: ['first_name last_name date_of_birth passport_number', verifyTraveler],
    set_budget_limit: ['access_token budget_limit', setBudgetLimit],
    get_nearest_airport_by_city: [
      'location',
      (_, python, location) =>
        dict({ nearest_airport: python.method(airportsByCity, 'get', location, 'Unknown') }),
    ],
    purchase_insurance: ['access_token insurance_type booking_id insurance_cost card_id', purchaseInsurance],
    contact_customer_support: ['booking_id message', contactSupport],
    get_all_credit_cards: ['', ({ attributes: self }) => dict({ credit_card_list: self.credit_card_list })],
  },
});

function extend(attributes: Attributes<Name>, name: Name, extension: Value, python: Python): void {
  for (const [key, value] of isDict(extension) ? extension : [])
    if (!python.isIn(key, attributes[name])) python.setItem(attributes[name], key, value);
}

function authenticate({ attributes: self, random }: State, grantType: Value, names: readonly Value[]): Value {
  self.token_expires_in = 2n;
  self.access_token = String(random.integer(100_000n, 999_999n));
  self.token_type = 'Bearer';
  self.token_scope = grantType;
  const [firstName = null, lastName = null] = names;
  self.user_first_name = firstName;
  self.user_last_name = lastName;
  return dict({
    expires_in: 2n,
    access_token: self.access_token,
    token_type: 'Bearer',
    scope: self.token_scope,
  });
}

function registerCard(
  { attributes: self, random }: State,
  python: Python,
  token: Value,
  number: Value,
  expirationDate: Value,
  holder: Value,
  verificationNumber: Value = null,
): Value {
  if (self.token_expires_in === null) return failed('Token not initialized');
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return failed(fault);
  if (python.isIn(number, self.credit_card_list)) return failed('Card already registered');
  const id = String(random.integer(100_000_000_000n, 999_999_999_999n));
  const card = dict({
    card_number: number,
    expiration_date: expirationDate,
    cardholder_name: holder,
    card_verification_number: verificationNumber,
    balance: random.integer(10_000n, 99_999n),
  });
  python.setItem(self.credit_card_list, id, card);
  return dict({ card_id: id });
}

function getBalance({ attributes: self }: State, python: Python, token: Value, cardId: Value): Value {
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return failed(fault);
  if (!python.isIn(cardId, self.credit_card_list)) {
    const ids = python.str(python.items(python.method(self.credit_card_list, 'keys')));
    return failed(`Card not registered. Here are a list of card_id's: ${ids}`);
  }
  return dict({ card_balance: python.item(python.item(self.credit_card_list, cardId), 'balance') });
}

const invoiced = ['travel_date', 'travel_from', 'travel_to', 'travel_class', 'travel_cost', 'transaction_id'];

function retrieveInvoice(
  { attributes: self }: State,
  python: Python,
  token: Value,
  bookingId: Value = null,
): Value {
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return failed(fault);
  if (!python.isIn(bookingId, self.booking_record)) return failed('Booking not found');
  const booking = python.item(self.booking_record, bookingId);
  const invoice = dict({ booking_id: bookingId });
  for (const name of invoiced) invoice.set(name, python.item(booking, name));
  return dict({ invoice });
}

function getHistory({ attributes: self }: State, python: Python, token: Value): Value {
  const fault = tokenFault(self, python, token);
  return fault === undefined ? dict({ booking_history: deepCopy(self.booking_record) }) : failed(fault);
}

function cancelBooking({ attributes: self }: State, python: Python, token: Value, bookingId: Value): Value {
  const fault =
    tokenFault(self, python, token) ??
    (python.isIn(bookingId, self.booking_record) ? undefined : 'Booking not found');
  if (fault !== undefined) return dict({ cancel_status: false, error: fault });
  const booking = python.item(self.booking_record, bookingId);
  const cardId = python.item(booking, 'card_id');
  const cost = python.item(booking, 'travel_cost');
  const card = python.item(self.credit_card_list, cardId);
  python.setItem(card, 'balance', python.inPlace('Add', python.item(card, 'balance'), cost));
  python.deleteItem(self.booking_record, bookingId);
  return dict({ cancel_status: true });
}

function setBudgetLimit({ attributes: self }: State, python: Python, token: Value, limit: Value): Value {
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return failed(fault);
  self.budget_limit = python.call('float', limit);
  return dict({ budget_limit: self.budget_limit });
}

function purchaseInsurance(
  { attributes: self, random }: State,
  python: Python,
  token: Value,
  _type: Value,
  bookingId: Value,
  cost: Value,
  cardId: Value = null,
): Value {
  const refused = (error: Value): Value => dict({ insurance_status: false, error });
  const fault = tokenFault(self, python, token);
  if (fault !== undefined) return refused(fault);
  if (self.budget_limit !== null && python.isLess(self.budget_limit, cost))
    return refused('Exceeded budget limit');
  if (!python.isIn(bookingId, self.booking_record)) return refused('Booking not found');
  if (!python.isIn(cardId, self.credit_card_list)) return refused('Credit card not registered');
  const card = python.item(self.credit_card_list, cardId);
  python.setItem(card, 'balance', python.inPlace('Sub', python.item(card, 'balance'), cost));
  return dict({
    insurance_id: String(random.integer(100_000_000n, 999_999_999n)),
    insurance_status: true,
  });
}

function contactSupport({ attributes: self }: State, python: Python, bookingId: Value): Value {
  if (!python.isIn(bookingId, self.booking_record)) return failed('Booking not found');
  return dict({
    customer_support_message:
      'Thank you for contacting customer support. Your message has been received and we will get back to you shortly.',
  });
}
