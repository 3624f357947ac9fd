// The loader: defines the elements, waits until one nears the viewport, loads
// the bundle once, and hands the element over to it. What the attributes mean,
// the bundle alone knows.

/** Each element with the properties that stand beside its attributes. */
const ELEMENTS = {
  "article-rating": {
    article: "",
    endpoint: "",
    backend: "native",
    loading: "lazy",
    max: 5,
    readonly: false,
    value: "",
    votes: "",
    template: "",
    structuredData: "Article",
    name: "",
    required: false,
    disabled: false,
  },
  "article-nav": {
    backend: "native",
    loading: "lazy",
    feed: "",
    prefetch: "prerender",
    shortcuts: false,
  },
  "article-comments": {
    article: "",
    endpoint: "",
    backend: "native",
    loading: "lazy",
    show: "all",
    order: "oldest",
    paging: "button",
    depth: 3,
    images: false,
    nameField: "required",
    emailField: "optional",
    websiteField: "optional",
  },
};

/** The languages that the widgets speak, each with its words in a file of that name. */
const LANGUAGES = ["en", "fr"];

/** What the loader loads: a folder beside this file. */
const BUNDLE = "./bundle/";

/** Asks for a file of the bundle. */
const file = (name) => fetch(new URL(BUNDLE + name, import.meta.url));

/** What was asked for so far, by name. */
const asked = {};

/** Asks for something once; after a failure the next call asks again. */
const once = (name, ask) =>
  (asked[name] ??= ask(name).catch((error) => {
    asked[name] = null;
    throw error;
  }));

/** Loads the code; the WebAssembly compiles while it streams. */
async function code() {
  const [glue, module_or_path] = await Promise.all([
    import(BUNDLE + "article-widgets.js"),
    file("article-widgets_bg.wasm"),
  ]);
  await glue.default({ module_or_path });
  return glue;
}

/** Loads the words of a language. */
async function words(language) {
  const answer = await file(language + ".json");
  if (!answer.ok) throw answer;
  return answer.json();
}

/** The nearest `lang` at or above an element, through shadow roots. */
function pageLanguage(element) {
  for (; element; element = element.getRootNode().host) {
    const named = element.closest("[lang]");
    if (named) return named.getAttribute("lang");
  }
  return "";
}

/** What is spoken on a page of a language: that one, if it is one of ours, else English. */
async function speech(page) {
  const [primary] = page.toLowerCase().split("-");
  const language = LANGUAGES.find((known) => known === primary) ?? "en";
  return { page, language, words: await once(language, words) };
}

/** The answers that were asked for ahead of the bundle, by URL. */
const answers = {};

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host(:not([hidden])){display:block;margin-block:var(--article-widgets-gap,1rem)}",
);

/** The attribute that a property stands beside: `some-name` for `someName`. */
const attribute = (property) => property.replace(/[A-Z]/, "-$&").toLowerCase();

/** A property that reads and writes an attribute. */
function reflect(name, fallback) {
  const isFlag = fallback === false;
  return {
    get() {
      const value = isFlag ? this.hasAttribute(name) : (this.getAttribute(name) ?? fallback);
      return fallback > 0 ? Number(value) || fallback : value;
    },
    set(value) {
      if (isFlag) this.toggleAttribute(name, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  };
}

/** What a form's control has beside its value. */
const CONTROL = [
  "form",
  "labels",
  "validity",
  "validationMessage",
  "willValidate",
  "checkValidity",
  "reportValidity",
];

class ArticleElement extends HTMLElement {
  static #observer = new IntersectionObserver(
    (entries) => entries.forEach((entry) => entry.isIntersecting && entry.target.#awaken()),
    // How far below or above the viewport an element is awaited.
    { rootMargin: "600px" },
  );

  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: "open" });
  #mounted;
  #speech;
  #awake = false;

  constructor() {
    super();
    this.#showContent();
  }

  connectedCallback() {
    for (const name in ELEMENTS[this.localName]) {
      // A property that was set before the element was defined.
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    // The address may name a comment, to which the page is to scroll.
    const isNamed = this.show && location.hash.startsWith("#comment-");
    if (this.#mounted) this.#update();
    else if (isNamed || this.loading === "eager") this.#awaken();
    else ArticleElement.#observer.observe(this);
  }

  disconnectedCallback() {
    // An element that is only moved is back before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      ArticleElement.#observer.unobserve(this);
      if (!this.#mounted) return;
      this.#mounted.unmount();
      this.#mounted = undefined;
      this.#awake = false;
      this.#showContent();
    });
  }

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  formDisabledCallback() {
    this.attributeChangedCallback();
  }

  formResetCallback() {
    this.#mounted?.reset();
  }

  async #awaken() {
    ArticleElement.#observer.unobserve(this);
    if (this.#awake) return;
    this.#awake = true;
    import(BUNDLE + "ahead.js").then(
      (ahead) => this.#mounted || ahead.ask(this, answers),
      // The bundle asks.
      () => {},
    );
    try {
      const [{ mount }, speaking] = await Promise.all([
        once("", code),
        speech(pageLanguage(this)).catch(async (error) => ({ error, ...(await speech("en")) })),
      ]);
      if (speaking.error) this.#tell(speaking.error);
      if (this.isConnected) {
        this.#speech = speaking;
        this.#mounted = mount(
          this,
          this.#root,
          this.#internals,
          import.meta.url,
          speaking,
          answers,
        );
        return;
      }
    } catch (error) {
      this.#tell(error);
      addEventListener("online", () => this.attributeChangedCallback(), { once: true });
    }
    this.#awake = false;
  }

  /** Shows what the attributes say now, once the words of the language are there. */
  async #update() {
    try {
      const speaking = await speech(pageLanguage(this));
      if (speaking.page === pageLanguage(this)) this.#speech = speaking;
    } catch (error) {
      this.#tell(error);
    }
    this.#mounted?.update(this.#speech);
  }

  /** Tells the page that a part of the bundle did not load. */
  #tell(error) {
    console.error(error);
    const detail = { action: "load", code: "bundle" };
    this.dispatchEvent(
      new CustomEvent(this.localName + ":error", { bubbles: true, composed: true, detail }),
    );
  }

  /** Shows what the page wrote inside the element. */
  #showContent() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(document.createElement("slot"));
  }

  static {
    for (const name in ELEMENTS) {
      const properties = ELEMENTS[name];
      const descriptors = {};
      const kind = class extends ArticleElement {
        static observedAttributes = [...Object.keys(properties).map(attribute), "lang"];
        static formAssociated = "required" in properties;
      };
      for (const property in properties) {
        descriptors[property] = reflect(attribute(property), properties[property]);
      }
      for (const property of kind.formAssociated ? CONTROL : []) {
        descriptors[property] = {
          get() {
            const value = this.#internals[property];
            return value?.bind?.(this.#internals) ?? value;
          },
        };
      }
      Object.defineProperties(kind.prototype, descriptors);
      if (!customElements.get(name)) customElements.define(name, kind);
    }
  }
}
