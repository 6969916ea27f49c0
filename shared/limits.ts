/** Every limit of the product, in one file. Sizes in bytes of UTF-8 unless the name says otherwise. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** What one room may hold. The page and HTTP refuse at these; the room itself only past twice them. */
export const roomLimits = {
  /** Of people; the coder's is its own. */
  maxSockets: 64,
  /** Of these, how many those who only look may take. */
  maxViewerSockets: 48,
  /** Client ids that one update may bring from others or for the first time; a lost room is brought back with all of its. */
  maxNewAuthors: 32,
  maxAuthors: 20_000,
  /** Names of the document's roots: the product has three. */
  maxRoots: 64,
  maxFiles: 500,
  /** Files that a room ever had: the text of a deleted one stays, if only empty. */
  maxTexts: 5_000,
  maxFileBytes: 1 * MIB,
  maxDocumentBytes: 16 * MIB,
  maxPathBytes: 256,
  maxTitleLength: 80,
  maxNameLength: 40,
  /** Names that a room remembers, to tell two people apart who have the same; whose was used longest ago is forgotten first. */
  maxNames: 20_000,
  /** How long a room that was brought back waits for the coder's word on whose text it is. */
  doubtMs: 60_000,
} as const;

export const wireLimits = {
  /** PartyKit's workerd closes a socket above this. */
  maxFrameBytes: 1 * MIB,
  /** Our own peers split larger frames into pieces of this size. */
  chunkBytes: 256 * KIB,
  maxBatchBytes: 16 * MIB,
  /** No piece of a batch for this long, and it is not waited for. */
  batchTimeoutMs: 5_000,
  /** Messages in one frame. */
  maxFrameMessages: 64,
  /** Values in one struct of an array or a map, states in one awareness update, clients in one state vector. */
  maxStructValues: 65_536,
  maxAwarenessStates: 256,
  maxVectorBytes: 256 * KIB,
  maxControlBytes: 8 * KIB,
  /** Work a room does in one batch, in units of about a microsecond, and the least it does for each connection. */
  batchWork: 10_000,
  leastBatchWork: 500,
  /** What is applied of a large update at once, in the same units. */
  sliceWork: 5_000,
  /** What waits from one connection: past this it is closed. */
  maxWaitingBytes: 24 * MIB,
  /** What a message in waiting costs in memory beside its bytes: one that is not packed with others, and one that is. */
  messageOverheadBytes: 512,
  packedOverheadBytes: 16,
  /** Smaller messages in waiting are packed together: each by itself costs a hundred times its bytes. */
  packedMessageBytes: 1 * KIB,
  /** Save-acks to one connection in one batch; of more, the newest. */
  maxAcksPerBatch: 32,
  /** Work that one connection causes: a second’s worth, and how far past it before it is a flood. */
  floodWorkPerSecond: 250_000,
  floodSurplusWork: 20_000_000,
  /** Of one that only looks, whose own program sends little, and no text. */
  viewerFloodWorkPerSecond: 25_000,
  viewerFloodSurplusWork: 2_000_000,
  viewerFloodUpdatesPerSecond: 200,
  viewerFloodSurplusUpdates: 6_000,
  maxAwarenessBytes: 4 * KIB,
  /** Malformed frames before the socket is closed. */
  strikes: 3,
  /** Updates that wait for their predecessors, of one connection. */
  maxPendingBytes: 64 * KIB,
  maxPendingUpdates: 32,
  pendingTimeoutMs: 10_000,
  /** How often a room looks for what is overdue: silent peers, ended tokens, updates that waited too long. */
  tickMs: 2_500,
  /** A connection that sends more than either, for the whole window, is closed as a flood. */
  floodUpdatesPerSecond: 2_000,
  floodBytesPerSecond: 1 * MIB,
  floodWindowMs: 5_000,
  /** How long who was closed for a flood stays out. */
  floodCooldownMs: 60_000,
  /** … or one that has sent so much more than either since it began, however it is spread. */
  floodSurplusUpdates: 60_000,
  floodSurplusBytes: 32 * MIB,
  /** Answers to step 1, of one connection: by the size of the document, and how far ahead of that it may ask. */
  answerBytesPerSecond: 4 * MIB,
  answerBurstMs: 2_000,
  /** A save that is not confirmed for this long is spoken of: within 10 s of the line’s death, with some for the page. */
  answerMs: 8_000,
  /** At least one binary frame in this time: stock clients close after 30 s without one. */
  keepAliveMs: 15_000,
  /** A peer that says nothing for this long is gone. */
  silentPeerMs: 30_000,
  /** Stock clients forget a presence that they have not heard of for 30 s: each is told at least this often. */
  presenceRenewalMs: 20_000,
  /** After this much sent to a client it is asked for an answer, and has this long for each such part. */
  readProbeBytes: 1 * MIB,
  readTimeoutMs: 8_000,
  /** Sent after a question that is not answered yet: past this nothing more is. */
  maxUnreadBytes: 64 * MIB,
  /** Least time between two batches, for each socket to tell, so that frames do not grow with the square. */
  batchMsPerSocket: 1,
  maxBatchMs: 32,
  /** After a batch that left work undone, new messages start another one only after this. */
  backlogPauseMs: 24,
  /** What tells clients why they are closed has so long to leave, before a room lets go of its storage. */
  lastFramesMs: 1_000,
  /** Cursor moves a client sends. */
  awarenessIntervalMs: 50,
} as const;

export const storageLimits = {
  /** PartyKit's key-value store refuses larger values. */
  maxValueBytes: 128 * KIB,
  /** Larger values are kept in pieces of this size; the rest is room for the store's own framing. */
  pieceBytes: 120 * KIB,
  maxKeysPerPut: 128,
  /** The log is folded into the snapshot when it passes this, or half the snapshot if that is more. */
  compactLogBytes: 256 * KIB,
  /** … or when it has this many rows. */
  maxLogRows: 2_000,
  retryDelayMs: 1_000,
  maxWriteRetries: 5,
  /** Updates that broke the document: how many are kept, and how large. */
  maxQuarantined: 8,
  maxQuarantinedBytes: 256 * KIB,
} as const;

export const authLimits = {
  tokenTtlSeconds: 15 * 60,
  serviceTokenTtlSeconds: 60 * 60,
  maxTokenBytes: 2 * KIB,
} as const;

export const reconnectLimits = {
  /** An attempt that has led to no open socket by then is given up. */
  openTimeoutMs: 10_000,
  baseDelayMs: 250,
  maxDelayMs: 10_000,
  /** Somebody has to leave first. */
  fullDelayMs: 30_000,
} as const;

export const runLimits = {
  defaultTimeoutMs: 30_000,
  maxTimeoutMs: 120_000,
  /** Computing without yielding; the guard in the program's own loops ends it. */
  maxSyncMs: 10_000,
  /** Of the files that a program is made of, together (UTF-16 units): reading them takes about 2 s for each MiB. */
  maxProgramLength: 4 * MIB,
  /** Of one of them, but data: it is read without a pause. */
  maxSourceLength: 1 * MIB,
  maxLineBytes: 16 * KIB,
  maxOutputBytes: 1 * MIB,
  maxOutputEntries: 100_000,
  maxResultBytes: 256 * KIB,
  /** Of objects and lists in one another. */
  maxResultDepth: 128,
  /** Of an error: its message, a name or file in its stack, and the stack. */
  maxMessageBytes: 8 * KIB,
  maxFrameBytes: 512,
  maxFrames: 50,
  /** Causes, and members of an AggregateError: how many are told, and how much of each message. */
  maxInnerErrors: 20,
  maxInnerMessageBytes: 1 * KIB,
  maxArgs: 64,
  maxEnv: 64,
  /** Of all arguments and environment values, names too (UTF-16 units): every page is told them. */
  maxOptionsLength: 32 * KIB,
  maxConfigs: 50,
  maxConfigNameLength: 60,
  /** Lines are sent in batches: at most this many, or what came in this time. */
  batchEntries: 500,
  batchMs: 25,
  /** Of the files that were run lately, how much the executor keeps as it has read them: UTF-16 units. */
  keptSourceUnits: 4 * MIB,
  concurrentPerRoom: 2,
  queuedPerRoom: 20,
  keptRuns: 200,
  joinedRuns: 20,
  /** Of each text of a run that is listed among others, UTF-16 units. */
  listedUnits: 4_000,
  executorRetryDelayMs: 150,
  /**
   * What has not begun waits this long for an executor that is away: for one that was killed and does not come back, and
   * is started anew after `returnMs`, on a busy machine too.
   */
  executorWaitMs: 30_000,
  /** How much later than the executor the coder itself ends a run that took too long. */
  stopGraceMs: 1_000,
  /** A run that was stopped is over after this time, though its isolate computes on without a pause. */
  stopAnswerMs: 1_000,
  /** What one run may write into the room: each write stays in the room's history. */
  maxRoomWrites: 2_000,
  maxRoomWriteBytes: 16 * MIB,
  maxTempBytes: 8 * MIB,
  maxTempFiles: 1_000,
  maxFolders: 1_000,
  maxCommandBytes: 64 * KIB,
  /** Commands of one run that go on at once: each takes some 10 MiB. */
  maxCommandsAtOnce: 16,
  maxUrlBytes: 2 * KIB,
  /** Of one run's effects, how many are written down; of a room's, how many are kept. */
  maxActionsPerRun: 500,
  keptActions: 2_000,
  listedActions: 100,
} as const;
/** The shell that programs reach as `env.BASH`. */
export const shellLimits = {
  maxMs: 30_000,
  /** It ends itself; after this much longer it is ended. */
  graceMs: 2_000,
  maxLiveBytes: 16 * MIB,
  maxOutputBytes: 1 * MIB,
  maxStringBytes: 4 * MIB,
  maxCommands: 10_000,
  maxLoops: 10_000,
  /** What is kept from one command to the next: UTF-16 units of a name or directory, of a value, and of all. */
  maxNameLength: 256,
  maxDirectoryLength: 4_096,
  maxValueLength: 32 * KIB,
  maxVariables: 500,
  maxStateLength: 256 * KIB,
} as const;
/** The room's shared terminal. */
export const terminalLimits = {
  concurrentPerRoom: 4,
  /** Commands that the room keeps, and that a page that joins is told. */
  keptLines: 200,
  joinedLines: 30,
  /** Of what a command says, UTF-16 units of each of its two outputs. */
  keptOutput: 64_000,
  /** A shell ends itself; after this much longer it counts as gone. */
  graceMs: 5_000,
} as const;

/** Requests that programs make with `env.FETCH`. */
export const fetchLimits = {
  timeoutMs: 10_000,
  maxBodyBytes: 1 * MIB,
  maxRedirects: 3,
  maxHeaderBytes: 1 * KIB,
  /** Those of a request. */
  maxHeaders: 32,
  maxPerRun: 200,
} as const;

export const watchdogLimits = {
  intervalMs: 1_000,
  /** No answer for this long and the process is killed; longer than `maxSyncMs`, so that the guard comes first. */
  stallMs: 13_000,
  /** One that was killed is back by then, or is started anew. */
  returnMs: 10_000,
  /** One that was started may take this long: a busy machine starts slowly. */
  startMs: 60_000,
  /** So long the programs of a room that has stopped it run in the penal one. */
  penaltyMs: 10 * 60_000,
  /** One isolate's heap; past it the runtime ends itself. Buffers do not count. */
  maxHeapMib: 512,
  /** Of the whole process: on a machine that has twice as much, and the least that can be set. */
  memoryMib: { usual: 3_072, least: 768 },
} as const;

export const agentLimits = {
  maxSteps: 20,
  maxTurnMs: 5 * 60_000,
  maxOutputTokens: 8_192,
  /** Typing: the pause between chunks, and the size above which an edit appears at once. */
  typingChunkMs: 40,
  /** About how long one edit may be typed: longer ones take more words to a stroke. */
  typingEditMs: 2_500,
  instantEditBytes: 2 * KIB,
  cursorIntervalMs: 100,
  yieldToTypistMs: 3_000,
  /** The coder leaves the room this long after the last page and the last work. */
  lingerMs: 30_000,
  /** How long the coder waits for the room to let it in, and to say that a change is on disk. */
  joinTimeoutMs: 5_000,
  saveTimeoutMs: 10_000,
  maxMessageBytes: 32 * KIB,
  maxQueuedMessages: 20,
  /** Of all their texts (UTF-16 units): the queue is told to every page with each change of the state. */
  maxQueuedLength: 128 * KIB,
  /** How many messages one person may write at once, and then in a second; each so many bytes of one count as another. */
  messagePace: { burst: 60, perSecond: 1, bytes: 4 * KIB, maxPeople: 500 },
  /** The transcript, which every page reads whole when it comes (messages, and UTF-16 units of their JSON): past either its oldest quarter goes. */
  keptMessages: 1_000,
  keptMessageBytes: 4 * MIB,
  /** Files, selections and outputs that one message may point at; each is cut at `maxToolOutputBytes`. */
  maxMentions: 8,
  maxToolOutputBytes: 16 * KIB,
  /** Searching the room's files: UTF-16 units of the text to find, and what is answered of it. */
  maxSearchPattern: 500,
  maxSearchMatches: 100,
  /** How much longer than the shell's own limit a command may take to answer. */
  toolGraceMs: 5_000,
  /** Of the transcript, what a model is given (UTF-16 units of its JSON). */
  maxContextBytes: 256 * KIB,
  /** Tokens that one turn may take, of all its steps together. */
  maxTurnTokens: 1_000_000,
  /** A model's passing faults: how often a call is made, the first pause (doubled each time), and the longest that is waited. */
  maxModelTries: 3,
  modelRetryMs: 1_000,
  maxModelRetryMs: 30_000,
  /** UTF-16 units that stand for what a model is not given: of all messages, of one, and of a tool's answer. */
  maxLeftOutNote: 4 * KIB,
  maxLeftOutLine: 160,
  maxCutAnswer: 1 * KIB,
  /** Places of removed lines that an answer names, lines of each, and UTF-16 units of a line. */
  goneLinesShown: 5,
  goneLineUnits: 60,
  /** Of what the agent has read of one file, how much is kept (UTF-16 units of its JSON). */
  maxReadSnapshotLength: 512 * KIB,
  snapshotLogBytes: 10_000,
  /** How long the answer to the last call may take to leave, before a coder ends itself. */
  lastAnswerMs: 500,
  /** How long a question of the agent waits before it counts as denied, and the longest that can be set. */
  approvalMs: 5 * 60_000,
  maxApprovalMs: 60 * 60_000,
  /** Of what a question shows, UTF-16 units (what is more is not asked about), and of that the text of files that go. */
  maxQuestionLength: 128 * KIB,
  maxDeletedLength: 64 * KIB,
  maxReasonLength: 200,
  keptApprovals: 200,
  listedApprovals: 20,
  /** Turns that are listed for undo, the newest, and versions that one call lists. */
  listedTurns: 100,
  listedVersions: 100,
  versionIntervalMs: 250,
} as const;

/** Finding in all files, in the page. */
export const searchLimits = {
  /** A pattern that takes longer is ended. */
  timeoutMs: 3_000,
  maxMatches: 2_000,
  /** Of a line with a match, what is shown on each side (UTF-16 units). */
  contextLength: 60,
} as const;

/** Files that come into the room at once, from the page. */
export const importLimits = {
  maxZipBytes: 64 * MIB,
  /** One change of the room: what is added at once. */
  batchBytes: 128 * KIB,
  /** After each; together far below what the room takes for a flood. */
  batchPauseMs: 200,
} as const;

export const httpLimits = {
  maxBodyBytes: 4 * MIB,
  /** Of a request that is refused, how much is read for the sake of its connection. */
  maxDiscardedBytes: 16 * MIB,
  /** How long `GET /health` waits for each part. */
  healthTimeoutMs: 2_000,
} as const;

/** A text that the owner of a room takes out of it. */
export const purgeLimits = {
  /** UTF-16 units. */
  minLength: 8,
  /** In UTF-8: a private key of 4,096 bits is some 3,300; with all of it escaped it fits a control message. */
  maxBytes: 3_584,
  /** What the coder's database is filled up with at a time, so that its free pages hold nothing: bytes. */
  fillerBytes: 1 * MIB,
} as const;

export const pageLimits = {
  /** All script that a room needs for its first paint, gzipped; the build fails past it. */
  roomScriptBytes: 150_000,
  /** A server that is away for longer is spoken of. */
  lostServerMs: 10_000,
  /** A call for a room or a session that is not answered by then counts as not answered at all. */
  sessionTimeoutMs: 10_000,
  /** Past either of these (UTF-16 units, lines) a file is opened without language service and minimap. */
  largeFileLength: 1_000_000,
  largeFileLines: 20_000,
} as const;

/**
 * What may be begun on a server, so that nobody takes all of its machine and its model's key. A team of thirty behind one
 * address stays below these on a busy day.
 */
export const quotaLimits = {
  /** From one address, in an hour; of model calls, in one room. */
  hourly: {
    /** Two for each of the thirty. */
    rooms: 60,
    /** Thirty people with five tabs each renew 700 times an hour; four times that, for reloads. */
    sessions: 3_000,
    /** One a minute by each of the thirty. */
    runs: 1_800,
    /** One every three minutes by each of the thirty. */
    turns: 600,
    /** One every 3.6 s without a pause, and a turn asks one after the other. */
    modelCalls: 1_000,
  },
  /** A day has as many as this many hours. */
  dayHours: 8,
  /** All together have as many as this many addresses, or rooms. */
  addressesForAll: 20,
  /** A server that nobody but its own machine reaches gives so much more. */
  localFactor: 100,
  /** Addresses and rooms that are told apart: some 2 MB. */
  maxTracked: 10_000,
  /** Tokens that the turns of one room take in a day (UTC), in and out: twenty of the longest, a hundred usual ones. */
  roomTokensPerDay: 20_000_000,
} as const;

/** How fast one room may be written to by calls; a bucket holds `burst`, and fills by so many a second. */
export const roomRates = {
  /** Calls that write, of one person: a script that brings in a project of 500 files. */
  caller: { burst: 600, perSecond: 30 },
  /** … of all in a room. */
  room: { burst: 2_400, perSecond: 120 },
  /** What calls, programs and the agent write into the room's history: twice a full room, then one a minute. */
  writtenBytes: { burst: 32 * MIB, perSecond: (16 * MIB) / 60 },
  /** Callers whose buckets are known at a time. */
  maxCallers: 1_000,
  /** Pages of one person that watch one room's agent. */
  maxUserSockets: 16,
  /** Of a room's versions, updates and snapshots together: past it the oldest go. */
  maxHistoryBytes: 256 * MIB,
} as const;
