import './support/strict-console.js'
import type { Conversation, Engine } from '@convolist/core'
import {
  ConversationListProvider,
  useConversation,
  useConversationCommands,
  useConversationList,
  useUnread,
} from '@convolist/react'
import {
  describeBindingContract,
  factsText,
  readScreen,
  rowText,
  type MountedList,
  type MountedText,
  type ShowOptions,
} from '@convolist/testing/binding-contract'
import { act } from '@testing-library/react'
import { Component, memo, version, type ReactElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'

/** What a list has of the binding, for the scenarios to use. */
interface Given {
  readonly loadMore: () => Promise<void>
  readonly commands: Engine['commands']
}

interface ListProps extends ShowOptions {
  /** Called with every render of the list, and of a row. */
  onList: (given: Given) => void
  onRow: () => void
}

function List({ view, range, onList, onRow }: ListProps): ReactElement {
  const list = useConversationList(view, { range })
  const commands = useConversationCommands()
  onList({ commands, loadMore: list.loadMore })
  return (
    <section>
      <output>{factsText(list)}</output>
      <ul>
        {list.rows.map((row) => (
          <Row key={row.id} row={row} onRow={onRow} />
        ))}
      </ul>
    </section>
  )
}

const Row = memo(function Row({ row, onRow }: { row: Conversation; onRow: () => void }): ReactElement {
  onRow()
  return <li>{rowText(row)}</li>
})

/** Keeps what a render threw, for whoever mounts the list. */
class Boundary extends Component<{ onError: (error: unknown) => void; children: ReactNode }> {
  static getDerivedStateFromError = (): object => ({ isBroken: true })
  override state = { isBroken: false }
  override componentDidCatch(error: unknown): void {
    this.props.onError(error)
  }
  override render(): ReactNode {
    return this.state.isBroken ? null : this.props.children
  }
}

async function mount(engine: Engine, options: ShowOptions): Promise<MountedList> {
  const renders = { list: 0, rows: 0 }
  let given: Given | undefined
  const onRow = (): void => void renders.rows++
  const onList = (now: Given): void => {
    renders.list++
    given = now
  }
  const container = document.createElement('div')
  const errors: unknown[] = []
  const root = createRoot(container)
  const show = (next: ShowOptions): Promise<void> =>
    act(async () =>
      root.render(
        <Boundary onError={(error) => errors.push(error)}>
          <ConversationListProvider engine={engine}>
            <List {...next} onList={onList} onRow={onRow} />
          </ConversationListProvider>
        </Boundary>,
      ),
    )
  const unmount = (): Promise<void> => act(async () => root.unmount())
  await show(options)
  if (errors.length > 0) {
    vi.mocked(console.error).mockClear() // React has told of it there, too
    await unmount()
    throw errors[0]
  }
  return {
    ...readScreen(container),
    renders,
    show,
    loadMore: () => given!.loadMore(),
    commands: given!.commands,
    unmount,
  }
}

/** A component that renders nothing but a text. */
async function mountText(engine: Engine, useText: () => string): Promise<MountedText> {
  let renders = 0
  const onRender = (): void => void renders++
  const Text = (): string => {
    onRender()
    return useText()
  }
  const container = document.createElement('div')
  const root = createRoot(container)
  await act(async () =>
    root.render(
      <ConversationListProvider engine={engine}>
        <Text />
      </ConversationListProvider>,
    ),
  )
  return {
    text: () => container.textContent ?? '',
    renders: () => renders,
    unmount: () => act(async () => root.unmount()),
  }
}

function useRowText(id: string): string {
  const row = useConversation(id)
  return row ? rowText(row) : ''
}

describeBindingContract({
  name: `React ${version}`,
  mount,
  mountRow: (engine, id) => mountText(engine, () => useRowText(id)),
  mountUnread: (engine, view, count) => mountText(engine, () => String(useUnread(view, { count }))),
  settle: (change) =>
    act(async () => {
      await change()
      await new Promise((resolve) => setTimeout(resolve))
    }),
})
