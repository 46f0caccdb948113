import { openApi, page, pageFile } from '../routes/documentation';
import { answer } from './answers';
import { NOT_MODIFIED } from './model-routes';
import type { Answer, Route } from './route';

const TAG = 'documentation';
const text = (means: string, ...types: readonly string[]): Answer => {
  const content = Object.fromEntries(types.map((type) => [type, { type: 'string' }]));
  return { means, content, headers: ['ETag'] };
};

/** The calls that describe the others: see the setting `docs`. */
export const DOCUMENTATION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/openapi.json',
    handle: openApi,
    documentation: {
      id: 'documentation.openapi',
      tag: TAG,
      summary: 'This document',
      parameters: ['If-None-Match'],
      answers: { 200: answer('OpenAPI 3.1.', { type: 'object' }, ['ETag']), 304: NOT_MODIFIED },
      refusals: [],
    },
  },
  {
    method: 'GET',
    path: '/docs',
    handle: page,
    documentation: {
      id: 'documentation.page',
      tag: TAG,
      summary: 'This document for people, without any other network',
      parameters: ['If-None-Match'],
      answers: { 200: text('A page.', 'text/html'), 304: NOT_MODIFIED },
      refusals: [],
    },
  },
  {
    method: 'GET',
    path: '/docs/{file}',
    handle: pageFile,
    documentation: {
      id: 'documentation.file',
      tag: TAG,
      summary: 'What the page is made of',
      parameters: ['If-None-Match'],
      answers: { 200: text('A file.', 'text/javascript', 'text/css'), 304: NOT_MODIFIED },
      refusals: ['route_not_found'],
    },
  },
];
