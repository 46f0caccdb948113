import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internedType } from './interned-type';

/** Reads a type that stands between others. */
const read = (type: string): string => internedType(Buffer.from(`,"${type}",`), 2, 2 + type.length);

test('a type is read as it stands, however much it is like one that is known', () => {
  const alike = ['ArticleCreated', 'ArticleDrafted', 'ArticleCreatedd', 'A', 'AA', 'BA', 'AB', ''];
  for (const type of [...alike, ...alike]) assert.equal(read(type), type);
});

test('what is known does not change with the bytes that it was read from', () => {
  const bytes = Buffer.from('ArticlePrinted');
  assert.equal(internedType(bytes, 0, bytes.length), 'ArticlePrinted');
  bytes.fill('x', 1, bytes.length - 1);
  assert.equal(internedType(bytes, 0, bytes.length), `A${'x'.repeat(12)}d`);
  assert.equal(read('ArticlePrinted'), 'ArticlePrinted');
});

test('one that is known is found by its bytes: no text is made again', () => {
  const bytes = Buffer.from('ArticleWeighed ArticleWeighes');
  let made = 0;
  const toText = bytes.toString.bind(bytes);
  bytes.toString = (...args) => {
    made += 1;
    return toText(...args);
  };
  for (let time = 0; time < 3; time += 1) {
    assert.equal(internedType(bytes, 0, 14), 'ArticleWeighed');
    assert.equal(internedType(bytes, 15, 29), 'ArticleWeighes');
  }
  assert.equal(made, 2);
});

test('more types than any application has are read, too, and those that are known stay so', () => {
  for (let time = 0; time < 2; time += 1)
    for (let type = 0; type < 5000; type += 1) assert.equal(read(`Type${type}`), `Type${type}`);
  const bytes = Buffer.from('Type17 Unknown');
  let made = 0;
  const toText = bytes.toString.bind(bytes);
  bytes.toString = (...args) => {
    made += 1;
    return toText(...args);
  };
  assert.equal(internedType(bytes, 0, 6), 'Type17');
  assert.equal(made, 0);
  for (let time = 0; time < 2; time += 1) assert.equal(internedType(bytes, 7, 14), 'Unknown');
  assert.equal(made, 2, 'one more is not kept: memory is bounded');
});
