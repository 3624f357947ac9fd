// The loader: defines the elements, waits until one nears the viewport, loads
// the bundle once, and hands the element over to it. What the attributes mean,
// the bundle alone knows.

const GLUE = new URL("./bundle/article-widgets.js", import.meta.url).href;
const WASM = new URL("./bundle/article-widgets_bg.wasm", import.meta.url).href;

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
    loading: "lazy",
    feed: "",
    backend: "native",
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

/** How far below or above the viewport an element is still awaited. */
const MARGIN = "600px";

let loading;

/** Loads the bundle; the WebAssembly compiles while it streams. */
async function load() {
  const module_or_path = fetch(WASM);
  // Reported by the import below or by the instantiation, whichever is first.
  module_or_path.catch(() => {});
  const bundle = await import(GLUE);
  await bundle.default({ module_or_path });
  return bundle;
}

/** The bundle; after a failure the next call tries again. */
function bundle() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) target[awaken]();
    }
  },
  { rootMargin: MARGIN },
);

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host{display:block;margin-block:var(--article-widgets-gap,1rem)}:host([hidden]){display:none}",
);

const awaken = Symbol("awaken");
const internals = Symbol("internals");

/** Whether the page's address names a comment, to which the page is to scroll. */
const isNamed = ({ localName }) =>
  localName === "article-comments" && location.hash.startsWith("#comment-");

class ArticleElement extends HTMLElement {
  [internals] = this.attachInternals();
  #root = this.attachShadow({ mode: "open" });
  #mounted;
  #awake = false;

  constructor() {
    super();
    this.#showContent();
  }

  connectedCallback() {
    for (const name in ELEMENTS[this.localName]) this.#upgrade(name);
    if (this.#mounted) this.#mounted.update();
    else if (this.loading === "eager" || isNamed(this)) this[awaken]();
    else observer.observe(this);
  }

  disconnectedCallback() {
    // An element that is only moved is back before this runs.
    queueMicrotask(() => {
      if (!this.isConnected) this.#unmount();
    });
  }

  attributeChangedCallback(name) {
    if (this.#mounted) this.#mounted.update();
    else if (name === "loading" && this.isConnected && this.loading === "eager") {
      this[awaken]();
    }
  }

  formDisabledCallback() {
    this.#mounted?.update();
  }

  formResetCallback() {
    this.#mounted?.reset();
  }

  async [awaken]() {
    observer.unobserve(this);
    if (this.#awake) return;
    this.#awake = true;
    try {
      const { mount } = await bundle();
      if (this.isConnected) {
        this.#mounted = mount(this, this.#root, this[internals], import.meta.url);
        return;
      }
    } catch (error) {
      console.error(error);
      const detail = { action: "load", code: "bundle" };
      const init = { bubbles: true, composed: true, detail };
      this.dispatchEvent(new CustomEvent(this.localName + ":error", init));
      addEventListener("online", () => this.isConnected && observer.observe(this), {
        once: true,
      });
    }
    this.#awake = false;
  }

  #unmount() {
    observer.unobserve(this);
    if (!this.#mounted) return;
    this.#mounted.unmount();
    this.#mounted = undefined;
    this.#awake = false;
    this.#showContent();
  }

  /** Shows what the page wrote inside the element. */
  #showContent() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(document.createElement("slot"));
  }

  /** Takes over a property that was set before the element was defined. */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }
}

/** An element with a value, which a form sends and checks. */
class FormElement extends ArticleElement {
  static formAssociated = true;

  get form() {
    return this[internals].form;
  }

  get labels() {
    return this[internals].labels;
  }

  get validity() {
    return this[internals].validity;
  }

  get validationMessage() {
    return this[internals].validationMessage;
  }

  get willValidate() {
    return this[internals].willValidate;
  }

  checkValidity() {
    return this[internals].checkValidity();
  }

  reportValidity() {
    return this[internals].reportValidity();
  }
}

/** The attribute that a property stands beside: `some-name` for `someName`. */
const attribute = (property) =>
  property.replace(/[A-Z]/, (letter) => "-" + letter.toLowerCase());

/** A property that reads and writes an attribute. */
function reflect(name, fallback) {
  const type = typeof fallback;
  return {
    configurable: true,
    enumerable: true,
    get() {
      if (type === "boolean") return this.hasAttribute(name);
      const value = this.getAttribute(name) ?? fallback;
      return type === "number" ? Number(value) || fallback : value;
    },
    set(value) {
      if (type === "boolean") this.toggleAttribute(name, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  };
}

for (const [name, properties] of Object.entries(ELEMENTS)) {
  const base = "required" in properties ? FormElement : ArticleElement;
  const element = class extends base {
    static observedAttributes = [...Object.keys(properties).map(attribute), "lang"];
  };
  for (const [property, fallback] of Object.entries(properties)) {
    const reflected = reflect(attribute(property), fallback);
    Object.defineProperty(element.prototype, property, reflected);
  }
  if (!customElements.get(name)) customElements.define(name, element);
}
