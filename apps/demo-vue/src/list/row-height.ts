/** In pixels; `--row-height` in the style sheet says the same. */
export const ROW_HEIGHT = 68
