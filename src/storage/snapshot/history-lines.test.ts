import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ABSENT, DELETED, type PastEntry } from '../../engine/history/past-entry';
import { HistoryReader, historyLines } from './history-lines';

const past: PastEntry = {
  id: 'p1',
  first: { seq: 1, timestamp: 10 },
  again: [],
  changedAt: 40,
  fields: new Map([
    [
      'price',
      [
        { seq: 1, timestamp: 10, text: '12.5' },
        { seq: 9, timestamp: 40, text: '{"in": "€ of today"}' },
      ],
    ],
    [
      'note',
      [
        { seq: 1, timestamp: 10, text: ABSENT },
        { seq: 9, timestamp: 40, text: DELETED },
      ],
    ],
  ]),
};
const other: PastEntry = {
  ...past,
  id: 'p2',
  again: [
    { seq: 4, timestamp: 20 },
    { seq: 9, timestamp: 40 },
  ],
  fields: new Map(),
};

interface Read {
  readonly isHistory: boolean;
  /** A past is handed over once it is whole. */
  readonly pasts: readonly (readonly [section: string, past: PastEntry])[];
}

/** What is made of blocks, each of them some lines of a section. */
function read(...blocks: readonly (readonly [section: string, lines: string])[]): Read {
  const pasts: [string, PastEntry][] = [];
  const reader = new HistoryReader((section, entry) => pasts.push([section, entry]));
  const isHistory = blocks.every(([section, lines]) => reader.read(section, Buffer.from(lines)));
  reader.end();
  reader.end();
  return { isHistory, pasts };
}

const RECORD = '= p1 1 10 40\n';

test('the lines of a past say what it was, each past once, whatever the text of a version', () => {
  const lines = [...historyLines([past, other])];
  assert.deepEqual(lines, [
    RECORD,
    'price 1 10 12.5\n',
    'price 9 40 {"in": "€ of today"}\n',
    'note 1 10 \n',
    'note 9 40 -\n',
    '= p2 1 10 40\n',
    '+ 4 20 \n',
    '+ 9 40 \n',
  ]);
  const pasts = [
    ['products', past],
    ['products', other],
  ];
  assert.deepEqual(read(['products', lines.join('')]), { isHistory: true, pasts });
});

test('a past goes on in the next block, wherever the one before ends', () => {
  const lines = [...historyLines([past, other])];
  for (let cut = 1; cut < lines.length; cut += 1) {
    const blocks = [lines.slice(0, cut), lines.slice(cut)].map((some) => some.join(''));
    const found = read(...blocks.map((block) => ['products', block] as const));
    assert.deepEqual(found.pasts.length, 2, `cut before line ${cut}`);
    assert.deepEqual(found.pasts[0], ['products', past]);
  }
});

test('a block of no lines says nothing, and no past is made of nothing', () => {
  assert.deepEqual(read(['products', '']), { isHistory: true, pasts: [] });
});

const NOT_HISTORY: readonly (readonly [what: string, lines: string])[] = [
  ['a last line that has no end', `${RECORD}price 1 10 12.5`],
  ['a version that no record stands before', 'price 1 10 12.5\n'],
  ['a record that ends behind its id', '= p1\n'],
  ['a record of two numbers', '= p1 1 10\n'],
  ['a record of four numbers', '= p1 1 10 40 50\n'],
  ['a record whose event is no number', '= p1 x 10 40\n'],
  ['a record whose time is no number', '= p1 1 x 40\n'],
  ['a record whose last time is no number', '= p1 1 10 x\n'],
  ['a version that ends behind its field', `${RECORD}price\n`],
  ['a version that ends behind its event', `${RECORD}price 1\n`],
  ['a version that ends behind its time, without the space', `${RECORD}price 1 10\n`],
  ['a version whose event is no number', `${RECORD}price one 10 12.5\n`],
  ['a version whose time is no number', `${RECORD}price 1 ten 12.5\n`],
  ['a number with a sign', `${RECORD}price 1 -10 12.5\n`],
  ['a number that something follows', `${RECORD}price 1 10a 12.5\n`],
  ['a number of 17 digits', `${RECORD}price 1 10000000000000000 12.5\n`],
  ['an empty line', `${RECORD}\n`],
];

test('what is not a line of history is refused, and so is all that it is in', () => {
  for (const [what, lines] of NOT_HISTORY) assert.ok(!read(['products', lines]).isHistory, what);
});

test('a version belongs to a record of its own section', () => {
  assert.ok(!read(['products', RECORD], ['users', 'price 1 10 12.5\n']).isHistory);
  assert.ok(read(['products', RECORD], ['users', `${RECORD}price 1 10 12.5\n`]).isHistory);
});

test('a number has up to 16 digits', () => {
  const [entry] = read(['products', '= p1 1 1767225600000001 9007199254740991\n']).pasts;
  assert.equal(entry?.[1].first.timestamp, 1767225600000001);
  assert.equal(entry[1].changedAt, Number.MAX_SAFE_INTEGER);
});
