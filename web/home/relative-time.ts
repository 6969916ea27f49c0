import { clockTime } from '../ui/format.ts';

/** “Now”, “12 min”, “Yesterday”, “Fri”, “21 Apr”. */
export function relativeTime(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'Now';
  if (minutes < 60) return `${minutes} min`;
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  const date = new Date(at);
  if (days === 0) return clockTime(at);
  if (days === 1) return 'Yesterday';
  if (days < 7) return date.toLocaleDateString('en-GB', { weekday: 'short' });
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
