// What libraries of old, Prototype.js first of all, do to the language and to the DOM:
// every addition is enumerable, and what comes with the browser is replaced.

Object.assign(Object.prototype, {
  clone() {
    return Object.assign({}, this);
  },
  each(callback) {
    Object.keys(this).forEach((key) => callback(this[key], key));
  },
  extend(source) {
    return Object.assign(this, source);
  },
});

/** JSON of a list as a text, which `JSON.stringify` then writes as a text in a text. */
const toJSON = function () {
  return `[${[...this].map((entry) => JSON.stringify(entry)).join(", ")}]`;
};

Object.assign(Array.prototype, {
  clear() {
    this.length = 0;
    return this;
  },
  entries() {
    return [...this];
  },
  first() {
    return this[0];
  },
  include(entry) {
    return this.indexOf(entry) !== -1;
  },
  last() {
    return this[this.length - 1];
  },
  toJSON,
});

/** A list of what has a length: nothing that can be iterated, and no callback. */
Array.from = (list) => {
  const results = [];
  for (let index = 0; index < (list?.length ?? 0); index += 1) results.push(list[index]);
  return results;
};

Object.assign(Date.prototype, {
  toJSON() {
    return `"${this.toISOString()}"`;
  },
});

Object.assign(String.prototype, {
  toJSON() {
    return `"${this}"`;
  },
  strip() {
    return this.replace(/^\s+|\s+$/g, "");
  },
});

Object.assign(Number.prototype, {
  toJSON() {
    return String(this);
  },
});

// An element of Prototype.js answers itself from its methods, and has many more.
const { remove } = Element.prototype;
Object.assign(Element.prototype, {
  hide() {
    this.style.display = "none";
    return this;
  },
  remove() {
    remove.call(this);
    return this;
  },
  select(selector) {
    return [...this.querySelectorAll(selector)];
  },
  show() {
    this.style.display = "";
    return this;
  },
  update(html) {
    this.innerHTML = html;
    return this;
  },
  visible() {
    return this.style.display !== "none";
  },
});

const NativeElement = window.Element;
window.Element = function (name, attributes = {}) {
  const element = document.createElement(name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  return element;
};
Object.assign(window.Element, NativeElement);
window.Element.prototype = NativeElement.prototype;

Function.prototype.bind = function (context, ...first) {
  return (...rest) => this.apply(context, [...first, ...rest]);
};

document.getElementsByClassName = (name) => [...document.querySelectorAll(`.${name}`)];
window.$ = (id) => (typeof id === "string" ? document.getElementById(id) : id);
window.$$ = (selector) => [...document.querySelectorAll(selector)];
