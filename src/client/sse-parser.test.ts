import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SseParser, type SseMessage } from './sse-parser';

const parsed = (pieces: readonly string[]): readonly SseMessage[] => {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

test('a message has what its lines say, by the rules of HTML', () => {
  for (const [text, expected] of [
    ['data: a\n\n', [{ data: 'a' }]],
    ['data:a\ndata:  b\ndata\n\n', [{ data: 'a\n b\n' }]],
    [
      'id: 7\nevent: created\ndata: {"a":"b: c"}\n\n',
      [{ id: '7', event: 'created', data: '{"a":"b: c"}' }],
    ],
    ['retry: 1000\n\nid: 57\n\n', [{ retryMs: 1000 }, { id: '57' }]],
    [': \nid: 3\n\n', [{ id: '3' }]],
    [': \n\n:\n\n\n\n', []],
    ['id\ndata: x\n\n', [{ id: '', data: 'x' }]],
    ['id: a\0b\nretry: soon\nretry: -1\nnonsense: 1\ndata: x\n\n', [{ data: 'x' }]],
    ['data: cut', []],
    ['data: cut\n', []],
    ['data: a\r\rdata: b\r\n\r\ndata: c\n\n', [{ data: 'a' }, { data: 'b' }, { data: 'c' }]],
  ] as const)
    assert.deepEqual(parsed([text]), expected, JSON.stringify(text));
});

test('wherever a stream is cut in pieces, and however its lines end, it says the same', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      ':',
      'id: 1',
      'data: é',
      'data',
      'event: x',
      'retry: 5',
      'id:2',
      'data:\tz',
    ),
    fc.string({ maxLength: 6 }).map((text) => text.replace(/[\r\n]/g, '')),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 20 }),
      fc.array(fc.constantFrom('\n', '\r', '\r\n'), { minLength: 20, maxLength: 20 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 12 }),
      (lines, ends, cuts) => {
        const text = lines.map((each, index) => each + (ends[index] as string)).join('');
        const places = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length];
        places.sort((a, b) => a - b);
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
        // A line feed of one line's end and a carriage return before it would be one end.
        const plain = lines.map((each) => `${each}\n`).join('');
        const isPlain = !/\r\n/.test(text) || ends.every((end) => end !== '\r');
        assert.deepEqual(parsed(pieces), parsed([isPlain ? plain : text]));
      },
    ),
    { numRuns: 500 },
  );
});
