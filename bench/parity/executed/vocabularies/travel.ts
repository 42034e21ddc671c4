import { amount, at, dict, keysOf, oneOf, seen, type Vocabulary } from '../vocabulary.ts';

const token = seen(
  ({ state }) => [state.get('access_token') ?? null],
  oneOf('251675', '', 'abc', null),
  0.85,
);
const card = seen((look) => keysOf(at(look, 'credit_card_list')), oneOf('1234', '', '0'), 0.85);
const booking = seen((look) => keysOf(at(look, 'booking_record')), oneOf('3426812', '', '0', undefined), 0.7);
const nowhere = 'ZZZ';
const airport = oneOf(
  ...'SFO LAX JFK ORD BOS RMS SBK MPC SVP SHD SSV OKD WLB CRH ATV PHV GFD CIA'.split(' '),
  nowhere,
);
const currency = oneOf('USD', 'USD', 'EUR', 'GBP', 'JPY', 'RMB', 'CAD', 'AUD', 'INR', 'KRW', 'usd');
const travelClass = oneOf('economy', 'business', 'first', 'economy', 'Economy', '');
const date = oneOf('2024-11-15', '2024-1-5', '2026-12-01', '2024-02-30', '15-11-2024', 'tomorrow', '');

const cards = dict({
  '111': dict({
    card_number: '4111',
    expiration_date: '12/2028',
    cardholder_name: 'Ada L',
    card_verification_number: 1n,
    balance: 5000,
  }),
  '222': dict({
    card_number: '4222',
    expiration_date: '01/2020',
    cardholder_name: 'Zoë',
    card_verification_number: 2n,
    balance: 10n,
  }),
  '333': dict({ balance: 100000n }),
});

export const travelVocabulary: Vocabulary = {
  environment: 'TravelAPI',
  configurations: [
    (chance) =>
      dict({
        credit_card_list: cards,
        booking_record: chance.pick([
          dict({}),
          dict({
            '777': dict({
              card_id: '111',
              travel_date: '2024-11-15',
              travel_from: 'SFO',
              travel_to: 'LAX',
              travel_class: 'first',
              travel_cost: 1000.5,
              transaction_id: '45',
            }),
          }),
        ]),
        access_token: 'abc123',
        token_type: 'Bearer',
        token_expires_in: chance.pick([3600n, 3600n, 3600n, 0n]),
        token_scope: 'read_write',
        user_first_name: 'Ada',
        user_last_name: 'Lovelace',
        budget_limit: chance.pick([1000, 5000n, null, 0]),
      }),
    (chance) => dict({ random_seed: BigInt(chance.below(50)), access_token: '1', token_expires_in: 10n }),
  ],
  values: {
    access_token: token,
    'authenticate_travel.client_id': oneOf('c1', ''),
    client_secret: oneOf('s', ''),
    refresh_token: oneOf('r', ''),
    grant_type: oneOf('read', 'write', 'read_write', 'x'),
    user_first_name: oneOf('Ada', 'Zoë', ''),
    user_last_name: oneOf('Lovelace', ''),
    lastModifiedAfter: oneOf(undefined, '2020', ''),
    includeRemoved: oneOf(undefined, 'yes', 'no'),
    card_number: oneOf('4111', '', '12 34'),
    expiration_date: oneOf('12/2028', '1/1'),
    cardholder_name: oneOf('Ada', ''),
    card_verification_number: oneOf(123n, 0n, '1'),
    card_id: card,
    travel_from: airport,
    travel_to: airport,
    travel_date: date,
    travel_class: travelClass,
    booking_id: booking,
    insurance_id: oneOf(undefined, '9', null, ''),
    base_currency: currency,
    target_currency: currency,
    value: amount,
    first_name: oneOf('Ada', 'Ada', 'Ada', 'Zoë', ''),
    last_name: oneOf('Lovelace', 'Lovelace', 'x'),
    date_of_birth: oneOf('1990-05-05', '2008-11-29', '2008-11-30', '2020-01-01', '1990-5-5', '5/5/1990', ''),
    passport_number: oneOf('US12345', 'US', 'GB1', ''),
    budget_limit: amount,
    location: oneOf('Rivermist', 'London', 'Crescent Hollow', 'Chicago', 'Nowhere', ''),
    insurance_type: oneOf('basic', 'é', ''),
    insurance_cost: amount,
    message: oneOf('help', '', 'é'),
  },
};
