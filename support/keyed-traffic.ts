import { expect } from 'chai';

import type { ArticleTraffic } from './article-traffic';
import type { HttpClient } from './http-client';
import type { Call } from './load-driver';
import { isReplayed } from './replayed-answers';

interface Sent {
  key: string;
  call: Call;
  /** What the client was first answered; absent when it never heard. */
  first?: string;
}

/** Creations under a key each, without identifier: each execution would make another record. */
export class KeyedTraffic {
  readonly #traffic: ArticleTraffic;
  readonly #sent: Sent[] = [];

  constructor(traffic: ArticleTraffic) {
    this.#traffic = traffic;
  }

  get count(): number {
    return this.#sent.length;
  }

  /** How many the client was answered. */
  get answered(): number {
    return this.#sent.filter(({ first }) => first !== undefined).length;
  }

  nextCall(): Call {
    const call = this.#traffic.createWithoutId();
    const sent: Sent = { key: `cle-${this.#sent.length}`, call };
    this.#sent.push(sent);
    const answered = (status: number, body: string): void => {
      call.answered?.(status, body);
      if (status < 300) sent.first = body;
    };
    return { ...call, headers: { 'idempotency-key': sent.key }, answered };
  }

  /** Sends all again, answered or not: whoever was answered must be told the same. */
  async sendAllAgain(http: HttpClient): Promise<void> {
    await Promise.all(this.#sent.map((sent) => this.#sendAgain(http, sent)));
  }

  async #sendAgain(http: HttpClient, sent: Sent): Promise<void> {
    const { key, call, first } = sent;
    const headers = { 'idempotency-key': key };
    const answer = await http.send(call.method, call.path, { body: call.body, headers });
    expect(answer.status, `INV-6: réémission de la clé ${key}: ${answer.text}`).to.equal(201);
    sent.first = answer.text;
    if (first === undefined) return;
    expect(answer.text, `INV-6: réponse rejouée de la clé ${key}`).to.equal(first);
    expect(isReplayed(answer), `INV-6: la clé ${key} a été exécutée deux fois`).to.equal(true);
  }
}
