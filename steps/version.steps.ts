import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { sendRequest } from '../support/send-request';

const BODIES: Record<string, unknown> = {
  PUT: { title: 'Remplacé', content: 'Nouveau' },
  PATCH: { title: 'Modifié' },
};

const heldTag = (world: LithairWorld): string => need(world.etag, 'an ETag');

async function write(
  world: LithairWorld,
  method: string,
  id: string,
  ifMatch: string,
): Promise<void> {
  const parts = { header: `if-match: ${ifMatch}`, body: BODIES[method] };
  await sendRequest(world, `${method} /api/articles/${id}`, parts);
}

Given(
  "l'article {string} a été modifié depuis ma lecture",
  async function (this: LithairWorld, id: string) {
    const body = { title: 'Modifié par une autre' };
    const answer = await this.http.send('PATCH', `/api/articles/${id}`, { body });
    expect(answer.status, 'modification par une autre').to.equal(200);
    expect(answer.headers.etag, 'étiquette après la modification').to.not.equal(heldTag(this));
  },
);

When(
  /^j'envoie (PUT|PATCH|DELETE) sur l'article "(.+)" avec l'étiquette de ma lecture$/,
  async function (this: LithairWorld, method: string, id: string) {
    await write(this, method, id, heldTag(this));
  },
);

When(
  "j'envoie PUT sur l'article {string} avec une liste d'étiquettes qui contient celle de ma lecture",
  async function (this: LithairWorld, id: string) {
    await write(this, 'PUT', id, `"une-autre", ${heldTag(this)}, "encore-une"`);
  },
);

When(
  /^j'envoie PUT sur l'article "(.+)" avec l'en-tête "if-match: \*"$/,
  async function (this: LithairWorld, id: string) {
    await write(this, 'PUT', id, '*');
  },
);

When(
  "{entier} clients remplacent l'article {string} en même temps avec l'étiquette de ma lecture",
  async function (this: LithairWorld, clients: number, id: string) {
    const headers = { 'if-match': heldTag(this) };
    const writes = Array.from({ length: clients }, (_, client) => {
      const body = { title: `Client ${client}`, content: 'Nouveau' };
      return this.http.send('PUT', `/api/articles/${id}`, { body, headers });
    });
    this.answers = await Promise.all(writes);
  },
);

When(
  "je relis l'article {string} en disant que j'ai déjà cette version",
  async function (this: LithairWorld, id: string) {
    await sendRequest(this, `GET /api/articles/${id}`, {
      header: `if-none-match: ${heldTag(this)}`,
    });
  },
);

Then(
  'une seule écriture réussit et {entier} sont refusées avec {entier}',
  function (this: LithairWorld, refusals: number, status: number) {
    const statuses = this.answers.map((answer) => answer.status);
    expect(statuses.filter((one) => one === 200).length, 'écritures réussies').to.equal(1);
    expect(statuses.filter((one) => one === status).length, 'écritures refusées').to.equal(
      refusals,
    );
  },
);

Then(
  "l'étiquette de l'article {string} est celle de ma lecture",
  async function (this: LithairWorld, id: string) {
    const answer = await this.http.send('GET', `/api/articles/${id}`);
    expect(answer.headers.etag, 'étiquette après le redémarrage').to.equal(heldTag(this));
  },
);
