// The script that wasm-bindgen writes beside the WebAssembly: what `mount.rs` exports.

/** The answers that were asked for ahead of the WebAssembly, by URL. */
export type Answers = Record<string, { answer: Promise<Response>; signal: AbortSignal }>;

/** The sentences of a language, for an element of a page in `page`. */
export interface Speech {
  page: string;
  language: string;
  words: Record<string, unknown>;
  /** Why these are the English ones in place of the page's language. */
  error?: unknown;
}

/** A widget at work. */
export interface Mounted {
  update(speech: Speech): void;
  reset(): void;
  unmount(): void;
}

/** Compiles the WebAssembly once. */
export default function start(source: { module_or_path: Response }): Promise<unknown>;

/** Puts the widget of an element into its shadow root. */
export function mount(
  element: Element,
  root: ShadowRoot,
  internals: ElementInternals,
  home: string,
  speech: Speech,
  answers: Answers,
): Mounted;
