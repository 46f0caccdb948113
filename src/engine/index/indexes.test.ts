import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import { Collection } from '../collection';
import { TableBackend } from '../table-backend';

const Thing = defineModel('things', {
  of: field(z.string().optional(), { db: { references: 'things' } }),
});

type Step = readonly [kind: 'put' | 'remove' | 'ask', id: number, of: number];

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('put', 'put', 'put', 'remove', 'ask'),
  fc.nat(60),
  fc.nat(5),
);

test('the holders of a value are those that a scan finds, after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const collection = new Collection(Thing, new TableBackend());
      const oracle = new Map<string, string>();
      let seq = 0;
      for (const [kind, number, target] of steps) {
        const id = `t${number}`;
        const of = `t${target}`;
        const eventId = '';
        const event = {
          seq: (seq += 1),
          type: '',
          eventId,
          aggregateId: id,
          timestamp: 0,
          txLeft: 0,
        };
        if (kind === 'ask') {
          const expected = [...oracle].filter(([, held]) => held === of).map(([one]) => one);
          assert.deepEqual([...collection.holdersOf('of', of)], expected);
        } else if (kind === 'remove') {
          if (oracle.delete(id)) collection.remove({ ...event, payload: `{"id":"${id}"}` });
        } else {
          const payload = JSON.stringify({ id, of });
          if (oracle.has(id)) collection.update({ ...event, payload });
          else collection.create({ ...event, payload });
          oracle.set(id, of);
        }
      }
    }),
  );
});
