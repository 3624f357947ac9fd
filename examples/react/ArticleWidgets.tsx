/// <reference path="./article-widgets.d.ts" />

export interface Neighbour {
  href: string;
  title: string;
}

interface Article {
  url: string;
  previous?: Neighbour | undefined;
  next?: Neighbour | undefined;
  onRated?: (average: number | null) => void;
}

/** What stands at the end of an article. */
export function ArticleWidgets({ url, previous, next, onRated }: Article) {
  return (
    <>
      <article-rating
        article={url}
        onarticle-rating:change={({ detail }) => onRated?.(detail.average)}
      />
      <article-nav key={url}>
        {previous && <a rel="prev" href={previous.href}>{previous.title}</a>}
        {next && <a rel="next" href={next.href}>{next.title}</a>}
      </article-nav>
      <article-comments article={url} />
    </>
  );
}
