import { routePartykitRequest } from 'partyserver';
import { YServer } from 'y-partyserver';

/** y-partyserver's room with its defaults: anyone may connect, documents in memory. */
export class YPartyServerRoom extends YServer {}

type Rooms = Parameters<typeof routePartykitRequest>[1];

export default {
  fetch: async (request: Request, rooms: Rooms): Promise<Response> =>
    (await routePartykitRequest(request, rooms)) ?? new Response('up'),
};
