import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { ArticleWidgets } from "./ArticleWidgets";

const articles = [
  { href: "/first/", title: "The first article" },
  { href: "/second/", title: "The second article" },
  { href: "/third/", title: 'Scales & "stars" of <ten>' },
];

/** A blog that changes its articles without loading a page. */
function Blog() {
  const [path, setPath] = useState(location.pathname);
  const [average, setAverage] = useState<number | null>(null);
  useEffect(() => {
    const follow = (event: CustomEvent<{ href: string }>) => {
      event.preventDefault();
      history.pushState(null, "", event.detail.href);
      setPath(location.pathname);
      setAverage(null);
    };
    const goBack = () => setPath(location.pathname);
    addEventListener("article-nav:navigate", follow);
    addEventListener("popstate", goBack);
    return () => {
      removeEventListener("article-nav:navigate", follow);
      removeEventListener("popstate", goBack);
    };
  }, []);

  const place = articles.findIndex(({ href }) => href === path);
  const article = articles[place];
  if (!article) return <h1>There is no such article.</h1>;
  return (
    <main>
      <h1>{article.title}</h1>
      {average !== null && <p id="average">Readers gave it {average} stars.</p>}
      <ArticleWidgets
        url={new URL(path, location.origin).href}
        previous={articles[place - 1]}
        next={articles[place + 1]}
        onRated={setAverage}
      />
    </main>
  );
}

const blog = document.getElementById("blog");
if (blog) createRoot(blog).render(<Blog />);
