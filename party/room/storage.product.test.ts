import { afterAll, beforeAll } from 'vitest';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { describeStorage } from '../../test/storage-contract.ts';
import { TrialStorage } from '../../test/trial-room/wire.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port, {}, 'test/trial-room/index.ts');

beforeAll(() => server.start());
afterAll(() => server.destroy());

describeStorage('storage on PartyKit', () => new TrialStorage(server, newRoomId()));
