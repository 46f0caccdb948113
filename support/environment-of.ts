/** « LT_A=1 LT_B=2 » as an environment. */
export function environmentOf(assignments: string): Record<string, string> {
  const pairs = assignments.split(' ').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return [name, value];
    }),
  );
}
