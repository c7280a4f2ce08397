/** Outlines on a 24 by 24 grid, drawn with a round stroke of 2 and no fill. */
export const icons = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14m9 16-4-4',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  pin: 'M12 17v5M8 3h8l-1 7 3 4H6l3-4z',
  muted: 'M6 9a6 6 0 0 1 10-4M18 10v3l2 4H9M4 17l2-4v-1M10 20a2 2 0 0 0 4 0M3 3l18 18',
  mention: 'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0m0 0v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5',
  star: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z',
  folded: 'M4 7h5l2 2h9v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM9 14h6',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16m0 4v4l3 2',
  alert: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 5v5m0 3v.01',
  check: 'M5 13l4.5 4.5L19 7.5',
  checks: 'M2 13l4.5 4.5L15 8.5M11.5 16l1.5 1.5L22 8.5',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8m0-6v2m0 16v2M2 12h2m16 0h2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4m0-14.2-1.4 1.4M6.3 17.7l-1.4 1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5',
  auto: 'M12 3a9 9 0 1 0 0 18V3zm3.5 1.8v14.4M19 7.5v9',
  panel: 'M4 6h10m4 0h2M4 12h4m4 0h8M4 18h10m4 0h2M16 4v4M10 10v4m6 2v4',
  up: 'M12 19V5m-6 6 6-6 6 6',
  readAll: 'M2 13l4.5 4.5L15 8.5M11.5 16l1.5 1.5L22 8.5',
  chat: 'M4 5h16v11H9l-5 4z',
} as const

export type IconName = keyof typeof icons
