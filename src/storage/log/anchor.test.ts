import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnchors } from './anchor';

const ANCHOR = { log_id: 'a'.repeat(32), seq: 1, timestamp: 1, hash: '0123456789abcdef'.repeat(4) };
const line = (changed: object = {}): string => JSON.stringify({ ...ANCHOR, ...changed });

test('anchors are read a line each, whatever stands between them', () => {
  const second = { ...ANCHOR, seq: 2, timestamp: Number.MAX_SAFE_INTEGER };
  const text = `\n${line()}\n  \n\t\r\n ${line(second)} \r\n`;
  assert.deepEqual(parseAnchors(text, 'file'), [ANCHOR, second]);
});

test('a line that is no anchor is named', () => {
  const wrong = [
    '{',
    'null',
    '7',
    '[]',
    line({ log_id: 7 }),
    line({ log_id: undefined }),
    line({ hash: undefined }),
    line({ hash: ANCHOR.hash.toUpperCase() }),
    line({ hash: `${ANCHOR.hash}0` }),
    line({ hash: `0${ANCHOR.hash}` }),
    line({ hash: ANCHOR.hash.slice(1) }),
    ...['seq', 'timestamp'].flatMap((key) =>
      [0, -1, 1.5, 2 ** 53, '1', undefined].map((value) => line({ [key]: value })),
    ),
  ];
  for (const text of wrong)
    assert.throws(
      () => parseAnchors(`${line()}\n\n${text}\n`, 'kept.txt'),
      { code: 'usage', message: 'line 3 of kept.txt is not an anchor' },
      text,
    );
});

test('no anchor at all is a mistake', () => {
  const none = { code: 'usage', message: 'kept.txt holds no anchor' };
  for (const text of ['', '\n', ' \n \n'])
    assert.throws(() => parseAnchors(text, 'kept.txt'), none);
});
