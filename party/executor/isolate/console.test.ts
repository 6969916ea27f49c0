import { expect, it } from 'vitest';
import type { OutputEntry } from '../../../shared/run.ts';
import { makeConsole } from './console.ts';
import golden from './console.golden.json' with { type: 'json' };
import { Streams } from './streams.ts';

/** What the program wrote, as stream content: the end of an entry ends its line. */
function written(code: string): { stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' };
  const streams = new Streams((level: OutputEntry['level'], text) => {
    texts[level === 'warn' || level === 'error' ? 'stderr' : 'stdout'] += `${text}\n`;
  });
  const process = { stdout: streams.of('stdout'), stderr: streams.of('stderr') };
  // oxlint-disable-next-line typescript/no-implied-eval -- the calls are data
  new Function('console', 'process', code)(makeConsole(streams.line), process);
  streams.end();
  return texts;
}

/** A stream's last line may be unfinished; an entry never is. */
const closed = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

it.each(golden.calls)('X94 $code prints what Node prints', ({ code, stdout, stderr }) => {
  expect(written(code)).toEqual({ stdout: closed(stdout), stderr: closed(stderr) });
});
