import '@convolist/demo-kit/theme.css'
import { backends, createDemo, parseSettings } from '@convolist/demo-kit'
import { createApp } from 'vue'
import App from './app/app.vue'

const isWide = matchMedia('(min-width: 1180px)').matches // as in the style sheet
const settings = parseSettings(location.search, { languages: navigator.languages, isWide })
const demo = createDemo(backends, settings, (search) => history.replaceState(null, '', search))
void demo.restart()

createApp(App, { demo }).mount('#root')
