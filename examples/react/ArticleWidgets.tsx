import { useEffect, useRef } from "react";
import type { ArticleRatingElement } from "./article-widgets";

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
  const rating = useRef<ArticleRatingElement>(null);
  useEffect(() => {
    const listening = new AbortController();
    rating.current?.addEventListener(
      "article-rating:change",
      ({ detail }) => onRated?.(detail.average),
      { signal: listening.signal },
    );
    return () => listening.abort();
  }, [onRated]);
  return (
    <>
      <article-rating article={url} ref={rating} />
      <article-nav key={url}>
        {previous && <a rel="prev" href={previous.href}>{previous.title}</a>}
        {next && <a rel="next" href={next.href}>{next.title}</a>}
      </article-nav>
      <article-comments article={url} />
    </>
  );
}
