// What the tests ask of their page in JavaScript. One file: the test runner's server may
// leave a request without a response when a browser opens more than four connections.

const realFetch = globalThis.fetch;

/** Gives the page its own `fetch` back. */
export const restore_fetch = () => { globalThis.fetch = realFetch; };

// Elements of a form by the widgets' names, in the place of the loader's.
for (const name of ['article-rating', 'article-nav', 'article-comments']) {
    customElements.define(name, class extends HTMLElement {
        static formAssociated = true;
        internals = this.attachInternals();
    });
}

export const internals = (element) => element.internals;

/** Dispatches a key on a control; false if the browser is to do nothing by itself. */
export const press = (control, init) => control.dispatchEvent(new KeyboardEvent('keydown',
    { bubbles: true, composed: true, cancelable: true, ...JSON.parse(init) }));

/** A published comment as the server sends it. */
const comment = (id, name, body, html) => ({
    id, name, body, html, parent: null, website: null, state: 'published',
    created: '2026-01-02T03:04:05Z', edited: null, replies: 0, editable: null,
});

let sent = 0;
let keep;

/** Holds every comment that is sent until `keep_comments`, and counts them. */
export const hold_comments = () => {
    const kept = new Promise((resolve) => { keep = resolve; });
    sent = 0;
    globalThis.fetch = async (url, init) => {
        if (init?.method !== 'PUT') {
            return realFetch(url, init);
        }
        sent += 1;
        await kept;
        const id = new URL(url).pathname.split('/').pop();
        const { name, body } = JSON.parse(init.body);
        return Response.json(comment(id, name, body, body), { status: 201 });
    };
};
export const keep_comments = () => keep();
export const sent_comments = () => sent;

/** Answers every request with a page of comments of this HTML. */
export const answer_with_comments = (texts) => {
    const comments = texts.map((html, index) => {
        const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        return comment(id, 'Ada', 'As text', html);
    });
    globalThis.fetch = async () =>
        Response.json({ comments, count: comments.length, next: null, latest: '1' });
};

/** Answers one request with each of these bodies, and any further one with an empty list. */
export const answer_with = (bodies) => {
    const left = [...bodies];
    globalThis.fetch = async () => new Response(left.shift() ?? '[]');
};

// What the widget adds to a comment's elements.
const ADDED = ['dir', 'class', 'loading', 'referrerpolicy', 'rel'];

// A node as text: its attributes sorted, and the addresses resolved.
const outline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
        return /^\n+$/.test(node.data) ? '' : node.data.replace(/\n$/, '');
    }
    const attributes = [...node.attributes ?? []]
        .filter(({ name }) => !ADDED.includes(name))
        .map(({ name, value }) => {
            const isAddress = name === 'href' || name === 'src';
            return ` ${name}=${isAddress ? new URL(value).href : value}`;
        });
    return `<${node.localName}${attributes.sort().join('')}>${outline_of_element(node)}</>`;
};

export const outline_of_element = (node) => [...node.childNodes].map(outline).join('');
export const outline_of_html = (html) =>
    outline_of_element(new DOMParser().parseFromString(html, 'text/html').body);
