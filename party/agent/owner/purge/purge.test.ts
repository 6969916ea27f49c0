import { describe, expect, it } from 'vitest';
import { userNamed } from '../../../../test/test-room.ts';
import { coderTables } from '../../../../test/node-sql.ts';
import type { Sql } from '../../storage/sql.ts';
import { Purge, type PurgeOptions } from './purge.ts';

const olga = userNamed('olga');
const secret = 'hunter2-hunter2';
const found = { files: 2, messages: 1, runs: 0, other: 3 };

/** A coder's purge that records its steps, and fails at a given one. */
function purgeOn(sql: Sql, { process = 'one', fails = '' } = {}) {
  const done: string[] = [];
  const step = async (name: string): Promise<void> => {
    if (fails === name) throw new Error(`${name} failed`);
    done.push(name);
  };
  const options: PurgeOptions = {
    sql,
    process: () => process,
    reachRoom: async () => {
      await step('reach');
      return 2;
    },
    stop: () => step('stop'),
    purgeRoom: async ({ clientId }) => {
      await step(`room ${clientId > 0}`);
      return new Uint8Array([0, 0]);
    },
    purgeRecords: () => {
      if (fails === 'records') throw new Error('records failed');
      done.push('records');
      return { messages: 1, runs: 0, other: 3 };
    },
    rewrite: () => step('rewrite'),
    letGo: () => void done.push('let go'),
  };
  const purge = new Purge(options);
  purge.settle();
  return { purge, done };
}

const stateIn = (sql: Sql): string => String(sql.all('SELECT state FROM purge')[0]?.['state']);

describe('a purge', () => {
  it('H36 takes its steps in order, and lets nothing else happen meanwhile', async () => {
    const sql = coderTables();
    const { purge, done } = purgeOn(sql);
    expect(() => purge.assertOver()).not.toThrow();
    const [first, again] = [purge.run(secret, olga), purge.run(secret, olga)];
    expect(await first).toEqual(found);
    expect(await again).toEqual(found);
    expect(done.filter((name) => name !== 'reach')).toEqual([
      'stop',
      'room true',
      'records',
      'rewrite',
      'let go',
    ]);
    expect(() => purge.assertOver()).toThrow('being purged');
    await expect(purge.run('another text', olga)).rejects.toThrow('being purged');
    expect(stateIn(sql)).not.toContain('hunter2');
  });

  it('H36 records nothing when the room is away', async () => {
    const sql = coderTables();
    const { purge } = purgeOn(sql, { fails: 'reach' });
    await expect(purge.run(secret, olga)).rejects.toThrow('reach failed');
    expect(purge.isBegun).toBe(false);
  });

  it.each(['stop', 'room true', 'records', 'rewrite'])(
    'H38 is resumed where it was interrupted: %s',
    async (fails) => {
      const sql = coderTables();
      await expect(purgeOn(sql, { fails }).purge.run(secret, olga)).rejects.toThrow('failed');
      expect(stateIn(sql).includes('hunter2')).toBe(fails !== 'rewrite');
      const { purge, done } = purgeOn(sql, { process: 'two' });
      expect(() => purge.assertOver()).toThrow('being purged');
      await expect.poll(() => done.at(-1)).toBe('let go');
      expect(done.includes('records')).toBe(fails !== 'rewrite');
      expect(stateIn(sql)).not.toContain('hunter2');
    },
  );

  it('H38 is over when the process that rewrote the file has closed it, but not after a kill', async () => {
    const sql = coderTables();
    await purgeOn(sql).purge.run(secret, olga);
    const killed = purgeOn(sql, { process: 'two' });
    expect(killed.purge.isBegun).toBe(true);
    killed.purge.resume();
    await expect.poll(() => killed.done).toEqual(['let go']);
    const closed = purgeOn(sql, { process: 'two' });
    expect(closed.purge.isBegun).toBe(false);
    expect(() => closed.purge.assertOver()).not.toThrow();
  });
});
