/** What an update asks the runtime to do: plain data, so that a test can compare it. */
export type TuiEffect =
  /** End the screen; the program decides what follows. */
  | { readonly kind: 'quit' }
  /** Give the terminal back to the shell until the program is continued. */
  | { readonly kind: 'suspend' }
  /** Paint every cell anew, after something else wrote to the terminal. */
  | { readonly kind: 'redraw' }
  /** Into the clipboard of the user's terminal; `what` for the notice. */
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  /** The whole exchange as JSON into the clipboard. */
  | { readonly kind: 'copy-json'; readonly seq: number; readonly masked: boolean }
  | { readonly kind: 'save-har'; readonly path: string; readonly seqs: readonly number[] }
  | { readonly kind: 'clear' }
  /** Read the exchange's session from its store as it is now. */
  | { readonly kind: 'reread'; readonly seq: number }
  /** Show the text in the user's pager. */
  | { readonly kind: 'page'; readonly text: string };
