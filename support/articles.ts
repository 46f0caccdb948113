import type { Fields } from './log-replay';

/**
 * The n-th article of a scenario: its title carries n, so that whatever is found in a file can be
 * traced back to what was generated, even when the server chose the identifier.
 */
export function article(n: number): { title: string; content: string } {
  return {
    title: `Article ${n}`,
    content: `Contenu de l’article n° ${n} — événement à conserver, sans perte ni doublon.`,
  };
}

/** The same article, large: `bytes` of content. */
export function largeArticle(n: number, bytes: number): { title: string; content: string } {
  const seed = `${n} éàç `;
  const content = seed.repeat(Math.ceil(bytes / seed.length)).slice(0, bytes);
  return { title: `Article ${n}`, content };
}

/** Which article a stored record claims to be, from its title; NaN when it is none of ours. */
export function articleNumber(record: Fields): number {
  const title = record['title'];
  return typeof title === 'string'
    ? Number(/^Article (\d+)$/.exec(title)?.[1] ?? Number.NaN)
    : Number.NaN;
}

export function user(n: number): { email: string; name: string } {
  return { email: `lectrice${n}@exemple.fr`, name: `Lectrice ${n}` };
}

export function comment(n: number, articleId: string): Fields {
  return { articleId, author: `Autrice ${n}`, body: `Commentaire n° ${n}` };
}
