import type { JsonSchema } from '../api/route';

export type Properties = Record<string, JsonSchema>;

/** An object that has these members and no others. */
export const object = (
  properties: Properties,
  required: readonly string[],
  rest: Properties = {},
): JsonSchema => ({
  type: 'object',
  properties: { ...properties, ...rest },
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
});
