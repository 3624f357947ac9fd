// Awakens an element for the loader: gets what its widget needs, all at once, mounts the
// widget, and tells it what becomes of the element.

import start, { mount } from "./widgets.js";
import { ask, endpoint, home, ownQuery } from "./prefetch.js";

/**
 * The answers that were asked for ahead of the bundle, by URL.
 * @type {import("./widgets.js").Answers}
 */
const answers = {};

/**
 * What was made of the files of the bundle so far, by name.
 * @type {Record<string, Promise<any> | null>}
 */
const made = {};

/** Makes something of a file once; after a failure the next call tries again. */
const once = (name, asked, make) =>
  (made[name] ??= file(name, asked)
    .then(make)
    .catch((error) => {
      made[name] = null;
      throw error;
    }));

/** A file as the loader asked for it; one that it did not get is asked for again. */
async function file(name, asked) {
  let answer = await asked[name];
  if (!answer?.ok || answer.bodyUsed) answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw answer;
  return answer;
}

/** Says what is likely wrong, once it has come; where it does not come, nothing is said. */
const diagnose = (say) => import("./diagnostics.js").then(say, () => {});

/** What nobody writes into an element of ours. */
const REST = "article-rating,article-nav,article-comments,:scope>main,:scope>footer";

/** How many characters a rating has inside that is written for readers without scripts. */
const RATING_MOST = 500;

/** Whether an element has no end tag, as far as can be told, so that it holds the page's rest. */
const swallows = (element) =>
  element.querySelector(REST) ||
  (element.localName === "article-rating" && element.textContent.length > RATING_MOST);

/** Whether an attribute is none of HTML's, as far as that is seen quickly, and none of ours. */
const isOdd = (element, name) =>
  !element.constructor.observedAttributes.includes(name) &&
  !(name in element) &&
  !/^(class$|tabindex$|data-|aria-)/.test(name);

/** What the page's address asks for, but for where its reader comes from. */
const pageQuery = () => ownQuery(new URL(location.href).searchParams);

/** Whether the page uses an element as it should, as far as that is seen quickly. */
const looksRight = (element, hasSwallowed) =>
  !hasSwallowed &&
  !element.getAttributeNames().some((name) => isOdd(element, name)) &&
  (!element.endpoint || /^(https?:\/\/|[./])/i.test(element.endpoint)) &&
  (!pageQuery() || element.article !== "" || document.querySelector("link[rel~=canonical][href]")) &&
  !document.querySelector(":not(:defined)");

/** The nearest `lang` at or above an element, through shadow roots. */
function pageLanguage(element) {
  for (; element; element = element.getRootNode().host) {
    const named = element.closest("[lang]");
    if (named) return named.getAttribute("lang");
  }
  return "";
}

/**
 * Gets what the widget of an element needs, and answers what mounts it.
 *
 * `asked` are the files that the loader asked for, by name: promises of answers that are
 * never broken; `languages` are those that are spoken. `tell` is called with an error when
 * the words of a language do not come; English does without telling.
 */
export default async function bootstrap(element, internals, asked, languages, tell) {
  /**
   * What is spoken on a page of a language: that one, if it is one of ours, else English.
   * @returns {Promise<import("./widgets.js").Speech>}
   */
  const speech = async (page) => {
    const [primary] = page.toLowerCase().split("-");
    const language = languages.find((known) => known === primary) ?? "en";
    const words = await once(language + ".json", asked, (answer) => answer.json());
    return { page, language, words };
  };

  const hasSwallowed = swallows(element);
  if (!looksRight(element, hasSwallowed)) {
    diagnose(({ checkUse }) => checkUse(element, hasSwallowed, pageQuery()));
  }
  if ("endpoint" in element) {
    const explain = ({ detail }) => {
      if (detail.code === "unreachable" && detail.action === "load") {
        diagnose(({ explainSilence }) => explainSilence(element, endpoint(element)));
      }
    };
    element.addEventListener(element.localName + ":error", explain, { once: true });
  }
  ask(element, answers);
  let [spoken] = await Promise.all([
    speech(pageLanguage(element)).catch(async (error) => ({ error, ...(await speech("en")) })),
    once("widgets_bg.wasm", asked, (answer) => start({ module_or_path: answer })).catch(
      (error) => {
        diagnose(({ explainRefusal }) => explainRefusal(error));
        throw error;
      },
    ),
  ]);
  if (spoken.error) tell(spoken.error);

  return () => {
    const root = element.shadowRoot;
    const content = [...root.childNodes];
    const sheets = [...root.adoptedStyleSheets];
    /** @type {import("./widgets.js").Mounted?} */
    let mounted = mount(element, root, internals, home, spoken, answers);
    if (hasSwallowed) {
      // The page's rest stays where readers see it, even under a navigation that is hidden.
      const shown = new CSSStyleSheet();
      shown.replaceSync(":host{display:block!important}");
      root.adoptedStyleSheets.push(shown);
      root.append(document.createElement("slot"));
    }
    return {
      /** Shows what the attributes say now, once the words of the language are there. */
      async update() {
        try {
          const now = await speech(pageLanguage(element));
          if (now.page === pageLanguage(element)) spoken = now;
        } catch (error) {
          tell(error);
        }
        mounted?.update(spoken);
      },
      reset() {
        mounted?.reset();
      },
      /** Leaves what the loader showed. */
      unmount() {
        mounted?.unmount();
        mounted = null;
        root.adoptedStyleSheets = sheets;
        root.replaceChildren(...content);
      },
    };
  };
}
