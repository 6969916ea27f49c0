import { Server } from '@hocuspocus/server';

/** Hocuspocus with its defaults: no authentication, documents in memory. */
await new Server({
  address: '127.0.0.1',
  port: Number(process.env['PORT']),
  quiet: true,
  stopOnSignals: false,
}).listen();
