/// <reference types="node" />
import './support/strict-console.js'
import type { Commands, Conversation, Engine } from '@convolist/core'
import {
  conversationList,
  defineConversationListStore,
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
import { createPinia } from 'pinia'
import { createApp, defineComponent, h, shallowRef, version, type App, type PropType } from 'vue'

interface Notes {
  list: number
  rows: number
  loadMore?: () => Promise<void>
  commands?: Commands
}

/** How an app hands an engine to its components. */
interface Way {
  install(app: App): void
  /** In a component. */
  use(): { readonly engine?: Engine; readonly commands: Commands }
}

const provided = (engine: Engine): Way => ({
  install: (app) => app.use(conversationList(engine)),
  use: () => ({ commands: useConversationCommands() }),
})

/** The store's actions are the commands, and its engine is what the composables read. */
function stored(engine: Engine): Way {
  const useStore = defineConversationListStore(engine)
  return {
    install: (app) => app.use(createPinia()),
    use() {
      const store = useStore()
      return { engine: store.engine, commands: store }
    },
  }
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

function mount(way: Way, options: ShowOptions): MountedList {
  const notes: Notes = { list: 0, rows: 0 }
  const shown = shallowRef(options)
  const rendered = (): void => void notes.rows++
  const List = defineComponent({
    setup() {
      const { engine, commands } = way.use()
      const { start, size, counters, sync, hasMore, rows, loadMore } = useConversationList(() => shown.value.view, {
        engine,
        range: () => shown.value.range,
      })
      Object.assign(notes, { loadMore, commands })
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
  const app = createApp(List)
  way.install(app)
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
function mountText(way: Way, setup: (options: { engine?: Engine }) => () => string): MountedText {
  let renders = 0
  const Text = defineComponent({
    setup() {
      const toText = setup(way.use())
      return () => {
        renders++
        return toText()
      }
    },
  })
  const container = document.createElement('div')
  const app = createApp(Text)
  way.install(app)
  app.mount(container)
  return { text: () => container.textContent ?? '', renders: () => renders, unmount: () => app.unmount() }
}

const ways: Readonly<Record<string, (engine: Engine) => Way>> = {
  [`Vue ${version}`]: provided,
  [`Vue ${version}, a store of ${process.env['PINIA']}`]: stored,
}

for (const [name, wayOf] of Object.entries(ways)) {
  describeBindingContract({
    name,
    mount: (engine, options) => mount(wayOf(engine), options),
    mountRow: (engine, id) =>
      mountText(wayOf(engine), ({ engine: own }) => {
        const row = useConversation(id, { engine: own })
        return () => (row.value ? rowText(row.value) : '')
      }),
    mountUnread: (engine, view, count) =>
      mountText(wayOf(engine), ({ engine: own }) => {
        const number = useUnread(view, { engine: own, count })
        return () => String(number.value)
      }),
    async settle(change) {
      await change()
      await new Promise((resolve) => setTimeout(resolve))
    },
  })
}
