import { repr, type Value } from '../../datasets/index.ts';
import { argumentTypeName } from '../decode/python/evaluate/operand.ts';
import type { CalendarDay } from './environment.ts';
import { raise } from './python.ts';

/** Seconds since the beginning of year 1. */
export type Moment = number;

const DAY = /^(\d{4})-(1[0-2]|0[1-9]|[1-9])-(3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])/u;
const TIME = /^\s+(2[0-3]|[0-1]\d|\d):([0-5]\d|\d):(6[0-1]|[0-5]\d|\d)/u;

/** `datetime.strptime(text, '%Y-%m-%d')`. @throws {DecodeError} where Python raises, in its words */
export function parseDay(text: Value): Moment {
  return parse(text, '%Y-%m-%d', false);
}

/** `datetime.strptime(text, '%Y-%m-%d %H:%M:%S')`. @throws {DecodeError} as `parseDay` */
export function parseMoment(text: Value): Moment {
  return parse(text, '%Y-%m-%d %H:%M:%S', true);
}

/** @see CPython `_strptime.py` */
function parse(text: Value, format: string, hasTime: boolean): Moment {
  if (typeof text !== 'string')
    return raise('TypeError', `strptime() argument 1 must be str, not ${argumentTypeName(text)}`);
  const day = DAY.exec(text);
  const time = day !== null && hasTime ? TIME.exec(text.slice(day[0].length)) : null;
  if (day === null || (hasTime && time === null))
    return raise('ValueError', `time data ${repr(text)} does not match format '${format}'`);
  const end = day[0].length + (time?.[0].length ?? 0);
  if (end < text.length) return raise('ValueError', `unconverted data remains: ${text.slice(end)}`);
  const [year = 0, month = 0, date = 0] = day.slice(1).map(Number);
  const [hour = 0, minute = 0, second = 0] = (time?.slice(1) ?? []).map(Number);
  if (year === 0) return raise('ValueError', 'year 0 is out of range');
  if (date > daysIn(year, month)) return raise('ValueError', 'day is out of range for month');
  if (second > 59) return raise('ValueError', 'second must be in 0..59');
  return (daysUntil(year, month) + date - 1) * 86_400 + hour * 3600 + minute * 60 + second;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  return (monthLengths[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from the beginning of year 1 to that of a month. */
function daysUntil(year: number, month: number): number {
  const past = year - 1;
  let days = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  for (let before = 1; before < month; before++) days += daysIn(year, before);
  return days;
}

/** The day that a moment is on. */
export function dayOf(moment: Moment): CalendarDay {
  let days = Math.floor(moment / 86_400);
  let year = Math.floor(days / 366) + 1;
  while (daysUntil(year + 1, 1) <= days) year += 1;
  days -= daysUntil(year, 1);
  let month = 1;
  while (days >= daysIn(year, month)) days -= daysIn(year, month++);
  return { year, month, day: days + 1 };
}

/** `HH:MM:SS`. @param seconds of a day */
export function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
