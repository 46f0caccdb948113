/** `lithair/client`: a client with the types of the models, and nothing else of the server. */
import type { ShapesOf } from './model-shapes';
import { restClient, type Client, type ClientOptions, type Shapes } from './rest-client';

export type * from './rest-client';
export type { ShapesOf } from './model-shapes';
export { etagOf, LithairProblem } from './rest-client';

/**
 * A client of the API of these models, which are named as a type only: nothing of the server comes
 * with it.
 * @param baseUrl of the server: `http://localhost:3000`.
 * @example
 * import type { models } from './server';
 * const api = client<typeof models>('http://localhost:3000');
 * const product = await api.products.create({ name: 'Lamp', price: 20 });
 */
export const client = <T>(
  baseUrl: string,
  options?: ClientOptions,
): Client<ShapesOf<T> extends Shapes ? ShapesOf<T> : never> => restClient(baseUrl, options);
