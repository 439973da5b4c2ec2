/** What an update asks the runtime to do: plain data, so that a test can compare it. */
export type TuiEffect =
  /** End the screen; the program decides what follows. */
  | { readonly kind: 'quit' }
  /** Give the terminal back to the shell until the program is continued. */
  | { readonly kind: 'suspend' }
  /** Paint every cell anew, after something else wrote to the terminal. */
  | { readonly kind: 'redraw' };
