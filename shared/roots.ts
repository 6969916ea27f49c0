/** The Yjs roots of a room's document: maps by file id (`files`, `paths`), and one for settings and notes (`meta`). */
export const roots = { files: 'files', paths: 'paths', meta: 'meta' } as const;
