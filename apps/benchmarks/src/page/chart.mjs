// Charts as SVG text, one line each. Colours and letters are in style.css, so that they follow the page's light and dark.

const NUMBER = (value) => Math.round(value * 10) / 10

export const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** At least `gap` apart, as near as that allows to where they would be, none below `low`. */
export function spread(places, gap, low = Infinity) {
  const order = places.map((place, at) => ({ place, at })).sort((a, b) => a.place - b.place)
  for (let i = 1; i < order.length; i++) order[i].place = Math.max(order[i].place, order[i - 1].place + gap)
  const over = Math.max(0, (order.at(-1)?.place ?? 0) - low)
  if (over > 0) {
    order.at(-1).place -= over
    for (let i = order.length - 2; i >= 0; i--) order[i].place = Math.min(order[i].place, order[i + 1].place - gap)
  }
  const spaced = []
  for (const { place, at } of order) spaced[at] = place
  return spaced
}

/**
 * Lines over logarithmic axes, each named at its right end.
 *
 * @param series `{ name, tone, points: [[x, y], …] }`; `tone` is one of style.css.
 * @param xText, yText how a number of an axis is written.
 */
export function lineChart({ title, series, xText, yText, width = 720, height = 420, labelWidth = 150 }) {
  const area = { left: 62, top: 14, right: width - labelWidth, bottom: height - 34 }
  const all = series.flatMap(({ points }) => points)
  const xs = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b)
  const ys = all.map(([, y]) => y)
  const decades = { from: Math.floor(Math.log10(Math.min(...ys))), to: Math.ceil(Math.log10(Math.max(...ys))) }
  const xSpan = Math.log10(xs.at(-1) / xs[0]) || 1
  const xOf = (x) => area.left + (Math.log10(x / xs[0]) / xSpan) * (area.right - area.left)
  const ySpan = decades.to - decades.from || 1
  const yOf = (y) => area.bottom - ((Math.log10(y) - decades.from) / ySpan) * (area.bottom - area.top)
  const grid = Array.from({ length: ySpan + 1 }, (_, at) => 10 ** (decades.from + at)).map((value) => {
    const y = NUMBER(yOf(value))
    return `<line class="grid" x1="${area.left}" x2="${area.right}" y1="${y}" y2="${y}"/><text class="axis" x="${area.left - 8}" y="${y + 4}" text-anchor="end">${yText(value)}</text>`
  })
  const ticks = xs.map((x) => {
    const at = NUMBER(xOf(x))
    return `<line class="grid" x1="${at}" x2="${at}" y1="${area.bottom}" y2="${area.bottom + 4}"/><text class="axis" x="${at}" y="${area.bottom + 18}" text-anchor="middle">${xText(x)}</text>`
  })
  const ends = series.map(({ points }) => points.at(-1))
  const places = spread(
    ends.map(([, y]) => yOf(y) + 4),
    15,
    height - 6,
  )
  const lines = series.map(({ name, tone, points }, at) => {
    const path = points.map(([x, y]) => `${NUMBER(xOf(x))},${NUMBER(yOf(y))}`)
    const dots = points.map(([x, y]) => dot(NUMBER(xOf(x)), NUMBER(yOf(y)), `${name}, ${xText(x)}: ${yText(y)}`))
    const [endX, endY] = ends[at]
    const end = NUMBER(xOf(endX))
    const labelX = area.right + 18
    const lead = `<path class="lead" d="M${end + 5} ${NUMBER(yOf(endY))}L${labelX - 4} ${NUMBER(places[at] - 4)}"/>`
    const where = endX === xs.at(-1) ? '' : ` at ${xText(endX)}`
    const label = `<text class="name" x="${labelX}" y="${NUMBER(places[at])}">${escape(name)} <tspan class="value">${yText(endY)}${where}</tspan></text>`
    return `<g class="${tone}"><polyline points="${path.join(' ')}"/>${dots.join('')}${lead}${label}</g>`
  })
  return svg(title, width, height, [...grid, ...ticks, ...lines])
}

const dot = (x, y, text) => `<circle cx="${x}" cy="${y}" r="3.5"><title>${escape(text)}</title></circle>`

/**
 * Bars to the right of their names, their numbers at their ends, or below each other where there is a limit.
 *
 * @param rows `{ name, value, text, tone }`.
 * @param limit `{ value, text }` draws a line that bars may not cross.
 */
export function barChart({ title, rows, limit, isLog = false, width = 860, nameWidth = 240, textWidth = 190 }) {
  const step = 24
  const top = limit ? 22 : 6
  const height = top + rows.length * step + 6
  const most = Math.max(...rows.map(({ value }) => value), limit?.value ?? 0)
  const least = isLog ? Math.min(...rows.map(({ value }) => value), limit?.value ?? Infinity) / 2 : 0
  const room = width - nameWidth - textWidth
  const shareOf = (value) => (isLog ? Math.log(value / least) / Math.log(most / least) : value / most)
  const bars = rows.map(({ name, value, text, tone }, at) => {
    const y = top + at * step
    const long = Math.max(2, NUMBER(shareOf(value) * room))
    const textX = nameWidth + (limit ? room : long) + 8
    return `<g class="${tone}"><text class="name" x="${nameWidth - 10}" y="${y + 16}" text-anchor="end">${escape(name)}</text><rect x="${nameWidth}" y="${y + 4}" width="${long}" height="16" rx="2"/><text class="value" x="${textX}" y="${y + 16}">${escape(text)}</text></g>`
  })
  const x = limit && NUMBER(nameWidth + shareOf(limit.value) * room)
  const line = limit
    ? [
        `<line class="limit" x1="${x}" x2="${x}" y1="${top - 2}" y2="${height - 4}"/><text class="axis" x="${x}" y="13" text-anchor="middle">${escape(limit.text)}</text>`,
      ]
    : []
  return svg(title, width, height, [...bars, ...line])
}

function svg(title, width, height, parts) {
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">${parts.join('')}</svg>`
}
