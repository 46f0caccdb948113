import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { SeenEvent } from './event-client';
import type { HttpProbe, ProbeAnswer, ProbeRequest } from './http-probe';

interface Media {
  readonly schema: Schema;
  readonly 'x-lithair-events'?: Readonly<Record<string, Schema>>;
}
type Schema = Readonly<Record<string, unknown>>;
interface Header {
  readonly required?: true;
  readonly schema: Schema;
}
interface Answer {
  readonly headers?: Readonly<Record<string, Header | { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, Media>>;
}
export interface DocumentedParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly (DocumentedParameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A call of the document. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** `create` of `articles.create`. */
  readonly verb: string;
  readonly tag: string;
}

/** What a call may answer: a status, and for a refusal its code. */
export interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
}

/** An API as `/openapi.json` describes it: nothing here knows the code that serves it. */
export class DocumentedApi {
  readonly calls: readonly Call[];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false });
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'api');
    this.calls = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]): Call => {
        const verb = operation.operationId.split('.').at(-1) as string;
        return {
          method: method.toUpperCase(),
          path,
          operation,
          verb,
          tag: operation.tags[0] ?? '',
        };
      }),
    );
  }

  static async of(probe: HttpProbe): Promise<DocumentedApi> {
    const { status, text } = await probe.send({ method: 'GET', path: '/openapi.json' });
    assert.equal(status, 200);
    return new DocumentedApi(JSON.parse(text) as Document);
  }

  /** Every outcome that is documented for a call. */
  outcomes({ operation }: Call): readonly Outcome[] {
    return Object.entries(operation.responses)
      .filter(([status]) => status !== 'default')
      .flatMap(([status, answer]) => {
        const codes = this.#codesOf(answer) ?? [undefined];
        return codes.map((code) => ({ status: Number(status), code }));
      });
  }

  /** Whether a body is one that the call documents. */
  isBody(call: Call, body: unknown, type = 'application/json'): boolean {
    const path = `requestBody/content/${escaped(type)}/schema`;
    return this.#validator(call, path)(body);
  }

  parameters({ operation }: Call): readonly DocumentedParameter[] {
    return (operation.parameters ?? []).map((parameter) =>
      '$ref' in parameter ? (this.#at(parameter.$ref) as DocumentedParameter) : parameter,
    );
  }

  /** The answer has a documented status, and is what the document says of that one. */
  assertDocumented(call: Call, { status, headers, text }: ProbeAnswer): void {
    const where = `${call.operation.operationId} ${status} ${text.slice(0, 300)}`;
    const answer = call.operation.responses[status];
    assert.ok(answer, `undocumented: ${where}`);
    for (const [name, header] of Object.entries(answer.headers ?? {}))
      this.#assertHeader(header, headers[name.toLowerCase()], `${where}: header ${name}`);
    if (answer.content === undefined) {
      assert.equal(text, '', where);
      return;
    }
    const type = (headers['content-type'] ?? '').split(';', 1)[0] as string;
    assert.ok(type in answer.content, `${where}: ${type} is not documented`);
    if (!type.endsWith('json')) return;
    const validate = this.#validator(call, `responses/${status}/content/${escaped(type)}/schema`);
    assert.ok(validate(JSON.parse(text)), `${where}: ${this.#ajv.errorsText(validate.errors)}`);
  }

  /** Each event of a stream has a documented name, and says what is documented for it. */
  assertTold(call: Call, events: readonly SeenEvent[]): void {
    const media = call.operation.responses['200']?.content?.['text/event-stream'];
    const documented = Object.keys(media?.['x-lithair-events'] ?? {});
    const below = `responses/200/content/${escaped('text/event-stream')}/x-lithair-events`;
    for (const { event = '', data } of events) {
      const where = `${call.operation.operationId} ${event} ${JSON.stringify(data)}`;
      assert.ok(documented.includes(event), `undocumented: ${where}`);
      const validate = this.#validator(call, `${below}/${escaped(event)}`);
      assert.ok(validate(data), `${where}: ${this.#ajv.errorsText(validate.errors)}`);
    }
  }

  #assertHeader(header: Header | { $ref: string }, value: unknown, where: string): void {
    const { required, schema } = '$ref' in header ? (this.#at(header.$ref) as Header) : header;
    if (value === undefined) assert.notEqual(required, true, `${where} is missing`);
    else assert.ok(this.#ajv.validate(schema, value), `${where}: ${String(value)}`);
  }

  #codesOf({ content }: Answer): readonly string[] | undefined {
    const parts = content?.['application/problem+json']?.schema['allOf'] as
      readonly { properties?: { code?: { enum?: readonly string[] } } }[] | undefined;
    return parts?.[1]?.properties?.code?.enum;
  }

  #validator({ path, method }: Call, below: string): ValidateFunction {
    const pointer = `api#/paths/${escaped(path)}/${method.toLowerCase()}/${below}`;
    const found = this.#ajv.getSchema(pointer);
    assert.ok(found, pointer);
    return found;
  }

  #at(reference: string): unknown {
    const parts = reference.slice(2).split('/');
    return parts.reduce<unknown>(
      (found, part) => (found as Record<string, unknown>)[part],
      this.#document,
    );
  }
}

/** A part of a JSON pointer in a URI (RFC 6901, 6). */
const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

export type { ProbeRequest };
