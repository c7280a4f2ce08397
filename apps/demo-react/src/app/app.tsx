import type { Demo } from '@convolist/demo-kit'
import { ConversationListProvider } from '@convolist/react'
import { useEffect, type ReactElement } from 'react'
import { Detail } from '../detail/detail.js'
import { Panel } from '../panel/panel.js'
import { LiveRegion } from '../parts/live-region.js'
import { Toasts } from '../parts/toasts.js'
import { Sidebar } from '../sidebar/sidebar.js'
import { DemoProvider, SessionProvider, useDemo } from './demo-context.js'
import { useValue } from './use-value.js'

export function App({ demo }: { demo: Demo }): ReactElement {
  return (
    <DemoProvider demo={demo}>
      <Page />
    </DemoProvider>
  )
}

function Page(): ReactElement {
  const { demo, texts } = useDemo()
  const { language, theme, panel } = useValue(demo.settings)
  const session = useValue(demo.session)
  const failure = useValue(demo.failure)

  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dataset['theme'] = theme
    document.title = `${texts.appName} · convolist`
  }, [language, theme, texts])

  if (!session) {
    return (
      <main className="starting" aria-busy={!failure}>
        <p role={failure ? 'alert' : undefined}>{failure ?? texts.list.loading}</p>
      </main>
    )
  }
  return (
    <SessionProvider value={session}>
      <ConversationListProvider engine={session.engine}>
        <div className="app" data-panel={panel}>
          <Sidebar />
          <Detail />
          {panel && <Panel />}
        </div>
        <Toasts />
        <LiveRegion />
      </ConversationListProvider>
    </SessionProvider>
  )
}
