// Says in the console what is likely wrong with a page, in the words of whoever writes it.
// Loaded only where something looks amiss, so that readers of a sound page never get it.

const ELEMENTS = ["article-rating", "article-nav", "article-comments"];

/**
 * The attributes of an element of ours.
 * @param {string} name
 * @returns {string[]}
 */
const attributesOf = (name) =>
  /** @type {any} */ (customElements.get(name))?.observedAttributes ?? [];

/** What was said, since several elements may have the same to say. */
const said = new Set();

function say(text) {
  if (said.has(text)) return;
  said.add(text);
  console.warn(text);
}

/** How many letters have to be put in, left out, changed or swapped to get from `a` to `b`. */
function distance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row][column] = Math.min(
        rows[row - 1][column] + 1,
        rows[row][column - 1] + 1,
        rows[row - 1][column - 1] + (isSame ? 0 : 1),
        isSwapped ? rows[row - 2][column - 2] + 1 : Infinity,
      );
    }
  }
  return rows[a.length][b.length];
}

/** The one of `names` that someone who wrote `written` likely meant. */
function meant(written, names) {
  const bare = (name) => name.toLowerCase().replace(/[-_]/g, "");
  return names.find((name) => {
    const most = name.length > 5 ? 2 : 1;
    return bare(name) === bare(written) || distance(written, name) <= most;
  });
}

/** Elements whose names are almost ours. */
function checkElementNames() {
  for (const { localName } of document.querySelectorAll(":not(:defined)")) {
    const element = meant(localName, ELEMENTS);
    if (element) say(`<${localName}> is no element of article-widgets. <${element}> is.`);
  }
}

/** Attributes whose names are almost ours, or another element's. */
function checkAttributes(element) {
  const own = attributesOf(element.localName);
  const place = (attribute) => `<${element.localName} ${attribute}>`;
  for (const attribute of element.getAttributeNames()) {
    if (own.includes(attribute) || attribute in element) continue;
    const intended = meant(attribute, own);
    const owner = ELEMENTS.find((name) => attributesOf(name).includes(attribute));
    if (owner) {
      say(`${place(attribute)} means nothing: ${attribute} is an attribute of <${owner}>.`);
    } else if (intended) {
      say(`${place(attribute)} means nothing. Is it ${intended}?`);
    }
  }
}

/** An end tag that is missing, so that the rest of the page is inside the element. */
function checkEnd({ localName }, hasSwallowed) {
  if (hasSwallowed) {
    say(
      `<${localName}> has no end tag, so that what follows is inside of it. ` +
        `HTML knows no <${localName}/>: write <${localName}></${localName}>.`,
    );
  }
}

/** A page that can be had at several addresses, and says of none that it is the one. */
function checkAddress(element, query) {
  const hasName = element.article?.trim() || element.localName === "article-nav";
  const hasCanonical = document.querySelector("link[rel~=canonical][href]");
  if (hasName || hasCanonical || !query || element.backend !== "native") return;
  say(
    `<${element.localName}>: this page's address has a query, ${query}, and the page ` +
      `has no <link rel="canonical"> that says which address is the article's own. Votes and ` +
      `comments of one article may be kept as those of several, or of several as those of one. ` +
      `Add the link, or the attribute article.`,
  );
}

/** An endpoint that was meant as a host, and is read as a path of the page's own. */
function checkEndpoint({ localName, endpoint }) {
  if (endpoint && !/^([a-z]+:|[./])/i.test(endpoint) && /^[^/]*[.:]/.test(endpoint)) {
    say(
      `<${localName} endpoint="${endpoint}"> is read as ${new URL(endpoint, document.baseURI)}. ` +
        `If it is another host, write https://${endpoint}`,
    );
  }
}

/**
 * Looks at how the page uses an element; `hasSwallowed` is whether it holds what is not its
 * own, and `query` what the page's address asks for.
 */
export function checkUse(element, hasSwallowed, query) {
  checkElementNames();
  checkAttributes(element);
  checkEnd(element, hasSwallowed);
  checkAddress(element, query);
  if (element.endpoint) checkEndpoint(element);
}

/** Explains why the WebAssembly was not compiled. */
export function explainRefusal(error) {
  if (/CSP|content security|unsafe-eval/i.test(error)) {
    say(
      "article-widgets: the page's content security policy refuses WebAssembly. Add " +
        "'wasm-unsafe-eval' to its script-src.",
    );
  }
}

/** What lets a page of another origin use a back end. */
const LEAVE = {
  native: `Start it with --allow-origin ${location.origin}`,
  wordpress: "WordPress has to let pages of that origin use its REST API",
  isso: `Name ${location.origin} in Isso's setting "host"`,
};

/** Explains why the server at `url` gave a page no answer. */
export async function explainSilence({ localName, backend }, url) {
  if (!navigator.onLine) return;
  const { origin, protocol } = new URL(url);
  let directive;
  const blocked = (event) => (directive = event.effectiveDirective);
  document.addEventListener("securitypolicyviolation", blocked);
  /** @type {RequestInit} */
  const request = { mode: "no-cors", cache: "no-store", credentials: "omit" };
  const isThere = await fetch(url, request).then(
    () => true,
    () => false,
  );
  // The violation is told in a task of its own.
  await new Promise((resolve) => setTimeout(resolve));
  document.removeEventListener("securitypolicyviolation", blocked);
  const place = `<${localName}>: ${origin}`;
  if (directive) {
    say(`${place} is refused by the page's content security policy. Add it to ${directive}.`);
  } else if (isThere) {
    say(`${place} is there, but gives pages of ${location.origin} no answer. ${LEAVE[backend]}.`);
  } else if (location.protocol === "https:" && protocol === "http:") {
    say(`${place} is not asked, since this page is https:. Serve it by HTTPS, too.`);
  } else {
    say(`${place} cannot be reached. Is the server running, and its name right?`);
  }
}
