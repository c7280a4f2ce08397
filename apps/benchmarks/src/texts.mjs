export function rowsText(rows) {
  if (rows >= 1_000_000) return `${rows / 1_000_000}M`
  return rows >= 1_000 ? `${rows / 1_000}k` : `${rows}`
}

export function timeText(ns) {
  if (ns < 1e3) return `${numberText(ns)} ns`
  if (ns < 1e6) return `${numberText(ns / 1e3)} us`
  return ns < 1e9 ? `${numberText(ns / 1e6)} ms` : `${numberText(ns / 1e9)} s`
}

/** Three digits are more than the machine can promise. */
export const numberText = (value) =>
  value === 0 ? '0' : Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 3 })
