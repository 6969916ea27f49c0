/**
 * All commands, and the only place that binds keys. The palette, the list of shortcuts, menus, tooltips and every key
 * handler read it.
 *
 * A key is written `Mod+Shift+P`: `Mod` is Cmd on a Mac and Ctrl elsewhere, `Ctrl` is Ctrl everywhere. Keys of a command
 * with `where` work only there; the others work on the whole page.
 */
export interface Command {
  title: string;
  group: (typeof groups)[number];
  keys?: readonly string[];
  /** The keys on a Mac, if different: Option with a letter types a character there. */
  macKeys?: readonly string[];
  /** The part of the page that handles the keys itself. */
  where?: 'tree' | 'tabs' | 'editor' | 'terminal' | 'chat';
  /** The command changes something, so viewers do not have it. */
  edits?: true;
}

export const groups = ['General', 'Files', 'Tabs', 'Editor', 'Terminal', 'Chat'] as const;

const define = <Id extends string>(table: Record<Id, Command>): Record<Id, Command> => table;

const commandTable = define({
  palette: { title: 'Command palette', group: 'General', keys: ['Mod+Shift+P', 'F1'] },
  run: { title: 'Run', group: 'General', keys: ['Mod+Enter'], edits: true },
  chooseRun: { title: 'Choose what to run', group: 'General' },
  runConfigs: { title: 'Run configurations', group: 'General', edits: true },
  openFile: { title: 'Open a file', group: 'General', keys: ['Mod+P', 'Mod+O'] },
  goToLine: { title: 'Go to line', group: 'General', keys: ['Mod+G'], macKeys: ['Ctrl+G'] },
  goToSymbol: { title: 'Go to symbol in the file', group: 'General', keys: ['Mod+Shift+O'] },
  save: { title: 'Save', group: 'General', keys: ['Mod+S'] },
  goBack: { title: 'Go back', group: 'General', keys: ['Alt+ArrowLeft'], macKeys: ['Ctrl+-'] },
  goForward: { title: 'Go forward', group: 'General', keys: ['Alt+ArrowRight'], macKeys: ['Ctrl+Shift+-'] },
  search: { title: 'Find in all files', group: 'General', keys: ['Mod+Shift+F'] },
  toggleFiles: { title: 'Show or hide the files', group: 'General', keys: ['Mod+B'] },
  toggleOutput: { title: 'Show or hide the output', group: 'General', keys: ['Mod+J'] },
  toggleChat: { title: 'Show or hide the chat', group: 'General', keys: ['Mod+Shift+B'] },
  goToFiles: { title: 'Go to the files', group: 'General' },
  goToEditor: { title: 'Go to the editor', group: 'General' },
  goToOutput: { title: 'Go to the output', group: 'General' },
  goToTerminal: { title: 'Go to the terminal', group: 'General', keys: ['Ctrl+`'] },
  goToChat: { title: 'Go to the chat', group: 'General', keys: ['Mod+L'] },
  showProblems: { title: 'Problems', group: 'General', keys: ['Mod+Shift+M'] },
  nextRegion: { title: 'Next panel', group: 'General', keys: ['F6'] },
  previousRegion: { title: 'Previous panel', group: 'General', keys: ['Shift+F6'] },
  share: { title: 'Share the room', group: 'General' },
  settings: { title: 'Settings', group: 'General' },
  appearance: { title: 'Your name and colour', group: 'General' },
  renameRoom: { title: 'Rename the room', group: 'General', edits: true },
  leave: { title: 'Close a dialog, or stop following', group: 'General', keys: ['Escape'] },
  goToMessage: {
    title: 'Go to the newest message',
    group: 'General',
    keys: ['Alt+T'],
    macKeys: ['Ctrl+Alt+T'],
  },
  keys: { title: 'Keyboard shortcuts', group: 'General', keys: ['?'] },

  newFile: { title: 'New file', group: 'Files', edits: true },
  newFolder: { title: 'New folder', group: 'Files', edits: true },
  importFiles: { title: 'Import files or a .zip…', group: 'Files', edits: true },
  importFolder: { title: 'Import a folder…', group: 'Files', edits: true },
  exportZip: { title: 'Download all files as a .zip', group: 'Files' },
  trash: { title: 'Trash', group: 'Files' },
  moveFile: { title: 'Move the open file to…', group: 'Files', edits: true },
  revealFile: { title: 'Show the open file in the tree', group: 'Files' },
  collapseFolders: { title: 'Collapse all folders', group: 'Files' },
  copyPath: { title: 'Copy the path of the open file', group: 'Files' },
  treeMenu: { title: 'Open the menu', group: 'Files', keys: ['Shift+F10', 'ContextMenu'], where: 'tree' },
  treeSelectDown: {
    title: 'Select the next row too',
    group: 'Files',
    keys: ['Shift+ArrowDown'],
    where: 'tree',
  },
  treeSelectUp: {
    title: 'Select the previous row too',
    group: 'Files',
    keys: ['Shift+ArrowUp'],
    where: 'tree',
  },
  treeSelectAll: { title: 'Select all rows', group: 'Files', keys: ['Mod+A'], where: 'tree' },
  treeMove: { title: 'Move to…', group: 'Files', keys: ['Shift+F2'], where: 'tree', edits: true },
  treeRename: { title: 'Rename', group: 'Files', keys: ['F2'], where: 'tree', edits: true },
  treeDelete: {
    title: 'Delete',
    group: 'Files',
    keys: ['Delete'],
    macKeys: ['Mod+Backspace', 'Delete'],
    where: 'tree',
    edits: true,
  },

  keepTab: { title: 'Pin tab', group: 'Tabs', keys: ['Alt+K'], macKeys: ['Ctrl+Shift+K'] },
  closeTab: { title: 'Close tab', group: 'Tabs', keys: ['Alt+X'], macKeys: ['Ctrl+Shift+X'] },
  tabDelete: { title: 'Close tab', group: 'Tabs', keys: ['Delete'], where: 'tabs' },
  tabMenu: { title: 'Open the menu', group: 'Tabs', keys: ['Shift+F10', 'ContextMenu'], where: 'tabs' },
  closeOthers: { title: 'Close other tabs', group: 'Tabs' },
  closeRight: { title: 'Close tabs to the right', group: 'Tabs' },
  closeAll: { title: 'Close all tabs', group: 'Tabs' },
  reopenTab: {
    title: 'Reopen closed tab',
    group: 'Tabs',
    keys: ['Alt+Shift+X'],
    macKeys: ['Ctrl+Shift+T'],
  },
  nextTab: { title: 'Next tab', group: 'Tabs', keys: ['Alt+PageDown'] },
  previousTab: { title: 'Previous tab', group: 'Tabs', keys: ['Alt+PageUp'] },
  moveTabRight: { title: 'Move tab right', group: 'Tabs', keys: ['Alt+Shift+PageDown'] },
  moveTabLeft: { title: 'Move tab left', group: 'Tabs', keys: ['Alt+Shift+PageUp'] },

  undo: {
    title: 'Undo your last change',
    group: 'Editor',
    keys: ['Mod+Z'],
    where: 'editor',
    edits: true,
  },
  redo: {
    title: 'Redo your last change',
    group: 'Editor',
    keys: ['Mod+Y', 'Mod+Shift+Z'],
    where: 'editor',
    edits: true,
  },
  find: { title: 'Find in the file', group: 'Editor', keys: ['Mod+F'], where: 'editor' },
  renameSymbol: {
    title: 'Rename the symbol in all files',
    group: 'Editor',
    keys: ['F2'],
    where: 'editor',
    edits: true,
  },
  goToDefinition: { title: 'Go to the definition', group: 'Editor', keys: ['F12'], where: 'editor' },
  findReferences: { title: 'Find all references', group: 'Editor', keys: ['Shift+F12'], where: 'editor' },
  toggleComment: {
    title: 'Comment or uncomment lines',
    group: 'Editor',
    keys: ['Mod+/'],
    where: 'editor',
    edits: true,
  },
  selectNextMatch: {
    title: 'Select the next match too',
    group: 'Editor',
    keys: ['Mod+D'],
    where: 'editor',
  },
  moveLineUp: {
    title: 'Move lines up',
    group: 'Editor',
    keys: ['Alt+ArrowUp'],
    where: 'editor',
    edits: true,
  },
  moveLineDown: {
    title: 'Move lines down',
    group: 'Editor',
    keys: ['Alt+ArrowDown'],
    where: 'editor',
    edits: true,
  },
  deleteLine: { title: 'Delete lines', group: 'Editor', keys: ['Mod+Shift+K'], where: 'editor', edits: true },
  format: {
    title: 'Format the file',
    group: 'Editor',
    keys: ['Alt+Shift+F'],
    where: 'editor',
    edits: true,
  },
  nextProblem: { title: 'Next problem', group: 'Editor', keys: ['F8'] },
  previousProblem: { title: 'Previous problem', group: 'Editor', keys: ['Shift+F8'] },
  quickFix: { title: 'Quick fix', group: 'Editor', keys: ['Mod+.'], where: 'editor', edits: true },
  nextChange: { title: 'Next change of the agent', group: 'Editor', keys: ['Alt+F5'] },
  previousChange: { title: 'Previous change of the agent', group: 'Editor', keys: ['Alt+Shift+F5'] },
  keepChange: {
    title: 'Keep the agent’s change',
    group: 'Editor',
    keys: ['Alt+Shift+Y'],
    macKeys: ['Ctrl+Shift+O'],
    edits: true,
  },
  undoChange: {
    title: 'Undo the agent’s change',
    group: 'Editor',
    keys: ['Alt+Shift+U'],
    macKeys: ['Ctrl+Shift+U'],
    edits: true,
  },
  toggleChanges: { title: 'Show or hide the agent’s changes', group: 'Editor' },
  formatAll: { title: 'Format all files', group: 'Editor', edits: true },

  completeWord: {
    title: 'Complete the word; again: list matches',
    group: 'Terminal',
    keys: ['Tab'],
    where: 'terminal',
    edits: true,
  },
  leavePrompt: {
    title: 'Leave the prompt, like Esc then Tab',
    group: 'Terminal',
    keys: ['Shift+Tab'],
    where: 'terminal',
    edits: true,
  },
  olderCommand: {
    title: 'Your previous command',
    group: 'Terminal',
    keys: ['ArrowUp'],
    where: 'terminal',
    edits: true,
  },
  newerCommand: {
    title: 'Your next command',
    group: 'Terminal',
    keys: ['ArrowDown'],
    where: 'terminal',
    edits: true,
  },
  searchCommands: {
    title: 'Search your commands; again: an older match',
    group: 'Terminal',
    keys: ['Ctrl+R'],
    where: 'terminal',
    edits: true,
  },
  stopCommand: {
    title: 'Stop your command, or drop the line',
    group: 'Terminal',
    keys: ['Ctrl+C'],
    where: 'terminal',
    edits: true,
  },
  clearTerminal: {
    title: 'Clear the terminal on this page',
    group: 'Terminal',
    keys: ['Ctrl+L'],
    where: 'terminal',
    edits: true,
  },
  lineStart: {
    title: 'Go to the start of the line',
    group: 'Terminal',
    keys: ['Ctrl+A'],
    where: 'terminal',
    edits: true,
  },
  lineEnd: {
    title: 'Go to the end of the line',
    group: 'Terminal',
    keys: ['Ctrl+E'],
    where: 'terminal',
    edits: true,
  },
  cutBefore: {
    title: 'Delete to the start of the line',
    group: 'Terminal',
    keys: ['Ctrl+U'],
    where: 'terminal',
    edits: true,
  },
  cutAfter: {
    title: 'Delete to the end of the line',
    group: 'Terminal',
    keys: ['Ctrl+K'],
    where: 'terminal',
    edits: true,
  },

  turns: { title: 'Turns of the agent', group: 'Chat' },
  askAbout: { title: 'Ask about the selection', group: 'Chat', keys: ['Mod+K'], edits: true },
  send: { title: 'Send', group: 'Chat', keys: ['Enter'], where: 'chat', edits: true },
  newLine: { title: 'New line', group: 'Chat', keys: ['Shift+Enter'], where: 'chat', edits: true },
  approve: {
    title: 'Allow the agent’s request',
    group: 'Chat',
    keys: ['Alt+Y'],
    macKeys: ['Ctrl+Shift+Y'],
    edits: true,
  },
  deny: {
    title: 'Deny the agent’s request',
    group: 'Chat',
    keys: ['Alt+N'],
    macKeys: ['Ctrl+Shift+N'],
    edits: true,
  },
  stopAgent: { title: 'Stop the agent', group: 'Chat', keys: ['Escape'], where: 'chat', edits: true },
});

export type CommandId = keyof typeof commandTable;

const isCommandId = (id: string): id is CommandId => id in commandTable;
export const commandIds: readonly CommandId[] = Object.keys(commandTable).filter(isCommandId);
export const commandOf = (id: CommandId): Command => commandTable[id];
