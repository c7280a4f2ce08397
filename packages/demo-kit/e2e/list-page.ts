import type { Locator, Page } from 'playwright-core'

export interface SeenRow {
  readonly id: string
  readonly index: number
  readonly title: string
  readonly unread: boolean
  readonly pinned: boolean
  readonly muted: boolean
}

/** The mounted rows in the order that is seen. Read in one go: with traffic, two looks are at two lists. */
export async function rowsOf(page: Page): Promise<SeenRow[]> {
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=row]')].map((row) => ({
      id: row.dataset['id']!,
      index: Number(row.getAttribute('aria-rowindex')),
      title: row.querySelector('.row-title')?.textContent ?? '',
      unread: row.dataset['unread'] === 'true',
      pinned: row.dataset['pinned'] === 'true',
      muted: /\bmuted\b/.test(row.querySelector('.visually-hidden')?.textContent ?? ''),
    })),
  )
  return rows.sort((a, b) => a.index - b.index)
}

/** One row by its conversation, wherever it has moved. */
export const rowOf = (page: Page, id: string): Locator => page.locator(`[role=row][data-id=${JSON.stringify(id)}]`)

/** The first row that is not pinned and satisfies the condition. */
export async function findRow(page: Page, suits: (row: SeenRow) => boolean): Promise<SeenRow> {
  const found = (await rowsOf(page)).find((row) => !row.pinned && suits(row))
  if (!found) throw new Error('none of the mounted rows suits')
  return found
}

/** Right-clicks a row and chooses an entry of its menu by its key. */
export async function choose(page: Page, id: string, key: string): Promise<void> {
  await rowOf(page, id).click({ button: 'right' })
  await page.locator(`[role=menuitem][data-key=${key}]`).click()
}

export const tab = (page: Page, name: string): Locator => page.locator(`[data-tab=${name}]`)

/** A number that the panel shows. */
export async function reading(page: Page, name: string): Promise<number> {
  return Number((await page.getByTestId(name).innerText()).replace(/\D/g, ''))
}

export const focusedId = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[role=row]')?.dataset['id'])
