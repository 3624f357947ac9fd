// The loader: defines the elements and waits until one nears the viewport. Then it asks
// at once for all that the widget needs, and leaves the rest to bootstrap.js. What the
// attributes mean, the bundle alone knows.

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
const BUNDLE = new URL("./bundle/", import.meta.url);

/**
 * The responses to what was asked for, by a file's name; those of what did not come are errors.
 * @type {Record<string, Promise<Response>>}
 */
const asked = {};

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host(:not([hidden])){display:block;margin-block:var(--article-widgets-gap,1rem)}",
);

for (const element in ELEMENTS) {
  // Another copy of this loader may have been first.
  if (customElements.get(element)) continue;
  const properties = ELEMENTS[element];
  customElements.define(
    element,
    class extends HTMLElement {
      /**
       * With the path of the page at which the element came.
       * @type {ElementInternals & { path?: string | null }}
       */
      #internals = this.attachInternals();
      /** False while the element is asleep, `true` while it awakens, then the mounted widget. */
      #life;
      #observer = new IntersectionObserver(
        (entries) =>
          /** @type {IntersectionObserverEntry} */ (entries.pop()).isIntersecting &&
          this.#bootstrap(),
        // How far below or above the viewport an element is awaited.
        { rootMargin: "600px" },
      );

      static observedAttributes = ["lang"];
      static formAssociated = "required" in properties;

      static {
        for (const property in properties) {
          const fallback = properties[property];
          const isFlag = fallback === false;
          // `some-name` for `someName`.
          const name = property.replace(/[A-Z]/, "-$&").toLowerCase();
          this.observedAttributes.push(name);
          Object.defineProperty(this.prototype, property, {
            get() {
              const value = isFlag ? this.hasAttribute(name) : (this.getAttribute(name) ?? fallback);
              return fallback > 0 ? Number(value) || fallback : value;
            },
            set(value) {
              if (isFlag) this.toggleAttribute(name, Boolean(value));
              else if (value === null || value === undefined) this.removeAttribute(name);
              else this.setAttribute(name, value);
            },
          });
        }
        // What a form's control has beside its value: as a button has it.
        for (const property in /** @type {any} */ (this.formAssociated && ElementInternals.prototype)) {
          if (Object.hasOwn(HTMLButtonElement.prototype, property)) {
            Object.defineProperty(this.prototype, property, {
              get() {
                const value = this.#internals[property];
                return value?.bind?.(this.#internals) ?? value;
              },
            });
          }
        }
      }

      constructor() {
        super();
        const root = this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        root.append(document.createElement("slot"));
        // Properties that were set before the element was defined.
        for (const [name, value] of Object.entries(this)) {
          delete this[name];
          this[name] = value;
        }
      }

      connectedCallback() {
        this.handleEvent();
      }

      disconnectedCallback() {
        this.handleEvent();
      }

      attributeChangedCallback(name) {
        if (name === "article") this.#internals.path = null;
        this.handleEvent();
      }

      formDisabledCallback() {
        this.handleEvent();
      }

      formResetCallback() {
        this.#life?.reset?.();
      }

      /** Does what the element and the page ask for now. */
      async handleEvent(event) {
        // An element that is only moved is back by then.
        await 0;
        const isHere = this.isConnected;
        const listen = isHere ? addEventListener : removeEventListener;
        listen("hashchange", this);
        listen("beforeprint", this);
        // For the bundle: what an element names is of the page at which it came.
        this.#internals.path = isHere ? (this.#internals.path ?? location.pathname) : null;
        if (!isHere) {
          this.#observer.disconnect();
          if (this.#life?.unmount) this.#life = this.#life.unmount();
        } else if (this.#life) this.#life.update?.();
        else if (
          // The address may name a comment, to which the page is to scroll.
          (/** @type {any} */ (this).show && /^#(comment|isso)-/.test(location.hash)) ||
          /** @type {any} */ (this).loading === "eager" ||
          // On paper, nothing is far away.
          event?.type === "beforeprint"
        ) {
          this.#bootstrap();
        } else this.#observer.observe(this);
      }

      async #bootstrap() {
        this.#observer.disconnect();
        if (this.#life) return;
        this.#life = true;
        try {
          // Likely the language that bootstrap.js finds when it looks closer.
          const language = LANGUAGES.find((known) => this.matches(`:lang(${known})`)) ?? "en";
          for (const name of ["widgets_bg.wasm", language + ".json"]) {
            asked[name] ??= fetch(BUNDLE + name).catch(Response.error);
          }
          const { default: bootstrap } = await import(BUNDLE + "bootstrap.js");
          const mount = await bootstrap(this, this.#internals, asked, LANGUAGES, this.#tell);
          this.#life = this.isConnected && mount();
        } catch (error) {
          this.#life = false;
          this.#tell(error);
          addEventListener("online", this, { once: true });
        }
      }

      /** Tells the page that a part of the bundle did not load. */
      #tell = (error) => {
        console.error(error);
        this.dispatchEvent(
          new CustomEvent(element + ":error", {
            detail: { action: "load", code: "bundle" },
            bubbles: true,
            composed: true,
          }),
        );
      };
    },
  );
}
