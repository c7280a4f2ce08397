/** The part of a terminal that is written to; `process.stdout` is one. */
export interface Output {
  readonly columns: number
  readonly rows: number
  write(text: string): unknown
}

export interface Screen {
  /** Writes the lines that differ from those on the screen, and no others. */
  show(lines: readonly string[]): void
  /** Forgets what is on the screen: after a change of its size, for one. */
  clear(): void
  /** Gives the terminal back as it was. */
  close(): void
}

const ESC = '\u001b['
const ENTER = `${ESC}?1049h${ESC}?25l` // the other screen, and no cursor
const LEAVE = `${ESC}0m${ESC}?25h${ESC}?1049l`

export function openScreen(output: Output): Screen {
  let shown: readonly string[] = []
  output.write(ENTER)
  return {
    show(lines) {
      const changed = lines.flatMap((line, i) => (line === shown[i] ? [] : [`${ESC}${i + 1};1H${line}${ESC}0m`]))
      shown = lines
      if (changed.length > 0) output.write(changed.join(''))
    },
    clear() {
      shown = []
      output.write(`${ESC}2J`)
    },
    close: () => void output.write(LEAVE),
  }
}
