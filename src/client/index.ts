/** `lithair/client`: a client with the types of the models, and nothing else of the server. */
import type { ShapesOf } from './model-shapes';
import type { OwnShapesOf } from './own-shapes';
import { restClient, type Client, type Shapes } from './rest-client';
import type { ClientOptions } from './wire';

export type * from './feed';
export type { FeedState, FollowOptions } from './follow-events';
export type { ShapesOf } from './model-shapes';
export type { OwnShapesOf } from './own-shapes';
export type * from './rest-client';
export type * from './view-client';
export type { ChangeOptions, ClientOptions, WriteOptions } from './wire';
export { LithairProblem, type ProblemCode } from './lithair-problem';
export { etagOf } from './wire';

/**
 * A client of the API of what an application declares, which is named as a type only: nothing of
 * the server comes with it.
 * @typeParam T a list of models, or an object that has models, events and views, or lists of them:
 * `typeof import('./server')`.
 * @param baseUrl of the server: `http://localhost:3000`.
 * @example
 * import type { models } from './server';
 * const api = client<typeof models>('http://localhost:3000');
 * const product = await api.products.create({ name: 'Lamp', price: 20 });
 */
export const client = <T>(
  baseUrl: string,
  options?: ClientOptions,
): Client<ShapesOf<T> extends Shapes ? ShapesOf<T> : never, OwnShapesOf<T>> =>
  restClient(baseUrl, options);
