import type { Value } from '../../datasets/index.ts';
import { dict } from './result.ts';

function stock(price: number, change: number, volume: number, mean5: number, mean20: number): Value {
  return dict({ price, percent_change: change, volume, 'MA(5)': mean5, 'MA(20)': mean20 });
}

/** What a trading bot begins with where its configuration says nothing else. */
export const defaults = {
  orders: new Map<Value, Value>([
    [
      12_345n,
      dict({
        id: 12_345n,
        order_type: 'Buy',
        symbol: 'AAPL',
        price: 210.65,
        amount: 10n,
        status: 'Completed',
      }),
    ],
    [
      12_446n,
      dict({
        id: 12_446n,
        order_type: 'Sell',
        symbol: 'GOOG',
        price: 2840.56,
        amount: 5n,
        status: 'Pending',
      }),
    ],
  ]),
  account_info: dict({ account_id: 12_345n, balance: 10000, binding_card: 1_974_202_140_965_533n }),
  authenticated: false,
  market_status: 'Closed',
  order_counter: 12_446n,
  stocks: dict({
    AAPL: stock(227.16, 0.17, 2.552, 227.11, 227.09),
    GOOG: stock(2840.34, 0.24, 1.123, 2835.67, 2842.15),
    TSLA: stock(667.92, -0.12, 1.654, 671.15, 668.2),
    MSFT: stock(310.23, 0.09, 3.234, 309.88, 310.11),
    NVDA: stock(220.34, 0.34, 1.234, 220.45, 220.67),
    ALPH: stock(1320.45, -0.08, 1.567, 1321.12, 1325.78),
    OMEG: stock(457.23, 0.12, 2.345, 456.78, 458.12),
    QUAS: stock(725.89, -0.03, 1.789, 726.45, 728),
    NEPT: stock(88.34, 0.19, 0.654, 88.21, 88.67),
    SYNX: stock(345.67, 0.11, 2.112, 345.34, 346.12),
    ZETA: stock(22.09, -0.05, 0.789, 22.12, 22.34),
  }),
  watch_list: ['NVDA'],
  transaction_history: [],
  long_context: false,
};
