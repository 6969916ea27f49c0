import { expect, it } from 'vitest';
import { partEnvironment } from './environment.ts';

it('S14 partEnvironment passes on what every program needs, and nothing that may be a secret', () => {
  const needed = { PATH: '/bin', HOME: '/home/ann', TMPDIR: '/tmp', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const secret = { OPENAI_API_KEY: 'sk', AWS_SECRET_ACCESS_KEY: 'a', NODE_OPTIONS: '--inspect', PORT: '1' };
  expect(partEnvironment({ ...needed, ...secret })).toEqual(needed);
});
