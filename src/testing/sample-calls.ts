import assert from 'node:assert/strict';
import type { Call } from './documented-api';
import type { HttpProbe, ProbeAnswer, ProbeRequest } from './http-probe';

type Body = Readonly<Record<string, unknown>>;

/** A record that is there, and what it was made from. */
export interface Made {
  readonly id: string;
  readonly body: Body;
  readonly seq: number;
  readonly etag: string;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Makes the calls of `EVERY_ATTRIBUTE` that succeed, on records of their own. */
export class SampleCalls {
  #count = 0;

  constructor(readonly probe: HttpProbe) {}

  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** What a new record of a model can be made from, with what it refers to. */
  async bodyOf(model: string): Promise<Body> {
    const n = this.next();
    switch (model) {
      case 'authors':
        return { id: `a${n}`, name: `Ada ${n}`, pin: '1234' };
      case 'shelves':
        return { id: `s${n}`, label: `Shelf ${n}` };
      case 'books': {
        const [author, shelf] = [await this.make('authors'), await this.make('shelves')];
        return { id: `b${n}`, title: 'Notes', author: author.id, shelf: shelf.id, price: n };
      }
      case 'notes':
        return { id: `n${n}`, book: (await this.make('books')).id, text: 'read' };
      case 'orders':
        return { id: `o${n}`, user: 'ada', total: n };
      case 'events':
        return { order: `o${n}`, user: 'ada', total: n };
      default:
        return { id: `p${n}`, limit: n };
    }
  }

  async make(model: string): Promise<Made> {
    const body = await this.bodyOf(model);
    const { headers } = await this.ok({
      method: 'POST',
      path: `/api/${model}`,
      headers: JSON_HEADERS,
      body: JSON.stringify(body),
    });
    const seq = Number(/seq=(\d+)/.exec(String(headers['lithair-durability']))?.[1]);
    return { id: String(body['id']), body, seq, etag: String(headers.etag) };
  }

  /** A change that every record of the model takes, another one each time. */
  patchOf(model: string): Body {
    const n = this.next();
    const fields: Readonly<Record<string, Body>> = {
      authors: { secret: `s${n}` },
      shelves: { label: `Other ${n}` },
      books: { title: `Title ${n}`, price: n },
      notes: { text: `text ${n}` },
      orders: { total: 1000 + n },
    };
    return fields[model] ?? { limit: 1000 + n };
  }

  async ok(request: ProbeRequest): Promise<ProbeAnswer> {
    const answer = await this.probe.send(request);
    assert.ok(answer.status < 300, `${request.method} ${request.path}: ${answer.text}`);
    return answer;
  }

  async patch(model: string, id: string, body: Body = this.patchOf(model)): Promise<void> {
    const path = `/api/${model}/${id}`;
    await this.ok({ method: 'PATCH', path, headers: JSON_HEADERS, body: JSON.stringify(body) });
  }

  /** A request of the call that is right. @param made the record it is about. */
  async valid({ method, path, tag, verb }: Call, made?: Made): Promise<ProbeRequest> {
    if (path === '/docs/{file}') return { method, path: '/docs/start.js' };
    if (path.endsWith('/{key}')) return await this.#viewed(method, path);
    if (verb === 'randomId') await this.make(tag);
    const record = path.includes('{id}') ? (made ?? (await this.make(tag))) : undefined;
    const target = path.replace('{id}', record?.id ?? '');
    const body = await this.#bodyFor(tag === 'events' ? 'create' : verb, tag, record);
    if (body === undefined) return { method, path: target, headers: {} };
    return { method, path: target, headers: JSON_HEADERS, body: JSON.stringify(body) };
  }

  /** A value of a view, once there is what each of the views is made of. */
  async #viewed(method: string, path: string): Promise<ProbeRequest> {
    const body = JSON.stringify(await this.bodyOf('events'));
    const headers = JSON_HEADERS;
    await this.ok({ method: 'POST', path: '/api/events/OrderPlaced', headers, body });
    await this.make('orders');
    return { method, path: path.replace('{key}', 'ada'), headers: {} };
  }

  async #bodyFor(verb: string, tag: string, made: Made | undefined): Promise<unknown> {
    switch (verb) {
      case 'create':
        return await this.bodyOf(tag);
      case 'bulk':
        return [await this.bodyOf(tag)];
      case 'replace': {
        const { author, book, shelf, name } = made?.body ?? {};
        const whole = { ...(await this.bodyOf(tag)), ...this.patchOf(tag) };
        return { ...whole, id: undefined, author, book, shelf, name };
      }
      case 'patch':
        return this.patchOf(tag);
      case 'restore': {
        // So that there is something to give back.
        if (made !== undefined) await this.patch(tag, made.id);
        return { seq: made?.seq };
      }
      case 'transaction':
        return this.operation('create', 'problems', { value: await this.bodyOf('problems') });
      default:
        return undefined;
    }
  }

  operation(op: string, model: string, members: Body): Body {
    return { operations: [{ op, model, ...members }] };
  }
}
