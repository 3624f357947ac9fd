// Runs before the page's own scripts, and notes when the field can take input and when
// all comments are shown. What it looks for stands in `watched`, which is set before it:
// the selectors `field`, `comment` and `more`, and the number of comments, `count`.
(() => {
  const { field, comment, more, count } = watched;
  const roots = [document];
  const tasks = [];
  const memories = new Set();
  const presses = [];
  const watch = (window.watch = { usable: null, shown: null, pages: 1 });

  const find = (selector) => {
    for (const root of roots) {
      const found = selector && root.querySelector(selector);
      if (found) return found;
    }
  };
  const all = (selector) =>
    roots.reduce((sum, root) => sum + root.querySelectorAll(selector).length, 0);
  /** Calls `before` while the next frame is made, and what that returns when it is done. */
  const aroundFrame = (before) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      const after = before();
      port1.onmessage = () => after(performance.now());
      port2.postMessage(null);
    });

  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({
    type: "longtask",
    buffered: true,
  });

  let tellUsable, tellAll;
  watch.whenUsable = new Promise((resolve) => (tellUsable = resolve));
  watch.whenAll = new Promise((resolve) => (tellAll = resolve));

  const isUsable = () => {
    const found = find(field);
    return Boolean(found && !found.disabled && !found.readOnly && found.getClientRects().length);
  };

  /** What is reached in this frame. */
  const look = () => {
    isAwaited = false;
    const usable = watch.usable === null && isUsable();
    const shown = watch.shown === null && comments.size >= count;
    return (now) => {
      if (usable) {
        watch.usable = now;
        tellUsable(now);
      }
      if (shown) watch.shown = now;
      if (watch.usable !== null && watch.shown !== null) {
        observer.disconnect();
        tellAll(now);
      }
    };
  };

  // Known as they come: to count them all in each frame would cost a page more that shows
  // them in many frames.
  const comments = new Set();
  /** Calls `note` with the comments at and in `nodes`. */
  const forEachComment = (nodes, note) => {
    for (const node of nodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.matches(comment)) note(node);
      node.querySelectorAll(comment).forEach(note);
    }
  };

  let isAwaited = false;
  let reached = 0;
  const observer = new MutationObserver((records) => {
    for (const { addedNodes, removedNodes } of records) {
      forEachComment(removedNodes, (node) => comments.delete(node));
      forEachComment(addedNodes, (node) => comments.add(node));
    }
    const button = watch.shown === null && find(more);
    if (button && !button.disabled && button.ariaDisabled !== "true") {
      const there = all(comment);
      // Once for each page, which comes some time after the press.
      if (there > reached) {
        reached = there;
        watch.pages += 1;
        button.click();
      }
    }
    if (isAwaited) return;
    isAwaited = true;
    aroundFrame(look);
  });
  const observe = (root) =>
    observer.observe(root, {
      attributeFilter: ["disabled", "aria-disabled", "readonly", "style", "class", "hidden"],
      childList: true,
      subtree: true,
    });
  observe(document);

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    observe(root);
    return root;
  };

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await real.apply(WebAssembly, given);
      const { exports } = result.instance ?? result;
      for (const value of Object.values(exports)) {
        if (value instanceof WebAssembly.Memory) memories.add(value);
      }
      return result;
    };
  }

  addEventListener(
    "keydown",
    ({ timeStamp }) => aroundFrame(() => (now) => presses.push(now - timeStamp)),
    { capture: true },
  );

  const nodesIn = (node) => {
    let sum = 1;
    for (const child of node.childNodes) sum += nodesIn(child);
    return node.shadowRoot ? sum + nodesIn(node.shadowRoot) : sum;
  };

  /** Puts the cursor into the field. */
  watch.enter = () => {
    const found = find(field);
    found.scrollIntoView({ block: "center" });
    found.focus();
  };
  watch.typed = () => find(field).value;
  /** Resolves once so many key presses are in a frame. */
  watch.pressed = async (number) => {
    while (presses.length < number) await new Promise(requestAnimationFrame);
    return presses[number - 1];
  };
  /** The time in long tasks beyond 50 ms each, of those that began before `end`. */
  watch.blocking = (end) =>
    tasks
      .filter(({ startTime }) => startTime < end)
      .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
  /** The addresses of what the page has loaded. */
  watch.loaded = () =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((name) => name.startsWith("http"));
  watch.counts = () => ({
    comments: all(comment),
    nodes: nodesIn(document),
    wasm: [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  });
})();
