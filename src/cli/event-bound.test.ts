import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { eventBound } from './event-bound';

test('a bound is a sequence number, or a time with its zone, to the microsecond', () => {
  const noon = Date.UTC(2026, 0, 31, 12) * 1000;
  const cases: [string, object][] = [
    ['0', { seq: 0 }],
    ['1207', { seq: 1207 }],
    ['2026-01-31', { timestamp: noon - 12 * 3_600_000_000 }],
    ['2026-01-31T12:00Z', { timestamp: noon }],
    ['2026-01-31T12:00:00Z', { timestamp: noon }],
    ['2026-01-31T13:30:00+01:30', { timestamp: noon }],
    ['2026-01-31T12:00:00.5Z', { timestamp: noon + 500_000 }],
    ['2026-01-31T12:00:00.000001Z', { timestamp: noon + 1 }],
    ['2026-01-31T12:00:00.123456789Z', { timestamp: noon + 123_456 }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(eventBound(text), expected, text);
});

test('what is neither is refused', () => {
  for (const text of [
    '',
    '-1',
    '1e3',
    'hier',
    '2026-01-31T12:00:00',
    '2026-13-31',
    '2026-01-31T25:00:00Z',
  ])
    assert.throws(() => eventBound(text), InvalidArgumentError, text);
});
