import type { z } from 'zod';
import type { Declaration, Fields } from '../model/define-model';
import type { Access, Field } from '../model/field';
import type { Model, RecordValue } from '../model/model';

/** The shapes of a client, from models: a list of them, or an object that has them, or lists. */
export type ShapesOf<T> = {
  readonly [M in DeclaredIn<T> as NameOf<M>]: ShapeOf<M, DeclaredIn<T>>;
};

/** What is declared, one by one. */
export type DeclaredIn<T> = T extends readonly (infer M)[] ? M : Listed<T[keyof T]>;
type Listed<V> = V extends readonly (infer M)[] ? M : V;
type DeclaredBy<M> =
  M extends Model<RecordValue, unknown, infer D> ? (D extends Declaration ? D : never) : never;
type NameOf<M> = DeclaredBy<M>['name'];

type AccessOf<F> = F extends Field<z.ZodType, infer A> ? A['access'] : never;
type TargetOf<F> = F extends Field<z.ZodType, infer A> ? A['references'] : never;
/** The fields that clients use in one of these ways; `id` is every record's. */
type With<F extends Fields, A extends Access> = {
  [K in Exclude<keyof F, 'id'> as AccessOf<F[K]> extends A ? K : never]: F[K]['schema'];
};

type Output<F extends Fields, A extends Access> = z.output<z.ZodObject<With<F, A>>>;
type Input<F extends Fields, A extends Access> = z.input<z.ZodObject<With<F, A>>>;
type Flat<T> = { [K in keyof T]: T[K] };

type ReadOf<F extends Fields> = Flat<{ id: string } & Output<F, 'open' | 'readOnly'>>;
type CreateOf<F extends Fields> = Flat<{ id?: string } & Input<F, 'open' | 'writeOnly'>>;
/** What a client cannot see it need not repeat; what it cannot set it may send back. */
type ReplaceOf<F extends Fields> = Flat<
  { id?: string } & Input<F, 'open'> & Partial<Input<F, 'readOnly' | 'writeOnly'>>
>;
type PatchOf<F extends Fields> = Changes<Input<F, 'open' | 'writeOnly'>>;
/** `null` takes away what a record may be without. */
type Changes<I> = { [K in keyof I]?: I[K] | (undefined extends I[K] ? null : never) };

type ExpandsOf<F extends Fields, All> = {
  [K in keyof F as [TargetOf<F[K]>] extends [never] ? never : K]: ReadOfNamed<All, TargetOf<F[K]>>;
};
type ReadOfNamed<All, N> = All extends unknown
  ? NameOf<All> extends N
    ? ReadOf<DeclaredBy<All>['fields']>
    : never
  : never;

interface ShapeOf<M, All> {
  readonly record: ReadOf<DeclaredBy<M>['fields']>;
  readonly create: CreateOf<DeclaredBy<M>['fields']>;
  readonly replace: ReplaceOf<DeclaredBy<M>['fields']>;
  readonly patch: PatchOf<DeclaredBy<M>['fields']>;
  readonly expands: ExpandsOf<DeclaredBy<M>['fields'], All>;
}
