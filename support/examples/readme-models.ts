/** The lines that declare models, however they are exported. */
export const modelLines = (source: string): readonly string[] =>
  [...source.matchAll(/^(?:export )?(const \w+ = defineModel\([\s\S]*?^\}\);)$/gm)].flatMap(
    ([, declaration = '']) => declaration.split('\n'),
  );

/** Of the first example in the README. */
export const readmeModelLines = (readme: string): readonly string[] =>
  modelLines(/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
