import type { Point } from '../menu/place.js'

/** Tells a long press of a finger from a tap and from a scroll. */
export interface LongPress<Pressed extends Point> {
  down(at: Pressed, pointerType: string): void
  move(at: Point): void
  end(): void
  /** Was this click only the end of a long press? Asking forgets it. */
  swallowsClick(): boolean
}

export function createLongPress<Pressed extends Point>(
  onLongPress: (at: Pressed) => void,
  ms = 500,
  slack = 10,
): LongPress<Pressed> {
  let start: Point | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let fired = false

  const end = (): void => {
    clearTimeout(timer)
    start = undefined
  }
  return {
    down: (at, pointerType) => {
      end()
      fired = false
      if (pointerType !== 'touch') return
      start = at
      timer = setTimeout(() => {
        fired = true
        onLongPress(at)
      }, ms)
    },
    move: (at) => {
      if (start && Math.hypot(at.x - start.x, at.y - start.y) > slack) end()
    },
    end,
    swallowsClick: () => {
      const swallowed = fired
      fired = false
      return swallowed
    },
  }
}
