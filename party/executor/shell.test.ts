import { expect, it, vi } from 'vitest';
import { shellLimits } from '../../shared/limits.ts';
import { TestActs } from '../../test/act-room.ts';
import { execInShell } from './shell.ts';

it('X85 a shell that never answers is ended', async () => {
  vi.useFakeTimers();
  try {
    const said = execInShell(new TestActs(), () => ({ exec: () => new Promise(() => {}) }), 'x');
    await vi.advanceTimersByTimeAsync(shellLimits.maxMs + shellLimits.graceMs);
    expect(await said).toEqual({
      stdout: '',
      stderr: 'bash: the command did not end within 30 s\n',
      exitCode: 126,
    });
  } finally {
    vi.useRealTimers();
  }
});
