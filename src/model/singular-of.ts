/** The singular of a plural English name, for the common cases: others are said in the options. */
export function singularOf(name: string): string {
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (/[^aeiou]ies$/.test(camel)) return `${camel.slice(0, -3)}y`;
  if (/(ss|sh|ch|x)es$/.test(camel)) return camel.slice(0, -2);
  return /[^s]s$/.test(camel) ? camel.slice(0, -1) : camel;
}
