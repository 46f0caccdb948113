import type { WrittenClient } from './api-description';

interface OrderTold {
  readonly event: string;
  readonly seq: number;
  readonly payload: { readonly orderId: string; readonly userId: string };
}

/** What is used of a client that was written for the application "ventes". */
interface Sales {
  readonly events: {
    (options: object): AsyncIterableIterator<OrderTold>;
    emit(type: string, value: object): Promise<{ readonly seq: number }>;
  };
  readonly views: {
    readonly orders_by_user: { get(key: string): Promise<readonly string[]> };
  };
}

/** A program that follows the sales, and sells, by a client that `lithair client` wrote. */
export class SalesClient {
  readonly told: OrderTold[] = [];
  /** Orders that it placed, as they were acknowledged. */
  readonly placed: string[] = [];
  losses = 0;
  #isOpen = false;
  readonly #api: Sales;
  readonly #over = new AbortController();
  #end: Promise<void> = Promise.resolve();

  /** @param origin of the server, which may be another after a start. */
  constructor(written: WrittenClient, origin: () => string) {
    const here: typeof fetch = (url, init) =>
      fetch(String(url).replace('http://server', origin()), init);
    this.#api = written.client('http://server', { fetch: here }) as unknown as Sales;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** From the beginning of the log on, until `stop`. */
  follow(): void {
    const onState = ({ is }: { readonly is: string }): void => {
      this.#isOpen = is === 'open';
      if (is === 'lost') this.losses += 1;
    };
    this.#end = this.#follow({ since: 0, onState, signal: this.#over.signal });
  }

  async sell(amount: number): Promise<void> {
    for (let count = 0; count < amount; count += 1) {
      const orderId = `o${this.placed.length + 1}`;
      await this.#api.events.emit('OrderPlaced', { orderId, userId: 'ada', total: 1 });
      this.placed.push(orderId);
    }
  }

  orders(): Promise<readonly string[]> {
    return this.#api.views.orders_by_user.get('ada');
  }

  /** @throws what the loop met, if it did not end well. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#end;
  }

  async #follow(options: object): Promise<void> {
    for await (const told of this.#api.events(options)) this.told.push(told);
  }
}
