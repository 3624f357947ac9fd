// The elements' types, for TypeScript and for React 19: properties, attributes, events.

import type { HTMLAttributes, DetailedHTMLProps } from "react";

/** The properties of every element. */
interface ArticleElement extends HTMLElement {
  backend: string;
  loading: string;
}

export interface ArticleRatingElement extends ArticleElement {
  article: string;
  endpoint: string;
  max: number;
  readonly: boolean;
  value: string;
  votes: string;
  template: string;
  structuredData: string;
  name: string;
  required: boolean;
  disabled: boolean;
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
}

export interface ArticleNavElement extends ArticleElement {
  feed: string;
  prefetch: string;
  shortcuts: boolean;
}

export interface ArticleCommentsElement extends ArticleElement {
  article: string;
  endpoint: string;
  show: string;
  order: string;
  paging: string;
  depth: number;
  images: boolean;
  nameField: string;
  emailField: string;
  websiteField: string;
}

/** Why something failed. */
type Code =
  | "unreachable"
  | "timeout"
  | "limited"
  | "refused"
  | "malformed"
  | "invalid"
  | "conflict"
  | "closed"
  | "login"
  | "absent"
  | "bundle";

/** Each event with its `detail`. */
export interface ArticleEvents {
  "article-rating:ready": null;
  "article-rating:change": {
    value: number | null;
    average: number | null;
    best: number;
    count: number;
  };
  "article-rating:error": { action: "load" | "vote"; code: Code };
  "article-nav:ready": null;
  "article-nav:navigate": { direction: "previous" | "next"; href: string; title: string };
  "article-nav:error": { action: "load"; code: Code };
  "article-comments:ready": null;
  "article-comments:submit": { id: string; name: string; state: "published" | "held" };
  "article-comments:edit": { id: string };
  "article-comments:withdraw": { id: string };
  "article-comments:error": {
    action: "load" | "submit" | "edit" | "withdraw";
    code: Code;
  };
}

/**
 * The listeners of an element, as React writes them: `onarticle-rating:change`. TypeScript
 * and esbuild take a colon there; Babel and SWC do not, with which `addEventListener` does.
 */
type Listeners<Name extends string> = {
  [Event in Extract<keyof ArticleEvents, `${Name}:${string}`> as `on${Event}`]?: (
    event: CustomEvent<ArticleEvents[Event]>,
  ) => void;
};

/**
 * What an element takes in JSX: its attributes by the names that they have in HTML,
 * which hold whether or not the script has come already.
 */
type Props<Name extends string, Type, Attributes> = DetailedHTMLProps<HTMLAttributes<Type>, Type> &
  Listeners<Name> &
  Attributes & { backend?: "native" | "wordpress" | "isso"; loading?: "lazy" | "eager" };

type Presence = "required" | "optional" | "hidden";

interface RatingAttributes {
  article?: string;
  endpoint?: string;
  max?: number;
  readonly?: boolean;
  value?: number | string;
  votes?: number | string;
  template?: string;
  "structured-data"?: string;
  name?: string;
  required?: boolean;
  disabled?: boolean;
}

interface NavAttributes {
  feed?: string;
  prefetch?: "prerender" | "document" | "none";
  shortcuts?: boolean;
}

interface CommentsAttributes {
  article?: string;
  endpoint?: string;
  show?: "all" | "form" | "thread";
  order?: "oldest" | "newest";
  paging?: "button" | "scroll" | "all";
  depth?: number;
  images?: boolean;
  "name-field"?: Presence;
  "email-field"?: Presence;
  "website-field"?: Presence;
}

declare global {
  interface HTMLElementTagNameMap {
    "article-rating": ArticleRatingElement;
    "article-nav": ArticleNavElement;
    "article-comments": ArticleCommentsElement;
  }

  type ArticleEventMap = { [Event in keyof ArticleEvents]: CustomEvent<ArticleEvents[Event]> };
  interface HTMLElementEventMap extends ArticleEventMap {}
  interface DocumentEventMap extends ArticleEventMap {}
  interface WindowEventMap extends ArticleEventMap {}
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "article-rating": Props<"article-rating", ArticleRatingElement, RatingAttributes>;
      "article-nav": Props<"article-nav", ArticleNavElement, NavAttributes>;
      "article-comments": Props<"article-comments", ArticleCommentsElement, CommentsAttributes>;
    }
  }
}
