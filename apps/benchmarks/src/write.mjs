import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toHtml, toMarkdown } from './page/page.mjs'

const path = (from) => fileURLToPath(new URL(from, import.meta.url))
const ROOT = path('../../../')
const RESULTS = path('../results/run.json')
/** What `npm run bench:browser` left behind. */
const BROWSER_RESULTS = path('../results/browser.json')
const DOCS_PAGE = path('../../docs/reference/measured.md')
/** A page of its own, for whoever has just run it. */
const OWN_PAGE = path('../dist/report.html')

const readIfThere = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)

/** @param isWhole a run of everything, which the docs show; any other leaves them alone. Gives where it wrote. */
export function writeReport(report, isWhole) {
  const browser = readIfThere(BROWSER_RESULTS)
  const files = { [OWN_PAGE]: toHtml(report, browser) }
  if (isWhole) {
    files[RESULTS] = `${JSON.stringify(report, undefined, 2)}\n`
    files[DOCS_PAGE] = toMarkdown(report, browser)
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return Object.keys(files).map((file) => relative(ROOT, file))
}

/** The pages anew from the last whole run, where only how they look, or the run in the browser, has changed. */
export const redraw = () => writeReport(JSON.parse(readFileSync(RESULTS, 'utf8')), true)
