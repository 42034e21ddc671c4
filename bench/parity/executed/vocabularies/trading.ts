import {
  amount,
  at,
  dict,
  keysOf,
  listOf,
  oneOf,
  seen,
  valuesOf,
  whole,
  type Vocabulary,
} from '../vocabulary.ts';

const symbol = seen((look) => keysOf(at(look, 'stocks')), oneOf('AAPL', 'XTC', 'aapl', '', 'ZZZ'), 0.85);
const orderId = seen((look) => keysOf(at(look, 'orders')), whole(0, 12450), 0.85);
const day = oneOf(
  undefined,
  '2024-01-01',
  '2024-09-01',
  '2024-9-1',
  '2024-09-02',
  '2025-12-31',
  '24-01-01',
  '2024-13-01',
  '',
);

const stock = (price: number | bigint) =>
  dict({ price, percent_change: -0.5, volume: 3n, 'MA(5)': 10.5, 'MA(20)': 11n });

const order = (id: bigint, status: string) =>
  dict({ id, order_type: 'Buy', symbol: 'OAR', price: 12.5, amount: 3n, status });

export const tradingVocabulary: Vocabulary = {
  environment: 'TradingBot',
  configurations: [
    (chance) =>
      dict({
        orders: dict({ '7': order(7n, 'Pending'), '8': order(8n, 'Completed'), '9': order(9n, 'Cancelled') }),
        account_info: dict({ account_id: 5n, balance: chance.pick([1000, 0, 250n, 1e6]), binding_card: 99n }),
        authenticated: chance.with(0.8),
        market_status: chance.pick(['Open', 'Open', 'Closed']),
        order_counter: BigInt(chance.pick([10, 8, 7])),
        stocks: dict({ OAR: stock(12.5), FOX: stock(250n), TIDE: stock(0.3) }),
        watch_list: chance.pick([[], ['FOX'], ['FOX', 'OAR', 'NONE']]),
        transaction_history: chance.pick([
          [],
          [dict({ type: 'deposit', amount: 5.5, timestamp: '2024-08-01 10:00:00' })],
        ]),
      }),
    (chance) => dict({ authenticated: true, market_status: 'Open', random_seed: BigInt(chance.below(99)) }),
  ],
  values: {
    name: oneOf('Apple', 'Google', 'Tesla', 'Microsoft', 'Nvidia', 'Zeta Corp', 'Quasar Ltd.', 'apple', ''),
    symbol,
    order_id: orderId,
    order_type: oneOf('Buy', 'Sell', 'buy', 'BUY', 'sell', 'Hold'),
    price: amount,
    amount: (chance, look) => chance.pick([1n, 10n, 100n, amount(chance, look) ?? null]),
    username: oneOf('ada', ''),
    password: oneOf('x', ''),
    start_date: day,
    end_date: day,
    sector: oneOf('Technology', 'Automobile', 'technology', 'Sea', ''),
    'remove_stock_from_watchlist.symbol': seen((look) => valuesOf(at(look, 'watch_list')), symbol),
    stock: symbol,
    stocks: listOf(symbol, 4),
    min_price: amount,
    max_price: amount,
    threshold: oneOf(0n, 0.1, 0.5, 1n, 10n, -1n),
  },
};
