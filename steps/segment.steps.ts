import { statSync } from 'node:fs';
import { join } from 'node:path';

import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { createArticles } from '../support/article-phases';
import { directoryPrint } from '../support/directory-print';
import { frenchMegabytes, frenchPercent } from '../support/french-figures';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { segmentNames } from '../support/raftlog-reader';
import { recordFigures } from '../support/record-figures';
import { killAtRoll } from '../support/roll-drill';
import { sealedNames, SealedWatch } from '../support/sealed-watch';
import { damageSegment } from '../support/segment-surgeon';
import { settledLog } from '../support/settled-log';
import { encodingsOf, logBytes, payloadsOf, writeBoth } from '../support/two-encodings';

/** In segments of 64 KiB. */
const ARTICLES_OF_TWO_SEGMENTS = 600;

Given('je surveille les segments scellés', function (this: LithairWorld) {
  this.sealed = new SealedWatch(this.dataDir);
});

Given(
  'les mêmes {entier} articles écrits en lignes, puis en trames',
  async function (this: LithairWorld, articles: number) {
    this.twoEncodings = await writeBoth(this, articles);
  },
);

When(
  '{entier} fois de suite, je tue le serveur quand le journal change de segment sous {entier} clients puis je le redémarre',
  async function (this: LithairWorld, times: number, clients: number) {
    let between = 0;
    for (let time = 0; time < times; time += 1) {
      if (await killAtRoll(this, clients)) between += 1;
      await this.restart();
    }
    // Every blow may have come before the roll was complete: the last life completes it.
    await createArticles(this, ARTICLES_OF_TWO_SEGMENTS);
    this.log(
      `${between} fois sur ${times}, les deux segments étaient là sous leurs noms provisoires`,
    );
    expect(sealedNames(this.dataDir).length, 'segments scellés').to.be.above(0);
  },
);

When(/^le deuxième segment scellé est (.+)$/, function (this: LithairWorld, damage: string) {
  this.wound = damageSegment(this.dataDir, 1, damage);
  this.witness.announceDamage(this.dataDir);
  this.print = directoryPrint(this.dataDir);
});

Then(
  "le journal tient en au moins {entier} segments, d'au moins {entier} octets sauf le dernier",
  function (this: LithairWorld, least: number, bytes: number) {
    const names = segmentNames(this.dataDir);
    expect(names.length, 'segments du journal').to.be.at.least(least);
    for (const name of names.slice(0, -1))
      expect(statSync(join(this.dataDir, name)).size, `octets de ${name}`).to.be.at.least(bytes);
  },
);

Then("aucun segment scellé n'a changé depuis qu'il l'est", function (this: LithairWorld) {
  const { seen, changed } = need(this.sealed, 'a watch').compare();
  expect(seen, 'segments scellés, sans quoi rien n’est prouvé').to.be.above(0);
  expect(changed, 'INV-2: segments scellés qui ont changé').to.deep.equal([]);
});

Then(
  'chaque segment commence et finit avec une transaction entière',
  async function (this: LithairWorld) {
    const { events } = await settledLog(this);
    const starts = sealedNames(this.dataDir).map((name) => Number(/\d{16}/.exec(name)?.[0]));
    const bounds = [...starts.filter((seq) => seq > 1), events.length + 1];
    expect(bounds.length, 'limites de segments').to.be.above(1);
    for (const seq of bounds)
      expect(events[seq - 2]?.tx_left ?? 0, `suite attendue de l’événement ${seq - 1}`).to.equal(0);
  },
);

Then('le journal est écrit en trames', function (this: LithairWorld) {
  expect(new Set(encodingsOf(this.dataDir)), 'encodages').to.deep.equal(new Set(['binary']));
});

Then(
  'le journal a des segments de lignes et des segments de trames',
  function (this: LithairWorld) {
    const encodings = encodingsOf(this.dataDir);
    this.log(`segments : ${encodings.join(', ')}`);
    expect(new Set(encodings), 'encodages').to.deep.equal(new Set(['json', 'binary']));
  },
);

Then(
  'les deux journaux tiennent les mêmes fiches, dans le même ordre',
  function (this: LithairWorld) {
    const { lines, frames } = need(this.twoEncodings, 'two logs');
    const expected = payloadsOf(lines);
    const found = payloadsOf(frames);
    expect(found.length, 'fiches en trames').to.equal(expected.length);
    const wrong = found.findIndex((payload, index) => payload !== expected[index]);
    expect(wrong, 'première fiche qui diffère').to.equal(-1);
  },
);

Then(
  'le journal de trames pèse moins que celui de lignes, et le rapport dit combien',
  function (this: LithairWorld) {
    const { lines, frames } = need(this.twoEncodings, 'two logs');
    const [asLines, asFrames] = [logBytes(lines), logBytes(frames)];
    recordFigures(this, {
      headline: `trames : ${frenchPercent(asFrames / asLines)} des lignes`,
      rows: [
        ['journal de lignes', frenchMegabytes(asLines)],
        ['journal de trames', frenchMegabytes(asFrames)],
      ],
    });
    expect(asFrames, 'octets du journal de trames').to.be.below(asLines);
  },
);
