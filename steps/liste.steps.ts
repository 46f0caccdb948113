import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { jsonOf } from '../support/http-client';
import { walkList } from '../support/list-walk';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';

When(
  'je parcours la liste par pages de {entier}',
  async function (this: LithairWorld, size: number) {
    this.walk = await walkList(this.http, size);
  },
);

When(
  'je parcours la liste par pages de {entier} en supprimant la première fiche de chaque page',
  async function (this: LithairWorld, size: number) {
    this.walk = await walkList(this.http, size, async ([first]) => {
      const { status } = await this.http.send('DELETE', `/api/articles/${String(first?.['id'])}`);
      expect(status, 'suppression pendant le parcours').to.equal(204);
    });
  },
);

Then(
  "le parcours a vu les {entier} articles une fois chacun, dans l'ordre de création",
  function (this: LithairWorld, articles: number) {
    const expected = this.ledger.createdIds;
    expect(expected.length, 'articles créés par le scénario').to.equal(articles);
    expect(need(this.walk, 'a walk').ids, 'identifiants vus, dans l’ordre').to.deep.equal(expected);
  },
);

Then(
  "chaque page suivante est annoncée dans le corps et dans l'en-tête Link",
  function (this: LithairWorld) {
    expect(need(this.walk, 'a walk').disagreements, 'pages mal annoncées').to.deep.equal([]);
  },
);

Then(
  'la page contient {entier} fiches sur {entier}',
  function (this: LithairWorld, items: number, total: number) {
    const page = jsonOf(need(this.answer, 'an answer')) as { items: unknown[]; total: number };
    expect(page.items.length, 'fiches de la page').to.equal(items);
    expect(page.total, 'total annoncé').to.equal(total);
  },
);
