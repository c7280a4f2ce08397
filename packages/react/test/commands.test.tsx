import { useConversationCommands, useConversationList } from '@convolist/react'
import { ConvolistError, isConvolistError } from '@convolist/core'
import { act } from '@testing-library/react'
import { useState, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { engineOf, renderWith, settle, shown } from './support/harness.js'
import { createScriptedSource, row, type ScriptedSource } from '@convolist/testing/scripted-source'

/** A list whose buttons pin their row, and a line that says why a command failed. */
function Screen(): ReactElement {
  const { rows, counters } = useConversationList()
  const commands = useConversationCommands()
  const [notice, setNotice] = useState('')
  const tell = (error: unknown): void => setNotice(isConvolistError(error) ? error.code : 'other')
  return (
    <>
      <ul>
        {rows.map(({ id, title, stickTop, unreadCount }) => (
          <li key={id}>{`${stickTop ? '^' : ''}${title}${unreadCount || ''}`}</li>
        ))}
      </ul>
      <button onClick={() => void commands.stickTop('b', true).catch(tell)}>pin</button>
      <button onClick={() => void commands.markRead('a').catch(tell)}>read</button>
      <output>{`${counters.unread} ${notice}`}</output>
    </>
  )
}

async function open(): Promise<{
  source: ScriptedSource
  click(name: string): Promise<void>
  list(): string
  note(): string
}> {
  const source = createScriptedSource([[row('a', { at: 2, unreadCount: 3 }), row('b')]])
  const { container, getByText, getByRole } = renderWith(engineOf([], { source }), <Screen />)
  await settle()
  return {
    source,
    click: (name) => act(async () => getByText(name).click()),
    list: () => shown(container),
    note: () => getByRole('status').textContent ?? '',
  }
}

const refusal = new ConvolistError('command/rejected', 'pin limit', { vendorCode: 191004 })

it('shows a pin at once and keeps it when the vendor agrees', async () => {
  const { source, click, list } = await open()
  expect(list()).toBe('A3 B')
  await click('pin')
  expect(list()).toBe('^B A3')
  act(() => source.emit({ type: 'conversationsPatched', patches: [{ id: row('b').id, stickTop: true }] }))
  source.asked[0]?.answer()
  await settle()
  expect(list()).toBe('^B A3')
})

it('takes a refused pin back and tells why', async () => {
  const { source, click, list, note } = await open()
  await click('pin')
  source.asked[0]?.refuse(refusal)
  await settle()
  expect(list()).toBe('A3 B')
  expect(note()).toBe('3 command/rejected')
})

it('moves row and counter together when a read is issued and refused', async () => {
  const { source, click, list, note } = await open()
  await click('read')
  expect([list(), note()]).toEqual(['A B', '0 '])
  source.asked[0]?.refuse(refusal)
  await settle()
  expect([list(), note()]).toEqual(['A3 B', '3 command/rejected'])
})
