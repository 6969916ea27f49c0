/** Loaded on demand, because of the code that packs archives. */
export const loadCopyActions = () => import('./copy-actions.ts');
