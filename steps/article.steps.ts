import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import {
  createArticles,
  deleteArticles,
  updateArticles,
  writeLots,
} from '../support/article-phases';
import { article, largeArticle } from '../support/articles';
import { ArticleTraffic } from '../support/article-traffic';
import { jsonOf } from '../support/http-client';
import type { LithairWorld } from '../support/lithair-world';
import { sendAndAcknowledge } from '../support/send-and-acknowledge';
import { readThreeModels, writeThreeModels } from '../support/three-models';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

When('je crée {entier} articles rapidement', async function (this: LithairWorld, amount: number) {
  await createArticles(this, amount);
});

When(
  'je crée {entier} articles en parallèle avec {entier} threads',
  async function (this: LithairWorld, amount: number, clients: number) {
    await createArticles(this, amount, clients);
  },
);

When(
  'je crée {entier} articles sans identifiant depuis {entier} clients',
  async function (this: LithairWorld, amount: number, connections: number) {
    await this.runLoad({ connections, amount, nextCall: () => this.traffic.createWithoutId() });
  },
);

When(
  'je crée {entier} articles de {octets}',
  async function (this: LithairWorld, amount: number, bytes: number) {
    const traffic = new ArticleTraffic(this.ledger, (n) => largeArticle(n, bytes));
    await this.runLoad({ connections: 10, amount, nextCall: () => traffic.createWithId() });
  },
);

When(
  "je crée {entier} articles l'un après l'autre",
  async function (this: LithairWorld, amount: number) {
    for (let i = 0; i < amount; i += 1) {
      this.answers.push(await sendAndAcknowledge(this, this.traffic.createWithId()));
    }
  },
);

When(
  'je crée {entier} articles par lots de {entier}',
  async function (this: LithairWorld, total: number, size: number) {
    await writeLots(this, 'create', { total, size });
  },
);

When(
  'je modifie {entier} articles par lots de {entier}',
  async function (this: LithairWorld, total: number, size: number) {
    await writeLots(this, 'update', { total, size });
  },
);

When(
  'je supprime {entier} articles par lots de {entier}',
  async function (this: LithairWorld, total: number, size: number) {
    await writeLots(this, 'delete', { total, size });
  },
);

When(
  'je modifie {entier} articles en parallèle avec {entier} threads',
  async function (this: LithairWorld, amount: number, clients: number) {
    await updateArticles(this, amount, clients);
  },
);

When(
  'je supprime {entier} articles en parallèle avec {entier} threads',
  async function (this: LithairWorld, amount: number, clients: number) {
    await deleteArticles(this, amount, clients);
  },
);

When(
  "je crée {entier} articles, j'en modifie {entier} et j'en supprime {entier}",
  async function (this: LithairWorld, created: number, updated: number, deleted: number) {
    await createArticles(this, created);
    await updateArticles(this, updated);
    await deleteArticles(this, deleted);
  },
);

Given(
  "l'article {string} de titre {string} et d'autrice {string}",
  async function (this: LithairWorld, id: string, title: string, author: string) {
    const body = { id, title, content: 'Contenu', author };
    const answer = await this.http.send('POST', '/api/articles', { body });
    expect(answer.status, `création de l’article ${id}: ${answer.text}`).to.equal(201);
    this.etag = answer.headers.etag;
  },
);

Given(
  "le compte {string} d'adresse {string}",
  async function (this: LithairWorld, id: string, email: string) {
    const answer = await this.http.send('POST', '/api/users', { body: { id, email, name: 'Ada' } });
    expect(answer.status, `création du compte ${id}: ${answer.text}`).to.equal(201);
  },
);

Given(/^un article dont le contenu est "(.*)"$/, async function (this: LithairWorld, text: string) {
  const body = { id: '0', ...article(0), content: JSON.parse(`"${text}"`) as string };
  const answer = await this.http.send('POST', '/api/articles', { body });
  expect(answer.status, `création: ${answer.text}`).to.equal(201);
});

Given(
  '{entier} articles, {entier} comptes et {entier} commentaires enregistrés, modifiés ou supprimés',
  async function (this: LithairWorld, articles: number, users: number, comments: number) {
    this.before = await writeThreeModels(this.http, { articles, users, comments });
  },
);

Then(/^l'article a toujours le contenu "(.*)"$/, async function (this: LithairWorld, text: string) {
  const answer = await this.http.send('GET', '/api/articles/0');
  expect(jsonOf(answer)['content'], 'contenu relu').to.equal(JSON.parse(`"${text}"`));
});

Then('les {entier} demandes sont acquittées', function (this: LithairWorld, amount: number) {
  const counted = this.load ?? this.openLoop;
  expect(counted?.acknowledged ?? this.answers.length, 'demandes acquittées').to.equal(amount);
  const refused = this.answers.filter(({ status }) => status >= 300);
  expect(refused.length, 'demandes refusées').to.equal(0);
});

Then(
  'les identifiants acquittés sont {entier} UUID de version 7 distincts',
  function (this: LithairWorld, amount: number) {
    const ids = this.ledger.createdIds;
    expect(new Set(ids).size, 'identifiants distincts').to.equal(amount);
    expect(
      ids.filter((id) => !UUID_V7.test(id)),
      'identifiants mal formés',
    ).to.deep.equal([]);
  },
);

Then(
  "le serveur a choisi un UUID de version 7 et l'a mis dans l'en-tête Location",
  function (this: LithairWorld) {
    const id = String(jsonOf(this.answer as never)['id']);
    expect(id, 'identifiant choisi').to.match(UUID_V7);
    expect(this.answer?.headers.location, 'en-tête Location').to.equal(`/api/articles/${id}`);
  },
);

Then(
  'les {entier} articles supprimés sont introuvables',
  async function (this: LithairWorld, amount: number) {
    const deleted = [...this.ledger.entries].filter(
      ([, { acknowledged }]) => acknowledged === null,
    );
    expect(deleted.length, 'suppressions acquittées').to.equal(amount);
    for (const [n] of deleted) {
      const { status } = await this.http.send('GET', `/api/articles/${this.ledger.idOf(n)}`);
      expect(status, `article supprimé ${n}`).to.equal(404);
    }
  },
);

Then(
  "la lecture d'un article répond en moins de {durée}",
  async function (this: LithairWorld, ms: number) {
    const [id = ''] = this.ledger.createdIds;
    const answer = await this.http.send('GET', `/api/articles/${id}`);
    expect(answer.status, `lecture de ${id}`).to.equal(200);
    expect(answer.ms, 'durée de la lecture (ms)').to.be.below(ms);
  },
);

Then(
  'les trois modèles sont servis comme avant le redémarrage',
  async function (this: LithairWorld) {
    expect(await readThreeModels(this.http), 'fiches après le redémarrage').to.equal(this.before);
  },
);
