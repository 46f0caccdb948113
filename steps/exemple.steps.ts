import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import type { LithairWorld } from '../support/lithair-world';
import { sendRequest } from '../support/send-request';

Given("l'application d'exemple {string}", async function (this: LithairWorld, name: string) {
  await this.start({
    entry: `examples/${name}/main.ts`,
    dataDirFrom: 'environment',
    env: { LT_PORT: '0' },
  });
});

When('le serveur reçoit SIGKILL et redémarre', async function (this: LithairWorld) {
  await this.kill();
  await this.restart();
});

Then(
  /^la page "(\S+)" montre dans l'ordre: (.+)$/,
  async function (this: LithairWorld, path: string, texts: string) {
    const { status, headers, text } = await sendRequest(this, `GET ${path}`);
    expect(status, `statut de ${path}`).to.equal(200);
    expect(headers['content-type'], `type de ${path}`).to.match(/^text\/html/);
    const body = text.slice(text.indexOf('<h1>'));
    const places = texts.split(' | ').map((wanted) => body.indexOf(wanted));
    expect(places, `textes manquants de ${path}: ${body}`).not.to.include(-1);
    expect(places, `ordre des textes de ${path}`).to.deep.equal([...places].sort((a, b) => a - b));
  },
);

Then(
  'la page {string} ne montre pas {string}',
  async function (this: LithairWorld, path: string, text: string) {
    const page = await sendRequest(this, `GET ${path}`);
    expect(page.status, `statut de ${path}`).to.equal(200);
    expect(page.text, `page ${path}`).not.to.include(text);
  },
);

Then('{string} répond {entier}', async function (this: LithairWorld, path: string, status: number) {
  expect((await sendRequest(this, `GET ${path}`)).status, `statut de ${path}`).to.equal(status);
});
