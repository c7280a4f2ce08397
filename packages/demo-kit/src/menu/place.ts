export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly width: number
  readonly height: number
}

/** Where a menu opened at `at` stands so that it stays in the window; above the point if there is no room below. */
export function placeMenu(at: Point, menu: Box, screen: Box, margin = 8): Point {
  const x = Math.max(margin, Math.min(at.x, screen.width - menu.width - margin))
  const below = at.y + menu.height + margin <= screen.height
  const y = below ? at.y : Math.max(margin, Math.min(at.y - menu.height, screen.height - menu.height - margin))
  return { x, y }
}
