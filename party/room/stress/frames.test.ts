import { expect, it, vi } from 'vitest';
import { Canary } from '../../../test/canary.ts';
import { settle } from '../../../test/clock.ts';
import { count, report } from '../../../test/counts.ts';
import { HostileFrames } from '../../../test/hostile-frames.ts';
import { seededRandom } from '../../../test/random.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { firstSeed } from '../../../test/seed.ts';
import type { Session } from '../session.ts';

/** How many frames one room gets, and after how many of them the canary is checked. */
const framesARoom = 2_500;
const framesANote = 250;

it('R11 R21 R30 serves honest people while hostile frames come, in this process', async () => {
  // The room would report why it rebuilds.
  const rebuilds = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const random = seededRandom(firstSeed + 20_261_122);
  const frames = new HostileFrames(random);
  const total = count('frames');
  let sockets = 0;
  let accepted = 0;
  for (let sent = 0; sent < total;) {
    const room = new TestRoom();
    const canary = new Canary(room.peer('ada'), room.peer('bob'));
    const token = await room.token('eve');
    const handshake = { url: `http://127.0.0.1:1999/?token=${token}&tandem=1`, headers: new Headers() };
    let session: Session | undefined;
    for (let i = 0; i < framesARoom && sent < total; i++, sent++) {
      if (!session || session.ended) {
        session = await room.core.accept({ send: () => undefined, close: () => undefined }, handshake);
        sockets++;
      }
      if (!session) throw new Error('the room refused a socket');
      room.core.message(session, frames.next());
      if (i % framesANote !== 0) continue;
      await room.clock.advance(1_000);
      await canary.sing(`${sent}`);
    }
    await settle();
    accepted += room.storage.writes;
    canary.end();
    room.restart();
    const late = room.peer('eve');
    await late.until(({ synced }) => synced, 10_000, 'a late joiner');
    await canary.heardBy(late.doc);
    late.destroy();
  }
  report(
    `${total} hostile frames over ${sockets} sockets, ${accepted} writes, ${rebuilds.mock.calls.length} rebuilds`,
  );
  // Whatever would break a document is found before it is applied.
  expect(rebuilds).not.toHaveBeenCalled();
  rebuilds.mockRestore();
});
