import type { Value } from '../../datasets/index.ts';
import { extendedList } from './constants.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';
import { copyOf, extension, refusal, type State } from './trading-bot-state.ts';

const symbols = dict({
  Apple: 'AAPL',
  Google: 'GOOG',
  Tesla: 'TSLA',
  Microsoft: 'MSFT',
  Nvidia: 'NVDA',
  'Zeta Corp': 'ZETA',
  'Alpha Tech': 'ALPH',
  'Omega Industries': 'OMEG',
  'Quasar Ltd.': 'QUAS',
  'Neptune Systems': 'NEPT',
  'Synex Solutions': 'SYNX',
  Amazon: 'AMZN',
  Gorilla: 'GORI',
});

/** What their stocks are extended by, and these. */
const sectors = dict({
  Technology: ['TECHNOLOGY_EXTENSION', 'AAPL', 'GOOG', 'MSFT', 'NVDA'],
  Automobile: ['AUTOMOBILE_EXTENSION', 'TSLA', 'F', 'GM'],
});

export function getSymbolByName(_: State, python: Python, name: Value): Value {
  return dict({ symbol: python.method(symbols, 'get', name, 'Stock not found') });
}

export function getStockInfo(state: State, python: Python, symbol: Value): Value {
  const { attributes: self } = state;
  if (!python.isIn(symbol, self.stocks)) return failed(python.text`Stock with symbol '${symbol}' not found.`);
  const stock = python.item(self.stocks, symbol);
  if (state.setting.longContext === undefined) return stock;
  const copy = copyOf(python, stock);
  python.setItem(copy, 'MA(5)', extension(state, 'MA_5_EXTENSION'));
  python.setItem(copy, 'MA(20)', extension(state, 'MA_20_EXTENSION'));
  return copy;
}

export function removeFromWatchlist({ attributes: self }: State, python: Python, symbol: Value): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('modify the watchlist');
  if (!python.isIn(symbol, self.watch_list))
    return failed(python.text`Stock ${symbol} not found in watchlist.`);
  python.remove(self.watch_list, symbol);
  return dict({ status: python.text`Stock ${symbol} removed from watchlist successfully.` });
}

export function getWatchlist(state: State, python: Python): Value {
  const { attributes: self } = state;
  if (!python.isTruthy(self.authenticated))
    return ['Error: User not authenticated. Please log in to view the watchlist.'];
  if (state.setting.longContext === undefined) return dict({ watchlist: self.watch_list });
  return extendedList(python.items(self.watch_list), extension(state, 'WATCH_LIST_EXTENSION'));
}

export function getAvailableStocks(state: State, python: Python, sector: Value): Value {
  const [more = '', ...stocks] = python.items(python.method(sectors, 'get', sector, []));
  return dict({ stock_list: extendedList(stocks, extension(state, python.str(more))) });
}

export function filterByPrice(
  { attributes: self }: State,
  python: Python,
  stocks: Value,
  least: Value,
  most: Value,
): Value {
  const priceOf = (symbol: Value): Value =>
    python.method(python.method(self.stocks, 'get', symbol, dict({})), 'get', 'price', 0n);
  const filtered = python
    .items(stocks)
    .filter((symbol) => python.isAtLeast(priceOf(symbol), least) && python.isAtMost(priceOf(symbol), most));
  return dict({ filtered_stocks: filtered });
}

export function addToWatchlist({ attributes: self }: State, python: Python, stock: Value): Value {
  if (!python.isIn(stock, self.watch_list) && python.isIn(stock, self.stocks))
    python.append(self.watch_list, stock);
  return dict({ watchlist: self.watch_list });
}

export function notify({ attributes: self }: State, python: Python, stocks: Value, threshold: Value): Value {
  const changed = python.items(stocks).filter((symbol) => {
    if (!python.isIn(symbol, self.stocks)) return false;
    const change = python.item(python.item(self.stocks, symbol), 'percent_change');
    return python.isAtLeast(python.call('abs', change), threshold);
  });
  return dict({
    notification:
      changed.length > 0
        ? `Stocks ${python.str(python.method(', ', 'join', changed))} have significant price changes.`
        : 'No significant price changes in the selected stocks.',
  });
}
