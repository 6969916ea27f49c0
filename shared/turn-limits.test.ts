import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { agentLimits } from './limits.ts';
import { isSettingKey, metaOf } from './meta.ts';
import { setTurnLimit, turnLimitsOf } from './turn-limits.ts';

const { turnSteps, turnMinutes } = agentLimits;

it('A191 a room has the usual limits of a turn until its owner sets others', () => {
  const doc = new Y.Doc();
  expect(turnLimitsOf(doc)).toEqual({ steps: turnSteps.usual, minutes: turnMinutes.usual });
  setTurnLimit(doc, 'steps', 120);
  setTurnLimit(doc, 'minutes', 15);
  expect(turnLimitsOf(doc)).toEqual({ steps: 120, minutes: 15 });
  expect([...metaOf(doc).keys()].filter((key) => !isSettingKey(key))).toEqual([]);
});

it.each([
  [0, turnSteps.least, turnMinutes.least],
  [-5, turnSteps.least, turnMinutes.least],
  [1e9, turnSteps.most, turnMinutes.most],
  [Infinity, turnSteps.most, turnMinutes.most],
  [7.4, 7, 7],
  [NaN, turnSteps.usual, turnMinutes.usual],
  ['7', turnSteps.usual, turnMinutes.usual],
  [null, turnSteps.usual, turnMinutes.usual],
])('A191 a limit of a turn that is set to %s is %s steps, %s minutes', (value, steps, minutes) => {
  const doc = new Y.Doc();
  metaOf(doc).set('maxSteps', value);
  metaOf(doc).set('maxTurnMinutes', value);
  expect(turnLimitsOf(doc)).toEqual({ steps, minutes });
  if (typeof value !== 'number') return;
  setTurnLimit(doc, 'steps', value);
  expect(metaOf(doc).get('maxSteps')).toBe(steps);
});
