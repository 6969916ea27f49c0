import { serverNow } from '../server-clock.ts';

/** The language of the page: a month in the browser's language beside English words is one clock format too many. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `14:07`, with the date if it is not today: `Fri 21 Nov, 14:07`. */
export function formatTime(at: number, now: number = serverNow()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return (sameDay ? clock : day).format(at);
}

export const clockTime = (at: number): string => clock.format(at);

/** `40 ms`, `0.3 s`, `12 s`, `1:05 min`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}

/** `4:32`, minutes and seconds; never negative. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `840`, `6.1k`, `20.0M`. */
export function formatCount(n: number): string {
  if (n < 1000) return String(n);
  return n < 999_950 ? `${(n / 1000).toFixed(1)}k` : `${(n / 1_000_000).toFixed(1)}M`;
}

/** `$1.25`, `$0.012`, or `<$0.001` below a tenth of a cent. */
export function formatCost(dollars: number): string {
  if (dollars > 0 && dollars < 0.001) return '<$0.001';
  return `$${dollars.toFixed(dollars < 1 ? 3 : 2)}`;
}
