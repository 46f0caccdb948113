import type { LithairWorld } from './lithair-world';
import { SeededRandom, suiteSeed } from './seeded-random';
import { writeRecord } from './write-record';

/** What serves the catalogue instead of the reference models. */
export const CATALOGUE_FLAGS = ['--app', 'support/apps/catalogue.cjs'];

const RECORDS = 6;

/** Every record that `writeCatalogue` may write. */
export const CATALOGUE_RECORDS = ['products', 'quotes'].flatMap((model) =>
  Array.from({ length: RECORDS }, (_, n) => `${model}/${model.charAt(0)}${n + 1}`),
);

/** Creates, changes, deletes and creates again, as drawn. */
export async function writeCatalogue(world: LithairWorld, writes: number): Promise<void> {
  const random = new SeededRandom(suiteSeed());
  const alive = new Set<string>();
  for (let n = 0; n < writes; n += 1) {
    const model = random.pick(['products', 'quotes']);
    const id = `${model.charAt(0)}${random.integer(1, RECORDS)}`;
    const path = `/api/${model}/${id}`;
    const fields = model === 'products' ? product(random, id, n) : quote(random);
    if (!alive.has(id)) {
      const constants =
        model === 'products' ? { maker: `Maison ${n}` } : { author: `Autrice ${n}` };
      await writeRecord(world.http, 'POST', `/api/${model}`, { id, ...fields, ...constants });
      alive.add(id);
    } else if (random.chance(0.1)) {
      await writeRecord(world.http, 'DELETE', path);
      alive.delete(id);
    } else {
      await writeRecord(world.http, 'PATCH', path, fields);
    }
  }
}

/** Some fields of a product, changed or not. */
function product(random: SeededRandom, id: string, n: number): Record<string, unknown> {
  return {
    name: random.chance(0.5) ? `Produit ${id}` : `Produit ${id}, ${n}`,
    price: random.integer(1, 4) / 4,
    ...(random.chance(0.3) ? { note: random.pick(['fragile', 'été', '']) } : {}),
    ...(random.chance(0.3) ? { stock: n } : {}),
    ...(random.chance(0.3) ? { cost: n } : {}),
  };
}

function quote(random: SeededRandom): Record<string, unknown> {
  return {
    amount: random.integer(1, 3),
    ...(random.chance(0.4) ? { terms: { jours: random.integer(1, 3), lieu: 'Orléans' } } : {}),
  };
}
