import { afterAll, beforeAll, expect, it } from 'vitest';
import { newUlid } from '../../shared/ids.ts';
import { newRoomSchema, sessionSchema } from '../../shared/session.ts';
import type { ModelServer } from '../../test/model-server.ts';
import { startOpenAiServer } from '../../test/openai-server.ts';
import { type Answer, keyOf, Person, post } from '../../test/people.ts';
import { Product } from '../../test/product.ts';

const vars: Record<string, string> = {
  QUOTAS: 'rooms=3,sessions=6,runs=2,turns=4,modelCalls=2',
  CLIENT_ADDRESS_HEADER: 'X-Client',
  ROOM_TOKENS_PER_DAY: '50000',
};
const product = new Product({ vars });
let model: ModelServer;

beforeAll(async () => {
  model = await startOpenAiServer();
  Object.assign(vars, { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'gpt' });
  await product.start();
});
afterAll(async () => {
  await product.stop();
  await model.close();
});

/** A person with their own address, in a new room. */
async function someone(address: string): Promise<Person & { address: string }> {
  const headers = { 'x-client': address };
  const { room, links } = newRoomSchema.parse((await post(`${product.url}/api/rooms`, {}, headers)).json);
  const body = { key: keyOf(links.owner), name: 'Ada' };
  const answer = await post(`${product.url}/api/rooms/${room}/session`, body, headers);
  return Object.assign(new Person(product.url, room, sessionSchema.parse(answer.json)), { address });
}

const told = ({
  status,
  json,
  headers,
}: Answer): [number, string | undefined, string | undefined, boolean] => [
  status,
  json.error?.code,
  json.error?.message,
  Number(headers.get('retry-after')) > 0,
];
const refused = (sentence: RegExp): unknown[] => [429, 'rate_limited', expect.stringMatching(sentence), true];

/** A call from the person's own address. */
const call = (person: Person & { address: string }, path: string, body: object): Promise<Answer> =>
  person.call('POST', path, body, { 'x-client': person.address });

it('H23 each address has its own limit of new rooms and sessions', async () => {
  const make = (address: string): Promise<Answer> =>
    post(`${product.url}/api/rooms`, {}, { 'x-client': address });
  const first = await make('203.0.113.1');
  for (let i = 0; i < 2; i++) expect((await make('203.0.113.1')).status).toBe(201);
  expect(told(await make('203.0.113.1'))).toEqual(
    refused(/^There were too many new rooms from your address this hour\. Try again in \d+ (s|minutes)\.$/),
  );
  expect((await make('203.0.113.2')).status).toBe(201);
  for (let i = 0; i < 3; i++) expect((await make(`2001:db8:1:2::${i}`)).status).toBe(201);
  expect((await make('2001:db8:1:2::ffff')).status).toBe(429);
  expect((await make('2001:db8:1:3::1')).status).toBe(201);

  const { room, links } = newRoomSchema.parse(first.json);
  const open = (): Promise<Answer> =>
    post(
      `${product.url}/api/rooms/${room}/session`,
      { key: keyOf(links.edit), name: 'Ada' },
      { 'x-client': '203.0.113.3' },
    );
  for (let i = 0; i < 6; i++) expect((await open()).status).toBe(200);
  expect(told(await open())).toEqual(refused(/too many room visits/));
});

it('H23 A155 each address has a limit of runs, commands and requests to the agent', async () => {
  const ada = await someone('203.0.113.4');
  expect((await call(ada, 'execute', { code: 'export default 1' })).status).toBe(200);
  expect((await call(ada, 'terminal', { command: 'ls' })).status).toBe(202);
  for (const [path, body] of [
    ['runs', { entry: 'main.ts' }],
    ['execute', { code: 'export default 1' }],
    ['terminal', { command: 'ls' }],
  ] as const)
    expect(told(await call(ada, path, body))).toEqual(refused(/too many runs and commands/));

  await call(ada, 'chat/model', { model: 'commands' });
  const again = { message: 'list', id: newUlid() };
  const twice = await Promise.all([call(ada, 'chat', again), call(ada, 'chat', again)]);
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  for (let i = 0; i < 3; i++) expect((await call(ada, 'chat', { message: 'list' })).status).toBe(200);
  expect(told(await call(ada, 'chat', { message: 'list' }))).toEqual(
    refused(/too many requests to the agent/),
  );
  expect((await call(ada, 'chat', { message: 'for Ben', ask: false })).status).toBe(202);
});

it('H23 a room has a limit of model calls: a turn ends with the reason, and the next is refused', async () => {
  const ada = await someone('203.0.113.5');
  const look = { calls: [{ name: 'listFiles', arguments: {} }] };
  model.script(look, look, look);
  const answer = await call(ada, 'chat', { message: 'look around' });
  expect(answer.text).toMatch(/too many model calls in this room/);
  expect(model.requests).toHaveLength(2);
  expect(told(await call(ada, 'chat', { message: 'again' }))).toEqual(refused(/model calls in this room/));
});

it('H24 a room has a limit of tokens per day', async () => {
  model.reset();
  const ada = await someone('203.0.113.6');
  model.script({ text: 'Much.', usage: [49_990, 20] });
  expect((await call(ada, 'chat', { message: 'think' })).status).toBe(200);
  expect(told(await call(ada, 'chat', { message: 'more' }))).toEqual(
    refused(
      /used the 50,000 tokens that this room has for a day \(until 00:00 UTC\)\. Whoever runs this server can raise this with ROOM_TOKENS_PER_DAY\. Try again in \d+ (minutes|hours)\.$/,
    ),
  );
  // The built-in commands use no tokens.
  await call(ada, 'chat/model', { model: 'commands' });
  expect((await call(ada, 'chat', { message: 'list' })).status).toBe(200);
});
