import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import ts from 'typescript';

import type { HttpClient } from './http-client';
import { lithairCommand } from './lithair-command';

/** What a validator that shares no code with the product says of a document. */
export async function judged(text: string): Promise<{ valid: boolean; version: string }> {
  const validator = new Validator();
  const { valid } = await validator.validate(JSON.parse(text) as Record<string, unknown>);
  return { valid, version: String(validator.version) };
}

/** The calls that every model has. */
const CALLS = ['', '/bulk', '/count', '/random-id', '/{id}', '/{id}/history', '/{id}/restore'];

export function expectCalls(text: string, models: readonly string[]): void {
  const { paths } = JSON.parse(text) as { paths: object };
  const wanted = models.flatMap((model) => CALLS.map((call) => `/api/${model}${call}`));
  expect(Object.keys(paths), 'appels décrits').to.include.members(wanted);
}

/** What the document says of a field beyond JSON Schema. */
export function declaredOf(text: string, schema: string, field: string): unknown {
  const { components } = JSON.parse(text) as {
    components: { schemas: Record<string, { properties: Record<string, object> } | undefined> };
  };
  return Object.entries(components.schemas[schema]?.properties[field] ?? {}).find(
    ([keyword]) => keyword === 'x-lithair',
  )?.[1];
}

/** Every address in the attributes of a page, as a browser would resolve it. */
export function addressesOf(html: string, path: string): readonly string[] {
  const named = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, name = '']) => name);
  return named.map((name) => new URL(name, `http://node${path}`).href);
}

export async function expectServed(http: HttpClient, addresses: readonly string[]): Promise<void> {
  expect(addresses.length, 'adresses de la page').to.be.at.least(4);
  for (const address of addresses) {
    const { origin, pathname } = new URL(address);
    expect(origin, `origine de ${address}`).to.equal('http://node');
    const { status, text } = await http.send('GET', pathname);
    expect([status, text.length > 0], pathname).to.deep.equal([200, true]);
  }
}

/** What the steps use of a written client. */
export interface WrittenClient {
  readonly LithairProblem: new () => { readonly status: number; readonly code: string };
  client(origin: string, options?: object): { readonly shelves: Shelves };
}

interface Shelf {
  readonly id: string;
  readonly label: string;
}

interface Shelves {
  create(value: Shelf): Promise<Shelf>;
  get(id: string): Promise<Shelf>;
  patch(id: string, changes: { readonly label: string }): Promise<Shelf>;
  each(): AsyncGenerator<Shelf>;
}

/** Has `lithair client` write a client, and loads it as a program would. */
export async function writtenClient(directory: string, app: string): Promise<WrittenClient> {
  const out = join(directory, 'client.ts');
  const { code, stderr } = await lithairCommand(['client', '--app', app, '--out', out]);
  expect(code, `fin de lithair client: ${stderr}`).to.equal(0);
  const source = ts.sys.readFile(out) ?? '';
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const script = join(directory, 'client.cjs');
  writeFileSync(script, outputText);
  return (await import(script)) as WrittenClient;
}

/** Creates, reads, changes and lists shelves. @returns labels that were read, and a refusal. */
export async function useShelves(
  { client, LithairProblem }: WrittenClient,
  origin: string,
): Promise<{ labels: readonly string[]; refusal: string }> {
  const { shelves } = client(origin);
  await shelves.create({ id: 's1', label: 'Récits' });
  await shelves.create({ id: 's2', label: 'Contes' });
  await shelves.patch('s1', { label: 'Romans' });
  const labels: string[] = [(await shelves.get('s1')).label];
  for await (const { id, label } of shelves.each()) if (id !== 's1') labels.push(label);
  const refusal = await shelves.create({ id: 's3', label: 'Contes' }).then(
    () => 'aucun',
    (error: unknown) => {
      if (!(error instanceof LithairProblem)) throw error;
      return `${error.status} "${error.code}"`;
    },
  );
  return { labels, refusal };
}
