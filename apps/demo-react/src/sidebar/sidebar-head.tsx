import { themes, type IconName, type Theme } from '@convolist/demo-kit'
import type { ReactElement } from 'react'
import { useDemo } from '../app/demo-context.js'
import { useValue } from '../app/use-value.js'
import { IconButton } from '../parts/icon.js'
import { StatusLine } from './status-line.js'

const iconOf: Record<Theme, IconName> = { auto: 'auto', light: 'light', dark: 'dark' }

export function SidebarHead({ onMarkAllRead }: { onMarkAllRead: () => void }): ReactElement {
  const { demo, texts, language } = useDemo()
  const { theme, panel } = useValue(demo.settings)
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length]!
  const otherLanguage = language === 'en' ? 'zh-CN' : 'en'
  return (
    <header className="sidebar-head">
      <div className="names">
        <h1>{texts.appName}</h1>
        <StatusLine />
      </div>
      <IconButton icon="readAll" label={texts.list.markAllRead} onClick={onMarkAllRead} />
      <button
        type="button"
        className="icon-button text"
        lang={otherLanguage}
        title={texts.language}
        onClick={() => demo.change({ language: otherLanguage })}
      >
        {texts.otherLanguage}
      </button>
      <IconButton
        icon={iconOf[theme]}
        label={`${texts.theme.label}: ${texts.theme[theme]}`}
        onClick={() => demo.change({ theme: nextTheme })}
      />
      <IconButton
        icon="panel"
        label={panel ? texts.panel.hide : texts.panel.show}
        pressed={panel}
        onClick={() => demo.change({ panel: !panel })}
      />
    </header>
  )
}
