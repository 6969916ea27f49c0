/** The Yjs roots of a room's document: maps by file id (`files`, `paths`) and of what it is set to (`meta`). */
export const roots = { files: 'files', paths: 'paths', meta: 'meta' } as const;
