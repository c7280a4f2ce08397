import './support/strict-console.js'
import type { Conversation, Engine } from '@convolist/core'
import { conversationList, useConversationCommands, useConversationList } from '@convolist/vue'
import {
  describeBindingContract,
  factsText,
  readScreen,
  rowText,
  type MountedList,
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

describeBindingContract({
  name: `Vue ${version}`,
  mount,
  async settle(change) {
    await change()
    await new Promise((resolve) => setTimeout(resolve))
  },
})
