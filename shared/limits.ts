/**
 * The limits that people, programs or the wire can notice, except a few of how one module parses or shows something.
 * `…Bytes` are bytes (of a text, in UTF-8), `…Length` are UTF-16 units; other names say what they count.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * What one room may hold. The page and HTTP calls refuse at these limits, the room itself only beyond twice as much.
 */
export const roomLimits = {
  /** Sockets of people; the coder has its own. */
  maxSockets: 64,
  /** How many of these viewers may take. */
  maxViewerSockets: 48,
  /** Client ids that one update may introduce, except when it brings back a lost room. */
  maxNewAuthors: 32,
  /** … and that one user may introduce in an hour. */
  newAuthorsPerHour: 200,
  /**
   * Client ids of a room, which its document never loses. So many cost each who joins about 1 MiB and a quarter of a
   * second, and the room 30 MiB. Past this only the coder adds more.
   */
  maxAuthors: 60_000,
  /** Roots of the document; the product uses three. */
  maxRoots: 64,
  maxFiles: 500,
  /** Files ever created in a room: a deleted file keeps its text, even if emptied. */
  maxTexts: 5_000,
  /** The room itself measures UTF-16 units, of which a text never has more than bytes. */
  maxFileBytes: 1 * MIB,
  maxDocumentBytes: 16 * MIB,
  /** A schema that compares a text's length with this lets through some longer ones, which `paths.ts` then refuses. */
  maxPathBytes: 256,
  maxTitleLength: 80,
  maxNameLength: 40,
  /** Of a user, file, run, message or turn. */
  maxIdLength: 64,
  /** Of what names the room in the call that deletes it. */
  maxRoomNameLength: 200,
  /** Names that a room remembers to number people with the same name; the least recently used is forgotten first. */
  maxNames: 20_000,
  /** How long a room brought back by a client waits for the coder to confirm whose text it is. */
  verifyAuthorsMs: 60_000,
} as const;

export const wireLimits = {
  /** PartyKit's workerd closes a socket above this. */
  maxFrameBytes: 1 * MIB,
  /**
   * The room and our own peers split larger frames for each other into pieces of this size: a slow connection then shows
   * progress. Over 256 kbit/s one takes a second.
   */
  chunkBytes: 32 * KIB,
  maxBatchBytes: 16 * MIB,
  /** About the largest update with which the coder answers step 1: what is larger, it sends as several. */
  catchUpBytes: 4 * MIB,
  /** A batch is dropped when no piece of it arrives for this long: at 140 kbit/s even pages with pieces of 256 KiB get there. */
  batchTimeoutMs: 15_000,
  /** Messages in one frame. */
  maxFrameMessages: 64,
  /** Values in one struct of an array or a map, states in one awareness update, clients in one state vector. */
  maxStructValues: 65_536,
  maxAwarenessStates: 256,
  /** Eight bytes for each client id of the fullest room, and half as much again for those of the coder. */
  maxVectorBytes: 720 * KIB,
  maxControlBytes: 8 * KIB,
  /** Work of a room in one batch, in units of about 1 µs, and the minimum for each connection. */
  batchWork: 10_000,
  leastBatchWork: 500,
  /** A large update is applied in slices of this much work. */
  sliceWork: 5_000,
  /** Messages of one connection that wait to be processed; past this it is closed. */
  maxWaitingBytes: 24 * MIB,
  /** Memory overhead of a waiting message: by itself, and packed with others. */
  messageOverheadBytes: 512,
  packedOverheadBytes: 16,
  /** Waiting messages smaller than this are packed together: by itself each would take a hundred times its size. */
  packedMessageBytes: 1 * KIB,
  /** Save-acks to one connection in one batch; if there are more, the newest are sent. */
  maxAcksPerBatch: 32,
  /** Work that one connection may cause per second, and how far it may exceed that in total before it is a flood. */
  floodWorkPerSecond: 250_000,
  floodSurplusWork: 20_000_000,
  /** The same limits for a viewer, whose page sends little and no text. */
  viewerFloodWorkPerSecond: 25_000,
  viewerFloodSurplusWork: 2_000_000,
  viewerFloodUpdatesPerSecond: 200,
  viewerFloodSurplusUpdates: 6_000,
  maxAwarenessBytes: 4 * KIB,
  /** Malformed frames before the socket is closed. */
  strikes: 3,
  /** Updates of one connection that wait for their predecessors. */
  maxPendingBytes: 64 * KIB,
  maxPendingUpdates: 32,
  pendingTimeoutMs: 10_000,
  /** How often a room checks timeouts: silent peers, expired tokens, updates that waited too long. */
  tickMs: 2_500,
  /** A connection that exceeds either rate in every second of the window is closed as a flood. */
  floodUpdatesPerSecond: 2_000,
  floodBytesPerSecond: 1 * MIB,
  floodWindowMs: 5_000,
  /** How long a person who was closed for a flood is kept out. */
  floodCooldownMs: 60_000,
  /** A connection is also a flood when its total exceeds either rate by this much, however it is spread over time. */
  floodSurplusUpdates: 60_000,
  floodSurplusBytes: 32 * MIB,
  /** Answers to step 1 of one connection: the document's bytes per second, and how far ahead of that it may ask. */
  answerBytesPerSecond: 4 * MIB,
  answerBurstMs: 2_000,
  /** The page reports a save unconfirmed for this long. It has to within 10 s of a dead connection: this leaves it 2 s. */
  answerMs: 8_000,
  /** Every connection gets a binary frame this often: stock clients close after 30 s without one. */
  keepAliveMs: 15_000,
  /** A peer silent for this long counts as gone. */
  silentPeerMs: 30_000,
  /**
   * A person who connects has their other connections asked for a sign of life: each has this long to give it, and longer
   * by `slowReadTimeoutMs` for each `readProbeBytes` that it may have to read first.
   */
  lifeSignMs: 5_000,
  /** How long someone who finds the room full waits for that, and how often their seat is checked meanwhile. */
  seatWaitMs: 6_000,
  seatCheckMs: 250,
  /** Of one person's connections at a time; more find the room full at once. */
  maxSeatWaits: 8,
  /** Each presence is sent again this often: stock clients drop one that was not renewed for 30 s. */
  presenceRenewalMs: 20_000,
  /** How often a room stores the time from which its presence goes on after a restart. */
  presenceClockMs: 60_000,
  /** A client is probed after each part of this size, and has this long per part to answer. */
  readProbeBytes: 1 * MIB,
  readTimeoutMs: 8_000,
  /** … and this long while less than this is sent to it meanwhile: over 256 kbit/s a part takes 33 s. */
  slowReadTimeoutMs: 40_000,
  fallenBehindBytes: 3 * MIB,
  /** Sent after an unanswered probe; past this nothing more is sent. */
  maxUnreadBytes: 64 * MIB,
  /**
   * When so many messages arrive during a write, in all and for each connection, twice running, the room waits for more
   * before it handles them: this many times as long as that batch took, at most so long. With a full batch or more it does
   * not wait.
   */
  backlogMessages: 4,
  backlogShare: 1 / 4,
  fullBatchMessages: 64,
  batchPauseFactor: 3,
  maxBatchPauseMs: 32,
  /**
   * Minimum time between two messages of presence alone, per socket and in total: otherwise they would grow with the
   * square of the sockets.
   */
  presenceMsPerSocket: 1,
  maxPresencePauseMs: 32,
  /** On a slow disk, a presence that changes all the time waits for its newest text no longer than this. */
  maxPresenceHeldMs: 100,
  /** A presence state that says the same as the last one is not sent again within this time. */
  samePresenceMs: 12_000,
  /** Frames to one peer that leave together become one, up to this size. */
  joinedFrameBytes: 64 * KIB,
  /** Minimum pause after a batch that left work undone, before the next one. */
  backlogPauseMs: 24,
  /** How long the last frames (which say why a client is closed) have to leave before the room drops its storage. */
  lastFramesMs: 1_000,
  /** Minimum time between two presence updates that a client sends. */
  awarenessIntervalMs: 50,
} as const;

export const storageLimits = {
  /** PartyKit's key-value store refuses larger values. */
  maxValueBytes: 128 * KIB,
  /** Larger values are split into pieces of this size, which leaves space for the store's own framing. */
  pieceBytes: 120 * KIB,
  maxKeysPerPut: 128,
  /** With a snapshot, the authors are packed if more of them than this have a row of their own. */
  maxAuthorRows: 512,
  /** The log is compacted into the snapshot when it exceeds this, or half the snapshot if that is more. */
  compactLogBytes: 256 * KIB,
  /** … or when it has this many rows. */
  maxLogRows: 2_000,
  /** A document whose structs take more than this is not encoded anew for each who joins after an edit. */
  encodedAnewBytes: 64 * KIB,
  /** For so long after a deletion, the deleted text may still be sent to those who join such a room. */
  encodeAnewMs: 5_000,
  retryDelayMs: 1_000,
  maxWriteRetries: 5,
  /** Quarantined updates, i.e. ones that broke the document: how many are kept, and their maximum size. */
  maxQuarantined: 8,
  maxQuarantinedBytes: 256 * KIB,
} as const;

export const authLimits = {
  tokenTtlSeconds: 15 * 60,
  serviceTokenTtlSeconds: 60 * 60,
  maxTokenLength: 2 * KIB,
  /** Of `ROOM_SECRET`. */
  minSecretLength: 32,
  /** Of the key in a link. */
  maxKeyLength: 200,
  /** Of the secret by which a browser is recognised. */
  minUserSecretLength: 16,
  maxUserSecretLength: 200,
} as const;

/** The page's socket to the coder. */
export const coderSocketLimits = {
  keepAliveMs: 30_000,
  /** Longer than two keep-alives of a hidden page, whose timers run once a minute. */
  silentMs: 150_000,
} as const;

export const reconnectLimits = {
  /** An attempt without an open socket by then is given up. */
  openTimeoutMs: 10_000,
  /** How often a client looks whether anything has come over its socket. */
  silenceCheckMs: 2_500,
  baseDelayMs: 250,
  maxDelayMs: 10_000,
  /** The most after the room said that it takes edits later: in this time a user gets another client id (R84). */
  laterMaxDelayMs: 30_000,
  /** Pause after the room was full: somebody has to leave first. */
  fullDelayMs: 30_000,
} as const;

/** How much of a value the output panel shows. */
export const showLimits = {
  /** Of an array, Map or Set, and of a string inside a value, as in Node. */
  maxArrayLength: 100,
  maxStringLength: 10_000,
  /** Of an object with more than `maxProperties`, and of a call's arguments. */
  maxItems: 200,
  maxProperties: 1_000,
  /** About how many characters a value may take before its depth is reduced. */
  maxLength: 65_536,
  maxDepth: 4,
  /** At most as deep, and as many items, as a program may ask `console.dir` for. */
  maxGivenDepth: 32,
  maxGivenItems: 10_000,
  /** Of a table. */
  maxRows: 1_000,
  maxColumns: 100,
  maxCellLength: 1_000,
} as const;

export const runLimits = {
  defaultTimeoutMs: 30_000,
  maxTimeoutMs: 120_000,
  /** Time a program may compute without yielding; the guard in its loops ends it then. */
  maxSyncMs: 10_000,
  /** Total length of a program's files: compiling takes about 2 s per MiB. */
  maxProgramLength: 4 * MIB,
  /** Length of one of them, except data files: each is compiled without a pause. */
  maxSourceLength: 1 * MIB,
  maxLineBytes: 16 * KIB,
  maxOutputBytes: 1 * MIB,
  maxOutputEntries: 100_000,
  maxResultLength: 256 * KIB,
  /** Nesting of objects and arrays. */
  maxResultDepth: 128,
  /** Of an error: its message; a function or file name in its stack; the number of frames. */
  maxMessageBytes: 8 * KIB,
  maxFrameBytes: 512,
  maxFrames: 50,
  /** Causes and members of an AggregateError: how many are shown, and how much of each message. */
  maxInnerErrors: 20,
  maxInnerMessageBytes: 1 * KIB,
  maxArgs: 64,
  maxEnv: 64,
  /** Total length of arguments and environment, including names: they are sent to every page. */
  maxOptionsLength: 32 * KIB,
  maxConfigs: 50,
  maxConfigNameLength: 60,
  /** Lines are sent in batches of at most this many, at least this often. */
  batchEntries: 500,
  batchMs: 25,
  /** The executor's cache of compiled files: UTF-16 units of source. */
  keptSourceUnits: 4 * MIB,
  concurrentPerRoom: 2,
  queuedPerRoom: 20,
  keptRuns: 200,
  joinedRuns: 20,
  /** Length of each text of a run in a list of runs: UTF-16 units. */
  listedUnits: 4_000,
  executorRetryDelayMs: 150,
  /**
   * How long a run that has not begun waits for an executor that is away: long enough for one that was killed, did not
   * come back and was restarted after `returnMs`, even on a busy machine.
   */
  executorWaitMs: 30_000,
  /** How much later than the executor the coder ends a run that exceeded its time. */
  stopGraceMs: 1_000,
  /** A stopped run is reported as over after this time, even if its isolate is still computing. */
  stopAnswerMs: 1_000,
  /** What one run may write into the room: every write stays in the room's history. */
  maxRoomWrites: 2_000,
  maxRoomWriteBytes: 16 * MIB,
  maxTempBytes: 8 * MIB,
  maxTempFiles: 1_000,
  maxFolders: 1_000,
  /** Of a path in a program's call. */
  maxCallPathLength: 4_096,
  maxCommandLength: 64 * KIB,
  /** Concurrent commands of one run: each takes about 10 MiB. */
  maxCommandsAtOnce: 16,
  maxUrlLength: 2 * KIB,
  /** Recorded effects per run, and per room. */
  maxActionsPerRun: 500,
  keptActions: 2_000,
  /** Of an action's path or command. */
  maxActionPathLength: 1_024,
  keptCommandLength: 1_000,
  listedActions: 100,
} as const;
/** The shell that programs reach as `env.BASH`. */
export const shellLimits = {
  maxMs: 30_000,
  /** The shell ends itself at `maxMs`; after this much longer it is terminated. */
  graceMs: 2_000,
  maxLiveBytes: 16 * MIB,
  maxOutputBytes: 1 * MIB,
  maxStringLength: 4 * MIB,
  maxCommands: 10_000,
  maxLoops: 10_000,
  /** State kept from one command to the next: a name, a directory, a value, and all of it. */
  maxNameLength: 256,
  maxDirectoryLength: 4_096,
  maxValueLength: 32 * KIB,
  maxVariables: 500,
  maxStateLength: 256 * KIB,
} as const;
/** The room's shared terminal. */
export const terminalLimits = {
  concurrentPerRoom: 4,
  /** Commands that the room keeps, and that a joining page receives. */
  keptLines: 200,
  joinedLines: 30,
  /** UTF-16 units kept of stdout and of stderr, for each command, and those that a joining page receives. */
  keptOutput: 64_000,
  joinedOutput: 1_000,
  /** How often the output of a running command is stored, should the server be stopped. */
  storeMs: 1_000,
  /** A shell ends itself at its own limit; after this much longer it counts as gone. */
  graceMs: 5_000,
} as const;

/** Requests that programs make with `env.FETCH`. */
export const fetchLimits = {
  timeoutMs: 10_000,
  maxBodyBytes: 1 * MIB,
  maxRedirects: 3,
  maxHeaderBytes: 1 * KIB,
  maxMethodLength: 16,
  /** Of a host, and of an error in the log of requests. */
  maxHostLength: 1_024,
  maxErrorLength: 1_024,
  /** Headers of one request. */
  maxHeaders: 32,
  maxPerRun: 200,
} as const;

export const watchdogLimits = {
  intervalMs: 1_000,
  /** The process is killed after this long without an answer; more than `maxSyncMs`, so that the guard acts first. */
  stallMs: 13_000,
  /** A killed process must answer again by then, or it is restarted. */
  returnMs: 10_000,
  /** A started process may take this long: a busy machine starts slowly. */
  startMs: 60_000,
  /** After a room's program took the executor down, its programs run in the isolated executor for this long. */
  isolationMs: 10 * 60_000,
  /** One isolate's heap, without buffers; past it the runtime ends itself. */
  maxHeapMib: 512,
  /** Memory of the whole process: the default, on a machine with at least twice as much, and the smallest setting. */
  memoryMib: { usual: 3_072, least: 768 },
} as const;

/** What people send to the agent. Apart from its other limits, which the page does not need for its first paint. */
export const chatLimits = {
  maxMessageLength: 32 * KIB,
  maxViewerMessageLength: 2 * KIB,
  /** Things and people that one message may mention; files and outputs are truncated at `agentLimits.maxToolOutputBytes`. */
  maxMentions: 8,
  maxModelNameLength: 200,
  /** Of the reason for denying an approval. */
  maxReasonLength: 200,
} as const;

export const agentLimits = {
  /** Model calls of one turn, and its minutes at work: what the owner may set, and what holds until then. */
  turnSteps: { least: 1, usual: 50, most: 200 },
  turnMinutes: { least: 1, usual: 5, most: 60 },
  /** Files that the model's instructions name. */
  namedFiles: 100,
  /** How many reads of a file before the last one an edit can still refer to. */
  earlierReads: 4,
  /** The coder leaves the room this long after the last page has left and the last work is done. */
  lingerMs: 30_000,
  /** How long the coder waits to join the room, and for the room to confirm that a change is on disk. */
  joinTimeoutMs: 5_000,
  saveTimeoutMs: 10_000,
  maxQueuedMessages: 20,
  /** Total length of queued texts: the queue is sent to every page with each change of the state. */
  maxQueuedLength: 128 * KIB,
  /** One person's messages: a burst, then a rate per second. Every `bytes` of a message count as one. */
  messagePace: { burst: 60, perSecond: 1, bytes: 4 * KIB, maxPeople: 500 },
  /**
   * The transcript, which the coder holds in memory: messages, and the length of their JSON. Past either limit its oldest
   * quarter is removed.
   */
  keptMessages: 5_000,
  keptMessagesLength: 16 * MIB,
  /** A page of the transcript: its usual number of messages and the most, and the length of their JSON as pages get it. */
  historyMessages: 40,
  maxHistoryMessages: 200,
  historyLength: 150_000,
  /** How much pages get at first of the input and of the output of a tool call, in UTF-16 units of JSON. */
  shownToolLength: 2_000,
  /** How often pages are told how long the input of a call has become. */
  callProgressMs: 500,
  maxToolOutputBytes: 16 * KIB,
  /** How much longer than the shell's own limit a command may take to answer. */
  toolGraceMs: 5_000,
  /** Tokens that all steps of one turn may use together. */
  maxTurnTokens: 1_000_000,
  /** Removed lines that an answer quotes, and UTF-16 units of each. */
  goneLinesShown: 5,
  goneLineUnits: 60,
  /** The largest read snapshot that is kept of one file, as JSON. */
  maxReadSnapshotLength: 512 * KIB,
  snapshotLogBytes: 10_000,
  /** How long the response to the last call has to leave before the coder ends itself. */
  lastAnswerMs: 500,
  /** How long an approval may be pending before it expires, and the longest time that can be set. */
  approvalMs: 5 * 60_000,
  maxApprovalMs: 60 * 60_000,
  /** What an approval request shows (larger ones are refused), and how much of that deleted files' text may be. */
  maxQuestionLength: 128 * KIB,
  maxDeletedLength: 64 * KIB,
  keptApprovals: 200,
  listedApprovals: 20,
  /** The newest turns listed for undo, and the versions listed by one call. */
  listedTurns: 100,
  /**
   * Deleted text that is kept for undo and redo of turns, in UTF-16 units: past it the oldest turns lose theirs. What else
   * is deleted is dropped each time the document has grown by so many bytes.
   */
  undoTextLength: 16 * MIB,
  collectBytes: 4 * MIB,
  /** How much of a request is stored with its turn. */
  keptRequestLength: 200,
  /** Of the id of a turn's part; and how many parts one call may undo, redo or keep. */
  maxPartIdLength: 128,
  maxPartsPerCall: 5_000,
  listedVersions: 100,
  versionIntervalMs: 250,
} as const;

/** The calls of a model. */
export const modelLimits = {
  /** An answer's tokens, for models behind Anthropic's API whose own maximum is not known. */
  maxOutputTokens: 8_192,
  /** UTF-16 units of the model's reasoning that the pages get and the transcript keeps of one turn. */
  maxReasoningLength: 64 * KIB,
  /** Transient errors: attempts per call, the first pause (doubled each time), and the longest pause. */
  maxTries: 3,
  retryMs: 1_000,
  maxRetryMs: 30_000,
} as const;

/** How much of a conversation a model is given. `…Share` are parts of its context window. */
export const contextLimits = {
  /** Past this a prompt is made shorter. */
  maxPromptShare: 0.8,
  /** About what stays verbatim of a conversation that is summarised. */
  verbatimShare: 0.25,
  /** The longest that a summary may be, and how many words it is asked to have at most. */
  summaryShare: 0.15,
  summaryWords: 1_000,
  /** How many of the newest tool outputs a prompt keeps when it has to be made shorter, and how short one always stays. */
  keptToolOutputs: 8,
  shortToolOutput: 400,
  /** Note on what is left out of a prompt, in UTF-16 units: in total, per message, and per tool output. */
  maxLeftOutNote: 4 * KIB,
  maxLeftOutLine: 160,
  maxTruncatedOutput: 1 * KIB,
  /** Of what `/compact` asks a summary to keep. */
  maxKeepLength: 2 * KIB,
} as const;

/** How the agent types beside people. */
export const typingLimits = {
  /** The pause between typed chunks. */
  typingChunkMs: 40,
  /** About the longest that typing one edit may take: longer edits use larger chunks. */
  typingEditMs: 2_500,
  /** Larger edits appear at once instead of being typed. */
  instantEditBytes: 2 * KIB,
  cursorIntervalMs: 100,
  /** How long the agent's cursor stays after its turn: a second longer than a page shows the name of a caret that stands. */
  placeAfterTurnMs: 3_000,
  yieldToTypistMs: 3_000,
  /** Who has not written or moved their cursor for this long is not waited for. */
  activeMs: 5_000,
} as const;

/** How a turn that was cut off goes on by itself. */
export const continuationLimits = {
  /** How often in one turn a text goes on that has reached the model's longest length. */
  maxLengths: 3,
  /** How often in a row a turn goes on after a kill without having finished a tool call in between. */
  maxFruitlessRestarts: 3,
  /** The longest reply, as JSON, with which a turn goes on after a kill: it is stored in one value of 2 MiB. */
  maxReplyLength: 1 * MIB,
} as const;

/** The inputs of the agent's tools, which the page reads. */
export const toolLimits = {
  /** Texts that one call of `editFile` may replace. */
  maxEditsPerCall: 50,
  /** UTF-16 units of a pattern to search for. */
  maxPattern: 500,
  /** Steps of a plan, and UTF-16 units of one: it is part of the state that every page gets. */
  maxTodoItems: 20,
  maxTodoLength: 200,
} as const;

/** The agent's search in the room's files. */
export const agentSearchLimits = {
  maxMatches: 100,
  /** A search by regular expression: its longest time, and the instructions of its compiled pattern. */
  maxMs: 3_000,
  maxProgram: 500,
  /** UTF-16 units of a line that it searches. */
  maxLine: 2_000,
  /** Instructions × units after which others get their turn; one takes up to 0.1 µs. */
  stepsAtOnce: 200_000,
} as const;

/** TypeScript's check of a room's programs for the agent. */
export const typeCheckLimits = {
  /** UTF-16 units of all files: checking 60 files of 270,000 takes 2 s at first, 0.1 s after an edit, and 120 MiB. */
  maxLength: 2 * MIB,
  /** The longest that one check may take; between two files others get their turn. */
  maxMs: 10_000,
  /** How long the answer to an edit waits for it. */
  afterEditMs: 1_500,
  /** Errors that `diagnostics` lists, and that the answer to an edit does. */
  maxFound: 40,
  maxAfterEdit: 5,
  /** UTF-16 units of one message. */
  maxMessageLength: 300,
  /** States of a room's files whose errors are remembered, to tell which are new. */
  keptStates: 4,
} as const;

/** The page's search in all files. */
export const searchLimits = {
  /** A pattern that takes longer is aborted. */
  timeoutMs: 3_000,
  maxMatches: 2_000,
  /** What is shown of a line on each side of a match. */
  contextLength: 60,
} as const;

/** The page's list of problems. */
export const problemLimits = {
  /** The first ones are listed; all are counted. */
  maxListed: 500,
  /** UTF-16 units of a message that a request to fix it quotes. */
  maxQuoted: 2_000,
} as const;

/** The page's import of many files. */
export const importLimits = {
  maxZipBytes: 64 * MIB,
  /** Files are added in changes of this size. */
  batchBytes: 128 * KIB,
  /** Pause after each change; the resulting rate is far below what the room treats as a flood. */
  batchPauseMs: 200,
} as const;

export const httpLimits = {
  maxBodyBytes: 4 * MIB,
  /** How much of a refused request's body is read, so that its connection can be reused. */
  maxDiscardedBytes: 16 * MIB,
  /** How long `GET /health` waits for each part. */
  healthTimeoutMs: 2_000,
} as const;

/** A text that the owner purges from a room. */
export const purgeLimits = {
  minLength: 8,
  /** In UTF-8. A private key of 4,096 bits takes about 3,300; even fully escaped the text fits a control message. */
  maxBytes: 3_584,
  /** How many levels of quoting are searched. */
  maxQuotingDepth: 8,
  /** Size of one row of the filler that overwrites the free pages of the coder's database. */
  fillerBytes: 1 * MIB,
} as const;

export const pageLimits = {
  /** All scripts that a room needs for its first paint, gzipped; the build fails beyond this. */
  roomScriptBytes: 150_000,
  /** A server that is away for longer is reported. */
  lostServerMs: 10_000,
  /** What a room that takes no edits for now says is shown after this; mostly it takes them again at once. */
  sentAwayMs: 2_000,
  /** A request for a room or a session that is not answered by then counts as failed. */
  sessionTimeoutMs: 10_000,
  /** Commands of the terminal that a browser keeps for each room. */
  keptCommands: 500,
  /** A page's edits are deleted from the browser at most this often once the room has acknowledged them. */
  deleteAckedMs: 250,
  /** So many of a page's edits that the room has not acknowledged are stored one by one, then merged into one row. */
  unsavedRows: 256,
  /**
   * Unsaved edits of earlier pages are applied in pieces of at most this, unless one edit is larger: a day's typing is one
   * piece, since the editor lays out the text anew after each.
   */
  restoredBytes: 512 * 1024,
  /** While this browser cannot store unsaved edits, it is tried again at this pause. */
  storeRetryMs: 5_000,
  /** Past either limit a file opens without language service and minimap. */
  largeFileLength: 1_000_000,
  largeFileLines: 20_000,
} as const;

/**
 * What may be begun on a server, so that nobody uses up its machine or its model's key. A team of thirty behind one
 * address stays below these limits on a busy day.
 */
export const quotaLimits = {
  /** Per address and hour; model calls per room and hour. */
  hourly: {
    /** Two for each of the thirty. */
    rooms: 60,
    /** Thirty people with five tabs each renew 700 times an hour; four times that, for reloads. */
    sessions: 3_000,
    /** One per minute for each of the thirty. */
    runs: 1_800,
    /** One every three minutes for each of the thirty. */
    turns: 600,
    /** One every 3.6 s without a break; a turn makes its calls one after another. */
    modelCalls: 1_000,
  },
  /** A day's limit, as a multiple of the hourly one. */
  dayHours: 8,
  /** The whole server's limit, as a multiple of one address's (or room's). */
  addressesForAll: 20,
  /** The limits of a server that only its own machine reaches, as a multiple of the usual ones. */
  localFactor: 100,
  /** Addresses and rooms tracked at a time: about 2 MB. */
  maxTracked: 10_000,
  /**
   * Input and output tokens of one room's turns per day (UTC): twenty of the longest turns, or a hundred usual ones.
   */
  roomTokensPerDay: 20_000_000,
} as const;

/** Token buckets for calls that write to a room: a bucket holds `burst` and refills at `perSecond`. */
export const roomRates = {
  /** One person's calls: enough for a script that imports a project of 500 files. */
  caller: { burst: 600, perSecond: 30 },
  /** All calls in a room. */
  room: { burst: 2_400, perSecond: 120 },
  /** Bytes that calls, programs and the agent add to the history: two full rooms at once, then one per minute. */
  writtenBytes: { burst: 32 * MIB, perSecond: (16 * MIB) / 60 },
  /** Callers tracked at a time. */
  maxCallers: 1_000,
  /** Pages of one person that watch one room's agent. */
  maxUserSockets: 16,
  /** A room's versions, updates and snapshots together; beyond this the oldest are removed. */
  maxHistoryBytes: 256 * MIB,
} as const;
