import { afterAll, beforeAll, expect, it } from 'vitest';
import { joinBytes, largeRoom } from '../../../test/large-room.ts';
import { Product } from '../../../test/product.ts';

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

it('A218 who joins a room that was used for long gets its document and the end of its chat', async () => {
  const room = await largeRoom(product.url, { turns: 30, messages: 90, files: 60, clientIds: 500 });
  const zoe = await room.enter('Zoe');
  const { document, events, history } = await joinBytes(zoe);
  expect(events + history).toBeLessThan(200_000);
  expect(document + events + history).toBeLessThan(300_000);
  // The whole transcript is several times as long: most of it is what tools have answered.
  const whole = await zoe.call('GET', 'chat/history');
  expect(Buffer.byteLength(whole.text)).toBeGreaterThan(3 * history);
});
