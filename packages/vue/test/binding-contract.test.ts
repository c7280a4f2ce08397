import './support/strict-console.js'
import type { Conversation, Engine } from '@convolist/core'
import {
  conversationList,
  useConversation,
  useConversationCommands,
  useConversationList,
  useUnread,
} from '@convolist/vue'
import {
  describeBindingContract,
  factsText,
  readScreen,
  rowText,
  type MountedList,
  type MountedText,
  type ShowOptions,
} from '@convolist/testing/binding-contract'
import { createApp, defineComponent, h, shallowRef, version, type PropType } from 'vue'

interface Notes {
  list: number
  rows: number
  loadMore?: () => Promise<void>
  commands?: Engine['commands']
}

const Row = defineComponent({
  props: {
    row: { type: Object as PropType<Conversation>, required: true },
    rendered: { type: Function, required: true },
  },
  setup: (props) => () => {
    props.rendered()
    return h('li', rowText(props.row))
  },
})

function mount(engine: Engine, options: ShowOptions): MountedList {
  const notes: Notes = { list: 0, rows: 0 }
  const shown = shallowRef(options)
  const rendered = (): void => void notes.rows++
  const List = defineComponent({
    setup() {
      const { start, size, counters, sync, hasMore, rows, loadMore } = useConversationList(() => shown.value.view, {
        range: () => shown.value.range,
      })
      Object.assign(notes, { loadMore, commands: useConversationCommands() })
      return () => {
        notes.list++
        const facts = {
          start: start.value,
          size: size.value,
          counters: counters.value,
          sync: sync.value,
          hasMore: hasMore.value,
        }
        return h('section', [
          h('output', factsText(facts)),
          h(
            'ul',
            rows.value.map((row) => h(Row, { key: row.id, row, rendered })),
          ),
        ])
      }
    },
  })
  const container = document.createElement('div')
  const app = createApp(List).use(conversationList(engine))
  app.config.warnHandler = (warning) => {
    if (!warning.startsWith('Unhandled error')) console.warn(warning) // that is thrown at whoever mounts the list
  }
  app.mount(container)
  return {
    ...readScreen(container),
    renders: notes,
    show: (next) => void (shown.value = next),
    loadMore: () => notes.loadMore!(),
    commands: notes.commands!,
    unmount: () => app.unmount(),
  }
}

/** A component that renders nothing but a text. */
function mountText(engine: Engine, setup: () => () => string): MountedText {
  let renders = 0
  const Text = defineComponent({
    setup() {
      const toText = setup()
      return () => {
        renders++
        return toText()
      }
    },
  })
  const container = document.createElement('div')
  const app = createApp(Text).use(conversationList(engine))
  app.mount(container)
  return { text: () => container.textContent ?? '', renders: () => renders, unmount: () => app.unmount() }
}

describeBindingContract({
  name: `Vue ${version}`,
  mount,
  mountRow: (engine, id) =>
    mountText(engine, () => {
      const row = useConversation(id)
      return () => (row.value ? rowText(row.value) : '')
    }),
  mountUnread: (engine, view, count) =>
    mountText(engine, () => {
      const number = useUnread(view, { count })
      return () => String(number.value)
    }),
  async settle(change) {
    await change()
    await new Promise((resolve) => setTimeout(resolve))
  },
})
