/** Work in pieces, each of them short: between two of them others are let in. */
export type InPieces<T> = Generator<undefined, T, undefined>;
