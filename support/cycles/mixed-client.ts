import type { HttpClient } from '../http-client';
import type { Latencies } from '../latencies';
import type { Ledger } from '../ledger';
import type { ArticleShare, Write } from './article-share';
import type { WriteMix } from './write-mix';

const SHUTTING_DOWN = /"code":"shutting_down"/;

/** What the clients of one server do together. */
export interface MixedLoad {
  http: HttpClient;
  ledger: Ledger;
  mix: WriteMix;
  latencies: Latencies;
  /** True once nothing more should be sent. */
  isOver: () => boolean;
  onAcknowledged: () => void;
}

/** A client that sends its next write when it has its answer, until its server is gone. */
export class MixedClient {
  readonly #share: ArticleShare;
  #unanswered: Write | undefined;

  constructor(share: ArticleShare) {
    this.#share = share;
  }

  async write(load: MixedLoad): Promise<void> {
    this.#share.refresh();
    while (!load.isOver()) {
      const write = this.#share.draw(load.mix);
      const sentAt = performance.now();
      const answer = await load.http.send(write.method, write.path, { body: write.body }).catch(
        // The connection was lost: the process was struck.
        () => undefined,
      );
      if (answer === undefined) {
        this.#unanswered = write;
        return;
      }
      load.latencies.record(performance.now() - sentAt);
      if (!this.#settle(load, write, answer)) return;
    }
  }

  /** The write that was sent and never answered: nobody knows whether it was taken. */
  takeUnanswered(): Write[] {
    const unanswered = this.#unanswered;
    this.#unanswered = undefined;
    return unanswered === undefined ? [] : [unanswered];
  }

  /** Notes the answer; false when the server said that it is leaving. */
  #settle(
    { ledger, onAcknowledged }: MixedLoad,
    write: Write,
    { status, text }: { status: number; text: string },
  ): boolean {
    if (status === 503 && SHUTTING_DOWN.test(text)) {
      for (const n of [...write.created, ...write.changed]) ledger.refuse(n);
      return false;
    }
    if (status >= 300) {
      throw new Error(`${write.method} ${write.path}: ${status} ${text.slice(0, 200)}`);
    }
    const ids = createdIds(write, text);
    write.created.forEach((n, index) => ledger.acknowledge(n, ids[index] ?? ''));
    for (const n of write.changed) ledger.acknowledge(n, ledger.idOf(n));
    this.#share.keep(write.created);
    onAcknowledged();
    return true;
  }
}

/** Acknowledged: a 2xx whose body carries the identifiers of what was created. */
function createdIds({ created }: Write, text: string): string[] {
  if (created.length === 0) return [];
  const answer = JSON.parse(text) as { id?: string; ids?: string[] };
  const ids = answer.ids ?? [answer.id ?? ''];
  if (ids.length !== created.length || ids.some((id) => id === '')) {
    throw new Error(`${created.length} created, ${ids.length} identifiers answered`);
  }
  return ids;
}
