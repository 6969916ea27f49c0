/**
 * Patches where just-bash differs from bash, or has no hook for what we need. Each patched text must occur exactly once, so
 * that another version fails the build.
 */
export type Changes = readonly (readonly [old: string, replacement: string])[];
