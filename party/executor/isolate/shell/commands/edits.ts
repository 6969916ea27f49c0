/** A run of lines that differ: their places in both texts. */
export interface Change {
  from: number;
  fromEnd: number;
  to: number;
  toEnd: number;
}

/** Texts that differ in more lines are shown as replaced as a whole. */
const maxDistance = 1_000;

/** The fewest lines to remove and add, as runs: Myers' algorithm, then each run as far down as it goes, as GNU's has them. */
export function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const [isRemoved, isAdded] = [new Uint8Array(a.length + 1), new Uint8Array(b.length + 1)];
  let [start, aEnd, bEnd] = [0, a.length, b.length];
  while (start < aEnd && start < bEnd && a[start] === b[start]) start += 1;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
  }
  const trace = furthestPaths(a.slice(start, aEnd), b.slice(start, bEnd));
  if (!trace) {
    isRemoved.fill(1, start, aEnd);
    isAdded.fill(1, start, bEnd);
  } else {
    let [x, y] = [aEnd - start, bEnd - start];
    for (let d = trace.length - 1; d > 0; d--) {
      const before = trace[d - 1] ?? new Map<number, number>();
      const k = x - y;
      const isDown = k === -d || (k !== d && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
      const beforeK = isDown ? k + 1 : k - 1;
      const beforeX = before.get(beforeK) ?? 0;
      if (isDown) isAdded[start + beforeX - beforeK] = 1;
      else isRemoved[start + beforeX] = 1;
      x = beforeX;
      y = beforeX - beforeK;
    }
  }
  slideDown(a, isRemoved);
  slideDown(b, isAdded);
  return runsOf(isRemoved, isAdded, a.length, b.length);
}

/** For each number of edits, how far along `a` each diagonal comes; or nothing when there are too many. */
function furthestPaths(a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, maxDistance); d++) {
    const before = trace.at(-1) ?? new Map<number, number>();
    const here = new Map<number, number>();
    trace.push(here);
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
      let x = d === 0 ? 0 : isDown ? (before.get(k + 1) ?? 0) : (before.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      here.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}

/** Of several places where a run of equal lines can be, GNU's has the last. */
function slideDown(lines: readonly string[], isChanged: Uint8Array): void {
  for (let at = 0; at < lines.length; at++) {
    if (isChanged[at] !== 1) continue;
    let end = at;
    while (end < lines.length && isChanged[end] === 1) end += 1;
    while (end < lines.length && isChanged[end] !== 1 && lines[at] === lines[end]) {
      isChanged[at] = 0;
      isChanged[end] = 1;
      at += 1;
      while (end < lines.length && isChanged[end] === 1) end += 1;
    }
    at = end;
  }
}

function runsOf(isRemoved: Uint8Array, isAdded: Uint8Array, aLength: number, bLength: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [0, 0];
  while (x < aLength || y < bLength) {
    const [from, to] = [x, y];
    while (isRemoved[x] === 1) x += 1;
    while (isAdded[y] === 1) y += 1;
    if (x > from || y > to) changes.push({ from, fromEnd: x, to, toEnd: y });
    else {
      x += 1;
      y += 1;
    }
  }
  return changes;
}
