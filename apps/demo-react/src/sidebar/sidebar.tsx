import { viewOf, type Sieve, type Tab } from '@convolist/demo-kit'
import { useEngine } from '@convolist/react'
import { useMemo, useRef, useState, type ReactElement } from 'react'
import { useDemo, useSession } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { ConversationList } from '../list/conversation-list.js'
import { SearchLine } from './search-line.js'
import { SidebarHead } from './sidebar-head.js'
import { Tabs } from './tabs.js'
import { useDebounced } from './use-debounced.js'

export function Sidebar(): ReactElement {
  const { demo, texts } = useDemo()
  const { commands } = useSession()
  const engine = useEngine()
  const { view: tab } = useValue(demo.settings)
  const [sieve, setSieve] = useState<Sieve>('none')
  const [search, setSearch] = useState('')
  const searchBox = useRef<HTMLInputElement>(null)
  const text = useDebounced(search, 150)
  const definition = useMemo(() => viewOf(tab, sieve, text), [tab, sieve, text])
  const view = engine.view(definition)

  const typeInSearch = (typed: string): void => {
    if (typed !== '') setSearch(typed)
    searchBox.current?.focus()
  }
  return (
    <section className="sidebar" aria-label={texts.appName}>
      <SidebarHead onMarkAllRead={() => commands.markAllRead(view)} />
      <SearchLine search={search} onSearch={setSearch} sieve={sieve} onSieve={setSieve} inputRef={searchBox} />
      <Tabs selected={tab} onSelect={(view: Tab) => demo.change({ view })} />
      <div className="list-frame" role="tabpanel" id="list-panel" aria-labelledby={`tab-${tab}`}>
        <ConversationList key={view.key} view={view} tab={tab} search={text} onType={typeInSearch} />
      </div>
    </section>
  )
}
