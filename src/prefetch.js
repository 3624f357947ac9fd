// Asks ahead of the bundle for what an element shows first, while the WebAssembly is
// on its way. The bundle takes the answer if it asks for the very same, and asks by
// itself if it does not: what is guessed here need not be right, only likely.

/** The server of an element that names none: the folder of the loader, above this one. */
export const home = withoutSlash(new URL("..", import.meta.url));

/** How long an answer may take, in milliseconds, as in the bundle. */
const TIMEOUT = 8000;

/** Puts the answer that `element` will want among `answers`, under its URL. */
export function ask(element, answers) {
  try {
    const url = question(element);
    if (!url || answers[url]?.signal.aborted === false) return;
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = fetch(url, { credentials: "omit", signal });
    // Reported by the bundle.
    answer.catch(() => {});
    answers[url] = { answer, signal };
  } catch {
    // No storage, no identifiers or no URL: the bundle knows what to do.
  }
}

/** The URL of the first question; none if it is not put here. */
function question(element) {
  const { backend, localName } = element;
  if (backend !== "native") return;
  const server = endpoint(element);
  const article = `article=${encodeURIComponent(key(element))}`;
  if (localName === "article-rating") {
    return `${server}/api/v1/rating?best=${best(element)}&voter=${voter()}&${article}`;
  }
  // Authors ask in their own name.
  const isAuthor = `article-widgets:author ${server}` in localStorage;
  if (localName === "article-comments" && element.show !== "form" && !isAuthor) {
    const order = element.order === "newest" ? "newest" : "oldest";
    return `${server}/api/v1/comments?order=${order}&${article}`;
  }
}

/** The URL of the server that an element asks. */
export function endpoint({ endpoint, baseURI }) {
  return endpoint ? withoutSlash(new URL(endpoint, baseURI)) : home;
}

function withoutSlash({ origin, pathname }) {
  return (origin + pathname).replace(/\/+$/, "");
}

/** Parameters that tell where a reader comes from: most of those that the bundle knows. */
const TRACKING = /^((utm|mtm)_.*|.*clid|msclkid|[gw]braid|gad_source|mc_[ce]id|igsh(id)?)$/i;

/** A query without what tells where a reader comes from. */
export function ownQuery(parameters) {
  for (const name of [...parameters.keys()]) {
    if (TRACKING.test(name)) parameters.delete(name);
  }
  return parameters.size ? "?" + parameters : "";
}

/** The article's key, normalised as the bundle does it to the usual addresses. */
function key({ article }) {
  const written =
    article.trim() ||
    /** @type {HTMLLinkElement?} */ (document.querySelector("link[rel~=canonical][href]"))?.href ||
    location.href;
  if (!/^https?:/i.test(written)) return written.normalize();
  const { host, pathname, searchParams } = new URL(written);
  const path = pathname.replace(/(\/(index\.(html?|php))?)+$/, "") || "/";
  const page = host.replace(/^www\.(?=.*\.)/, "") + decodeURI(path + ownQuery(searchParams));
  return "https://" + page.normalize();
}

function best({ max }) {
  return Number.isInteger(max) && max >= 2 && max <= 10 ? max : 5;
}

/** The reader's own identifier, which the bundle keeps under the same key. */
function voter() {
  return (localStorage["article-widgets:voter"] ??= crypto.randomUUID());
}
