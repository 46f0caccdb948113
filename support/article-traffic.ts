import { article } from './articles';
import type { Call } from './load-driver';
import type { Ledger, Version } from './ledger';

const OUTCOME_UNKNOWN = /"code":"outcome_unknown"/;

/** Requests on articles whose answers are written in the ledger as the client receives them. */
export class ArticleTraffic {
  readonly #ledger: Ledger;
  #content: (n: number) => { title: string; content: string };

  constructor(ledger: Ledger, content = article) {
    this.#ledger = ledger;
    this.#content = content;
  }

  /** Creates the next article under the identifier that is its number. */
  createWithId(): Call {
    const n = this.#ledger.nextNumber();
    return this.#create(n, { id: String(n), ...this.#content(n) });
  }

  /** Creates the next article and lets the server choose the identifier. */
  createWithoutId(): Call {
    const n = this.#ledger.nextNumber();
    return this.#create(n, this.#content(n));
  }

  /** Replaces an article: same title, so that it stays recognisable, new content. */
  update(n: number): Call {
    const id = this.#ledger.idOf(n);
    const version = { ...this.#content(n), content: `Contenu révisé de l’article ${n}` };
    const answered = this.#answers(n, version);
    return { method: 'PUT', path: `/api/articles/${id}`, body: JSON.stringify(version), answered };
  }

  delete(n: number): Call {
    const id = this.#ledger.idOf(n);
    return { method: 'DELETE', path: `/api/articles/${id}`, answered: this.#answers(n, null) };
  }

  read(n: number): Call {
    return { method: 'GET', path: `/api/articles/${this.#ledger.idOf(n)}` };
  }

  #create(n: number, version: { id?: string; title: string; content: string }): Call {
    const { id: _, ...fields } = version;
    const answered = this.#answers(n, fields);
    return { method: 'POST', path: '/api/articles', body: JSON.stringify(version), answered };
  }

  /** Acknowledged: a 2xx whose body carries the id. Refused: any other answer that is certain. */
  #answers(n: number, version: Version): (status: number, body: string) => void {
    this.#ledger.send(n, version);
    return (status, body) => {
      if (status === 204) this.#ledger.acknowledge(n, this.#ledger.idOf(n));
      else if (status < 300) this.#ledger.acknowledge(n, (JSON.parse(body) as { id: string }).id);
      else if (!OUTCOME_UNKNOWN.test(body)) this.#ledger.refuse(n);
    };
  }
}
