import '@convolist/demo-kit/theme.css'
import { backends, createDemo, parseSettings } from '@convolist/demo-kit'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.js'

const isWide = matchMedia('(min-width: 1180px)').matches // as in the style sheet
const settings = parseSettings(location.search, { languages: navigator.languages, isWide })
const demo = createDemo(backends, settings, (search) => history.replaceState(null, '', search))
void demo.restart()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App demo={demo} />
    </StrictMode>,
  )
}
