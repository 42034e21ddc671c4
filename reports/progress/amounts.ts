import { doneOf, type ProgressCount } from './snapshot.ts';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const cents = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
});

/** `999`, `12.3K`, `1.2M`. */
export function amountText(amount: number): string {
  return compact.format(amount);
}

/** Rounded down: 100 % is all. */
export function percentText(count: ProgressCount): string {
  return count.total === 0 ? '100%' : `${Math.floor((100 * doneOf(count)) / count.total)}%`;
}

/** Per second, minute or hour: whatever is 1 or more. Empty where it is not known. */
export function rateText({ rate }: ProgressCount): string {
  if (rate === undefined) return '';
  if (rate >= 1) return `${amountText(rate)}/s`;
  return rate * 60 >= 1 ? `${amountText(rate * 60)}/min` : `${amountText(rate * 3600)}/h`;
}

/** Input and output; with `+` where not all are counted. Empty where nothing was used. */
export function tokensText({ input, output, untold }: ProgressCount): string {
  if (input + output === 0) return '';
  return `${amountText(input + output)}${untold > 0 ? '+' : ''}`;
}

/** Empty where there is no price, and where nothing was used. */
export function costText({ cost, input, output, untold }: ProgressCount): string {
  if (cost === undefined || input + output === 0) return '';
  const text = cost > 0 && cost < 0.01 ? cents.format(cost) : dollars.format(cost);
  return `${text}${untold > 0 ? '+' : ''}`;
}

/** `47s`, `3m 47s`, `1h 02m`, `2d 03h`: rounded up to the smaller unit. @param span in ms */
function spanText(span: number): string {
  const seconds = Math.ceil(span / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pairText(seconds, 60, 'm', 's');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 24 * 60) return pairText(minutes, 60, 'h', 'm');
  return pairText(Math.ceil(minutes / 60), 24, 'd', 'h');
}

function pairText(amount: number, base: number, larger: string, smaller: string): string {
  return `${Math.floor(amount / base)}${larger} ${String(amount % base).padStart(2, '0')}${smaller}`;
}

/** In whole seconds that are over. @param elapsed in ms */
export function elapsedText(elapsed: number): string {
  return spanText(Math.floor(elapsed / 1000) * 1000);
}

export function leftText({ timeLeft }: ProgressCount): string {
  return timeLeft === undefined || timeLeft === 0 ? '' : spanText(timeLeft);
}
