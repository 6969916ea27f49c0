/** What programs have of Node's modules. */

const namesIn = (list: string): ReadonlySet<string> => new Set(`default ${list}`.split(' '));

const assertNames = namesIn(
  'AssertionError deepEqual deepStrictEqual doesNotMatch doesNotReject doesNotThrow equal fail ifError match notDeepEqual notDeepStrictEqual notEqual notStrictEqual ok partialDeepStrictEqual rejects strict strictEqual throws',
);

/**
 * The names that each exports: those of the platform (`node:…`), which compute and reach nothing, and those of the
 * isolate in their place.
 */
export const builtins = {
  'node-assert': assertNames,
  'node-assert-strict': assertNames,
  'node-fs': namesIn(
    'appendFileSync existsSync mkdirSync promises readdirSync readFileSync unlinkSync writeFileSync',
  ),
  'node-fs-promises': namesIn(
    'access appendFile copyFile exists lstat mkdir readFile readdir rename rm rmdir stat unlink writeFile',
  ),
  'node-perf-hooks': namesIn('performance'),
  'node-process': namesIn(
    'argv cwd env exit hrtime memoryUsage nextTick pid platform stderr stdout uptime version versions',
  ),
  'node-timers': namesIn(
    'clearImmediate clearInterval clearTimeout promises setImmediate setInterval setTimeout',
  ),
  'node-timers-promises': namesIn('scheduler setImmediate setInterval setTimeout'),
  'node:async_hooks': namesIn('AsyncLocalStorage AsyncResource'),
  'node:buffer': namesIn('Blob Buffer File atob btoa constants isAscii isUtf8 kMaxLength transcode'),
  'node:crypto': namesIn(
    'createHash createHmac getHashes getRandomValues hash hkdfSync pbkdf2Sync randomBytes randomInt randomUUID scryptSync subtle timingSafeEqual webcrypto',
  ),
  'node:events': namesIn(
    'EventEmitter addAbortListener captureRejectionSymbol defaultMaxListeners errorMonitor getEventListeners getMaxListeners listenerCount on once setMaxListeners',
  ),
  'node:os': namesIn('EOL arch availableParallelism cpus endianness homedir hostname platform tmpdir type'),
  'node:path': namesIn(
    'basename delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep win32',
  ),
  'node:querystring': namesIn('decode encode escape parse stringify unescape'),
  'node:string_decoder': namesIn('StringDecoder'),
  'node:url': namesIn(
    'URL URLSearchParams domainToASCII domainToUnicode fileURLToPath format parse pathToFileURL resolve urlToHttpOptions',
  ),
  'node:util': namesIn(
    'MIMEType TextDecoder TextEncoder callbackify debuglog deprecate format formatWithOptions inherits inspect isArray isDeepStrictEqual promisify stripVTControlCharacters styleText toUSVString types',
  ),
  'node:util/types': namesIn(
    'isAnyArrayBuffer isArgumentsObject isArrayBuffer isArrayBufferView isAsyncFunction isBigInt64Array isBigUint64Array isBoxedPrimitive isDataView isDate isFloat32Array isFloat64Array isGeneratorFunction isGeneratorObject isInt16Array isInt32Array isInt8Array isMap isMapIterator isModuleNamespaceObject isNativeError isPromise isProxy isRegExp isSet isSetIterator isSharedArrayBuffer isTypedArray isUint16Array isUint32Array isUint8Array isUint8ClampedArray isWeakMap isWeakSet',
  ),
};
export type Builtin = keyof typeof builtins;

/** Whether it is the platform's own module. */
export const isPlatform = (builtin: Builtin): boolean => builtin.startsWith('node:');

/** The specifier under which a module is loaded. @param folder where the isolate's own modules are */
export const moduleOf = (builtin: Builtin, folder: string): string =>
  isPlatform(builtin) ? builtin : `${folder}/${builtin}.ts`;

/** Of Node's names without `node:`, the ones with a module behind them. */
export const builtinNames: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    assert: 'node-assert',
    'assert/strict': 'node-assert-strict',
    async_hooks: 'node:async_hooks',
    buffer: 'node:buffer',
    crypto: 'node:crypto',
    events: 'node:events',
    fs: 'node-fs',
    'fs/promises': 'node-fs-promises',
    os: 'node:os',
    path: 'node:path',
    perf_hooks: 'node-perf-hooks',
    process: 'node-process',
    querystring: 'node:querystring',
    string_decoder: 'node:string_decoder',
    timers: 'node-timers',
    'timers/promises': 'node-timers-promises',
    url: 'node:url',
    util: 'node:util',
    'util/types': 'node:util/types',
  }),
);

const noNetwork = 'use `fetch`, which reads from the hosts that this room may read from.';
const noTyping = 'nobody can type into a running program: give it arguments, which `process.argv` has.';
const oneThread = 'a program has one thread.';

/** What to use in the place of the other modules. */
const insteadOf = new Map(
  Object.entries({
    child_process: "`env.BASH.exec('…')` runs a command of the shell.",
    cluster: oneThread,
    dgram: noNetwork,
    dns: noNetwork,
    http: noNetwork,
    http2: noNetwork,
    https: noNetwork,
    module: 'use `import`.',
    net: noNetwork,
    readline: noTyping,
    repl: noTyping,
    sqlite: 'keep data in files of the room.',
    stream: 'use async generators, or `ReadableStream`.',
    test: 'use `node:assert`, which throws when something is wrong.',
    tls: noNetwork,
    tty: noTyping,
    vm: 'text cannot be run as code here.',
    worker_threads: oneThread,
    zlib: 'use `CompressionStream`.',
  }),
);

/** What an import of one of Node's modules means; undefined when the specifier is none that programs have. */
export const builtinOf = (specifier: string): Builtin | undefined =>
  builtinNames.get(specifier.replace(/^node:/, ''));

/** Whether a specifier without `node:` is one of Node's modules that programs do not have. */
export const isUnavailable = (specifier: string): boolean => insteadOf.has(specifier.replace(/\/.*/, ''));

/** Why a module of the platform cannot be imported, and what to use instead. */
export function refusalOf(specifier: string): string {
  const instead = insteadOf.get(specifier.replace(/^node:/, '').replace(/\/.*/, ''));
  return `“${specifier}” is not available here: ${instead ?? `of Node's modules, programs have ${[...builtinNames.keys()].join(', ')}.`}`;
}
