import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { fileIdAt, textOf } from '../../shared/doc.ts';
import type { HostCall } from '../../shared/host.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';

const lines = 'one\ntwo\nthree\n';

/** A room with one file, and every change that its text goes through. */
function roomWith(text: string): {
  room: HostCallsHarness;
  deltas: unknown[];
  text: () => string | undefined;
} {
  const room = new HostCallsHarness({ 'a.txt': text });
  const deltas: unknown[] = [];
  textOf(room.doc, fileIdAt(room.doc, 'a.txt')!)!.observe(({ delta }) => deltas.push(delta));
  return { room, deltas, text: () => room.files()['a.txt'] };
}

describe('X113 a file that a command empties and writes anew', () => {
  it('changes once, by what is different', async () => {
    const { room, deltas } = roomWith(lines);
    await execHere(room, 'text=$(cat a.txt); echo "${text/two/2}" > a.txt');
    expect(deltas).toEqual([[{ retain: 4 }, { insert: '2' }, { delete: 3 }]]);
  });

  it.each<[string, string, string, string]>([
    ['cat a.txt > a.txt', '', '', ''],
    ['echo x > a.txt; cat a.txt; echo y >> a.txt', 'x\n', 'x\ny\n', ''],
    ['echo x > a.txt; echo y > a.txt', '', 'y\n', ''],
    ['{ echo 1; echo 2; } > a.txt', '', '1\n2\n', ''],
    ['for n in 1 2 3; do echo $n; done > a.txt; wc -l < a.txt', '3\n', '1\n2\n3\n', ''],
    ['> a.txt', '', '', ''],
    ['> a.txt; [ -s a.txt ] && echo full || echo empty', 'empty\n', '', ''],
    ['echo x > a.txt; cp a.txt b.txt; cat b.txt', 'x\n', 'x\n', ''],
    ['echo x > a.txt; mv a.txt c.txt; cat c.txt; mv c.txt a.txt', 'x\n', 'x\n', ''],
    ['printf "" | tee a.txt', '', '', ''],
    ['echo x > a.txt; nosuch', '', 'x\n', 'bash: nosuch: command not found\n'],
  ])('has what bash would leave in it: %s', async (command, stdout, left, stderr) => {
    const { room, text } = roomWith(lines);
    expect(await execHere(room, command)).toMatchObject({ stdout, stderr });
    expect(text()).toBe(left);
  });

  it('shows each content when it is emptied again', async () => {
    const { room, deltas, text } = roomWith('0');
    await execHere(room, 'for n in 1 2 3; do printf $n > a.txt; done');
    expect(text()).toBe('3');
    expect(deltas).toEqual(['1', '2', '3'].map((insert) => [{ insert }, { delete: 1 }]));
  });

  it('is removed like any other', async () => {
    const { room, text } = roomWith(lines);
    expect(await execHere(room, 'echo x > a.txt; rm a.txt; ls')).toMatchObject({ stdout: '', exitCode: 0 });
    expect(text()).toBeUndefined();
  });

  it('keeps what someone typed in it meanwhile', async () => {
    const { room, text } = roomWith(lines);
    const ben: Y.Text = textOf(room.doc, fileIdAt(room.doc, 'a.txt')!)!;
    const slow = {
      call: (call: HostCall) => {
        if (call.op === 'writeFile') {
          room.doc.clientID = 9_000;
          ben.insert(ben.length, 'BEN\n');
        }
        return room.call(call);
      },
    };
    await execHere(slow, 'text=$(cat a.txt); echo "${text/two/2}" > a.txt');
    expect(text()).toBe('one\n2\nthree\nBEN\n');
  });

  it('fails the command when it cannot be written', async () => {
    const { room, text } = roomWith(lines);
    const full = {
      call: async (call: HostCall) =>
        call.op === 'writeFile' ? { error: { code: 'ENOSPC' as const } } : room.call(call),
    };
    expect(await execHere(full, 'echo x > a.txt')).toMatchObject({
      stderr: 'bash: /work/a.txt: write error: No space left on device\n',
      exitCode: 1,
    });
    expect(text()).toBe(lines);
  });
});
