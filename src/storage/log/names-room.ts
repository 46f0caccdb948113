/** What a list of names takes in either encoding besides the names, and each of them. */
const LIST_BYTES = 16;
const NAME_BYTES = 3;

/** The most bytes that the names of the fields that an event changed can take. */
export function namesRoom(names: readonly string[] | undefined): number {
  if (names === undefined) return 0;
  let room = LIST_BYTES;
  for (const name of names) room += NAME_BYTES + name.length;
  return room;
}
