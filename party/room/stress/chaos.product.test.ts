import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { wireLimits } from '../../../shared/limits.ts';
import { digestOf, sharedText } from '../../../test/chaos/digest.ts';
import { type Fault, faults } from '../../../test/chaos/faults.ts';
import type { PersonReport } from '../../../test/chaos/messages.ts';
import { Person } from '../../../test/chaos/person.ts';
import { clientKinds } from '../../../test/client-kinds.ts';
import { count, report } from '../../../test/counts.ts';
import { seededRandom } from '../../../test/random.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';
import { firstSeed } from '../../../test/seed.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
beforeAll(() => server.start());
afterAll(() => server.destroy());

const people = 10;
/** A page renews its token well before its end; these live for 15 minutes. */
const renewalMs = 4 * 60_000;
const patienceMs = 100_000;
/**
 * After faults that are noticed at once. A stock client whose clock jumps forward drops everyone, until the room shows
 * them anew (R52).
 */
const shortPatienceMs = wireLimits.presenceRenewalMs + 2 * wireLimits.tickMs;
const hourMs = 3_600_000;

const showing = clientKinds.filter(({ presence }) => presence);
/** As many of our own peers as of all stock clients but two. */
const kindOf = (i: number): string => (i % 2 === 0 ? showing[0]! : showing[1 + (((i - 1) / 2) % 3)]!).kind;

/** How many entries of someone are in their text, counted from the first without a gap. */
function entriesIn(doc: Y.Doc, { text, entry }: Pick<Person, 'text' | 'entry'>): number {
  const numbers = doc
    .getText(text)
    .toJSON()
    .split(';')
    .flatMap((word) => (word.startsWith(entry) ? [Number(word.slice(entry.length))] : []));
  const gap = numbers.findIndex((number, i) => number !== i + 1);
  return gap === -1 ? numbers.length : gap;
}

/** What is not yet as it must be when nothing disturbs anyone and nobody types; empty at last. */
function unrest(there: readonly Person[], reports: readonly PersonReport[]): string[] {
  const nameOf = new Map(reports.map(({ clientId }, i) => [clientId, there[i]!.name]));
  return reports.flatMap(({ isSynced, isSaved, present, clientId, digest }, i) => {
    const faults: string[] = [];
    if (!isSynced) faults.push('is not synced');
    if (!isSaved) faults.push('has unsaved edits');
    if (digest !== reports[0]?.digest) faults.push(`has another text than ${there[0]!.name}`);
    const seen = new Map(present);
    for (const [id, name] of nameOf)
      if (id !== clientId && seen.get(id) !== name) faults.push(`sees ${seen.get(id)} instead of ${name}`);
    for (const [id, name] of seen) if (!nameOf.has(id)) faults.push(`sees ${name}, who is gone`);
    return faults.map((fault) => `${there[i]!.name} (${there[i]!.kind}) ${fault}`);
  });
}

it('R75 whatever happens to ten people and their room, everyone ends up with every edit and sees everyone', async () => {
  const random = seededRandom(firstSeed + 30);
  const [room, chaosMs] = [newRoomId(), count('chaosMs')];
  const isLong = chaosMs > 0;
  const there: Person[] = [];
  const vanished: { person: Person; acked: number }[] = [];
  const visits = new Map<string, number>();
  const usual = Array.from({ length: people }, (_, i) => ({ user: `person-${i}`, kind: kindOf(i) }));
  const texts = [sharedText, ...usual.map(({ user }) => `of ${user}`)];

  const join = async (user: string, kind: string): Promise<void> => {
    const visit = (visits.get(user) ?? 0) + 1;
    visits.set(user, visit);
    const clockMs = random.int(3) === 0 ? (random.int(49) - 24) * hourMs : 0;
    there.push(await Person.join(server, { kind, room, user, visit, clockMs, random }));
  };
  const reports = (): Promise<PersonReport[]> => Promise.all(there.map((person) => person.report(texts)));
  const settled = async (after: string, withinMs = patienceMs): Promise<number> => {
    const startMs = performance.now();
    for (const person of there) person.tell({ type: 'type', on: false });
    for (;;) {
      const faults = unrest(there, await reports());
      if (faults.length === 0) break;
      if (performance.now() - startMs > withinMs) throw new Error(`after ${after}:\n${faults.join('\n')}`);
      await sleep(50);
    }
    return performance.now() - startMs;
  };

  for (const { user, kind } of usual) await join(user, kind);
  await settled('the start');

  const begun = new Map<string, number>();
  const quietMs: number[] = [];
  /** The faults of a round: in the short form one of each kind, each for someone else. */
  const draw = (): [Person, Fault][] => {
    if (isLong)
      return there.flatMap((person): [Person, Fault][] =>
        random.int(10) < 4 ? [[person, random.pick(faults)]] : [],
      );
    const short = faults.filter((fault) => fault.isLong !== true);
    return short.map((fault, i) => [there[i % there.length]!, fault]);
  };

  const startMs = performance.now();
  let renewedMs = startMs;
  do {
    for (const person of there) person.tell({ type: 'type', on: true });
    await sleep(500 + random.int(isLong ? 2_000 : 500));
    // Every other round people only look: then nobody's next move shows what was missed.
    const isQuiet = quietMs.length % 2 === 1;
    if (isQuiet) await settled('writing');
    const drawn = draw();
    let lastsMs = isLong ? 500 + random.int(6_000) : 1_500;
    if (isLong && random.int(8) === 0) lastsMs = 45_000;
    const names: string[] = [];
    const note = (name: string): void => {
      begun.set(name, (begun.get(name) ?? 0) + 1);
      names.push(name);
    };
    for (const [person, fault] of drawn) {
      note(fault.name);
      await fault.begin(person, random);
    }
    if (isLong ? random.int(4) === 0 : !isQuiet) {
      note('device switched off');
      const [person] = there.splice(random.int(there.length), 1);
      const { acked } = await person!.report(texts);
      vanished.push({ person: person!, acked });
      if (isLong && random.int(2) === 0) person!.line.abandon();
      await person!.vanish();
    }
    await sleep(lastsMs / 2);
    if (isLong ? random.int(2) === 0 : !isQuiet) {
      note('SIGKILL of the room');
      await server.kill();
      await sleep(random.int(isLong ? 3_000 : 200));
      await server.start();
    }
    await sleep(lastsMs / 2);
    for (const { line } of [...there, ...vanished.map(({ person }) => person)]) line.heal();
    for (const [person, fault] of drawn) fault.end?.(person, random);
    const after = `${names.join(', ')} (round ${quietMs.length + 1})`;
    quietMs.push(await settled(after, isLong ? patienceMs : shortPatienceMs));
    for (const { user, kind } of usual)
      if (there.every((person) => person.user !== user)) await join(user, kind);
    if (performance.now() - renewedMs > renewalMs) {
      renewedMs = performance.now();
      for (const person of there) await person.renew();
    }
  } while (quietMs.length < 2 || performance.now() - startMs < chaosMs);

  await settled('the end');
  const late = peerIn(server, room, 'late');
  await late.until(({ synced }) => synced, patienceMs, 'the late joiner');
  const end = await reports();
  await expect.poll(() => digestOf(late.doc, texts), { timeout: 20_000 }).toBe(end[0]!.digest);
  for (const [i, person] of there.entries())
    expect(entriesIn(late.doc, person), person.name).toBe(end[i]!.typed);
  for (const { person, acked } of vanished)
    expect(entriesIn(late.doc, person), person.name).toBeGreaterThanOrEqual(acked);
  late.destroy();
  for (const person of there) await person.vanish();
  for (const { line } of [...there, ...vanished.map(({ person }) => person)]) await line.close();

  quietMs.sort((a, b) => a - b);
  const edits = end.reduce((sum, { typed }) => sum + typed, 0);
  report(
    `${quietMs.length} rounds in ${((performance.now() - startMs) / 1_000).toFixed(0)} s, ${edits} edits of those there; ` +
      `all equal again after ${quietMs[quietMs.length >> 1]?.toFixed(0)} ms (median), ${quietMs.at(-1)?.toFixed(0)} ms (most); ` +
      [...begun].map(([name, times]) => `${times} × ${name}`).join(', '),
  );
});
