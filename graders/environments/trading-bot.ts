import { isDict, type Value } from '../../datasets/index.ts';
import { attributeEnvironment } from './attributes.ts';
import { parseDay, parseMoment, timeText, type Moment } from './calendar.ts';
import { derivedConstant, extendedList } from './constants.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';
import { defaults } from './trading-bot-defaults.ts';
import {
  addToWatchlist,
  filterByPrice,
  getAvailableStocks,
  getStockInfo,
  getSymbolByName,
  getWatchlist,
  notify,
  removeFromWatchlist,
} from './trading-bot-market.ts';
import { copyOf, extension, refusal, type State } from './trading-bot-state.ts';

/** @see bfcl-eval `trading_bot.py` */
export const tradingBot = attributeEnvironment({
  name: 'TradingBot',
  defaults,
  keys: { long_context: '' },
  unchanged: ['stocks'],
  seed: 1_053_520n,
  prepare: (attributes, setting, python) => {
    const orders = dict({});
    for (const [key, order] of python.pairs(attributes.orders)) {
      const isNumber = typeof key === 'string' && python.isTruthy(python.method(key, 'isdigit'));
      python.setItem(orders, isNumber ? python.call('int', key) : key, order);
    }
    attributes.orders = orders;
    attributes.long_context = setting.longContext !== undefined;
  },
  methods: {
    get_current_time: ['', () => dict({ current_time: '10:30 AM' })],
    get_symbol_by_name: ['name', getSymbolByName],
    get_stock_info: ['symbol', getStockInfo],
    get_order_details: ['order_id', getOrderDetails],
    cancel_order: ['order_id', cancelOrder],
    place_order: ['order_type symbol price amount', placeOrder],
    withdraw_funds: ['amount', withdraw],
    get_account_info: [
      '',
      ({ attributes: self }, python) =>
        python.isTruthy(self.authenticated) ? self.account_info : refusal('view account information'),
    ],
    trading_login: ['username password', login],
    trading_get_login_status: [
      '',
      ({ attributes: self }, python) => dict({ status: python.isTruthy(self.authenticated) }),
    ],
    trading_logout: ['', logout],
    fund_account: ['amount', fund],
    remove_stock_from_watchlist: ['symbol', removeFromWatchlist],
    get_watchlist: ['', getWatchlist],
    get_order_history: ['', getOrderHistory],
    get_transaction_history: ['start_date? end_date?', getTransactionHistory],
    get_available_stocks: ['sector', getAvailableStocks],
    filter_stocks_by_price: ['stocks min_price max_price', filterByPrice],
    add_to_watchlist: ['stock', addToWatchlist],
    notify_price_change: ['stocks threshold', notify],
  },
});

function getOrderDetails(state: State, python: Python, id: Value): Value {
  const { attributes: self } = state;
  if (!python.isIn(id, self.orders)) {
    const ids = python.str(python.items(self.orders));
    return failed(`Order with ID ${python.str(id)} not found.Here is the list of orders_id: ${ids}`);
  }
  const order = python.item(self.orders, id);
  if (state.setting.longContext === undefined) return order;
  const copy = copyOf(python, order);
  const symbol = python.str(python.item(copy, 'symbol'));
  python.setItem(copy, 'metadata', metadataOf(python, symbol, extension(state, 'ORDER_DETAIL_EXTENSION')));
  return copy;
}

function metadataOf(python: Python, symbol: string, texts: Value): Value {
  const fill = (): Value => {
    const metadata = dict({});
    for (const [key, text] of isDict(texts) ? texts : [])
      metadata.set(
        key,
        python.str(text).replaceAll('{symbol}', () => symbol),
      );
    return metadata;
  };
  return isDict(texts) ? derivedConstant(texts, symbol, fill) : fill();
}

function cancelOrder({ attributes: self }: State, python: Python, id: Value): Value {
  if (!python.isIn(id, self.orders)) return failed(python.text`Order with ID ${id} not found.`);
  const order = python.item(self.orders, id);
  if (python.isEqual(python.item(order, 'status'), 'Completed'))
    return failed(python.text`Can't cancel order ${id}. Order is already completed.`);
  python.setItem(order, 'status', 'Cancelled');
  return dict({ order_id: id, status: 'Cancelled' });
}

function placeOrder(
  { attributes: self }: State,
  python: Python,
  orderType: Value,
  symbol: Value,
  givenPrice: Value,
  amount: Value,
): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('place an order');
  if (!python.isIn(symbol, self.stocks)) return failed(python.text`Invalid stock symbol: ${symbol}`);
  if (python.isAtMost(givenPrice, 0n) || python.isAtMost(amount, 0n))
    return failed('Price and amount must be positive values.');
  if (python.isEqual(python.method(orderType, 'lower'), 'buy')) {
    const cost = python.binary('Mult', python.call('float', givenPrice), python.call('int', amount));
    const balance = python.method(self.account_info, 'get', 'balance', 0n);
    if (python.isGreater(cost, balance)) {
      const [required, available] = [python.format(cost, '.2f'), python.format(balance, '.2f')];
      return failed(`Insufficient funds: required $${required} but only $${available} available.`);
    }
  }
  const price = python.call('float', givenPrice);
  const id = self.order_counter;
  const [type, number] = [orderType, amount];
  const order = dict({
    id,
    order_type: type,
    symbol: symbol,
    price,
    amount: number,
    status: 'Open',
  });
  python.setItem(self.orders, id, order);
  self.order_counter = python.inPlace('Add', self.order_counter, 1n);
  return dict({ order_id: id, order_type: type, status: 'Pending', price, amount: number });
}

function withdraw(state: State, python: Python, amount: Value): Value {
  const { attributes: self } = state;
  if (!python.isTruthy(self.authenticated)) return refusal('make a transaction');
  if (!python.isEqual(self.market_status, 'Open'))
    return failed('Market is closed. Transactions are not allowed.');
  if (python.isAtMost(amount, 0n)) return failed('Transaction amount must be positive.');
  if (python.isGreater(amount, python.item(self.account_info, 'balance')))
    return failed('Insufficient funds for withdrawal.');
  return transact(state, python, amount, ['Sub', 'withdrawal', 'Withdrawal successful']);
}

function fund(state: State, python: Python, amount: Value): Value {
  if (!python.isTruthy(state.attributes.authenticated)) return refusal('fund the account');
  if (python.isAtMost(amount, 0n)) return failed('Funding amount must be positive.');
  return transact(state, python, amount, ['Add', 'deposit', 'Account funded successfully']);
}

function transact(
  { attributes: self, random }: State,
  python: Python,
  amount: Value,
  [operator, type, status]: readonly ['Add' | 'Sub', type: string, status: string],
): Value {
  const { account_info: account } = self;
  python.setItem(account, 'balance', python.inPlace(operator, python.item(account, 'balance'), amount));
  // Within a day from 10:30, 2024-09-01, on.
  const seconds = (10 * 60 + 30) * 60 + Number(random.integer(0n, 86_400n));
  const timestamp = `2024-09-0${1 + Math.floor(seconds / 86_400)} ${timeText(seconds % 86_400)}`;
  python.append(self.transaction_history, dict({ type, amount: amount, timestamp }));
  return dict({ status, new_balance: python.item(account, 'balance') });
}

function login({ attributes: self }: State, python: Python): Value {
  if (python.isTruthy(self.authenticated)) return dict({ status: 'Already logged in' });
  self.authenticated = true;
  return dict({ status: 'Logged in successfully' });
}

function logout({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.authenticated)) return dict({ status: 'No user is currently logged in' });
  self.authenticated = false;
  return dict({ status: 'Logged out successfully' });
}

function getOrderHistory({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.authenticated)) return [refusal('view order history')];
  return dict({ history: python.items(self.orders) });
}

function getTransactionHistory(
  state: State,
  python: Python,
  startDate: Value = null,
  endDate: Value = null,
): Value {
  const { attributes: self } = state;
  if (!python.isTruthy(self.authenticated)) return [refusal('view transaction history')];
  const start: Moment = python.isTruthy(startDate) ? parseDay(startDate) : -Infinity;
  const end: Moment = python.isTruthy(endDate) ? parseDay(endDate) : Infinity;
  const history = python.items(self.transaction_history).filter((transaction) => {
    const moment = parseMoment(python.item(transaction, 'timestamp'));
    return start <= moment && moment <= end;
  });
  const more = extension(state, 'TRANSACTION_HISTORY_EXTENSION');
  return dict({ transaction_history: extendedList(history, more) });
}
