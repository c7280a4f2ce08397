// The same list as an element that any page, server template or framework can use:
//   <convolist-list view="unread" limit="20"></convolist-list>
import type { Engine } from '@convolist/core'
import { mountList } from './vanilla-dom.js'

/** A list of conversations. Set its `engine`; its attributes `view` (a declared name) and `limit` may change at any time. */
export class ConversationListElement extends HTMLElement {
  static readonly observedAttributes = ['view', 'limit']
  private ownEngine: Engine | undefined
  private stop: (() => void) | undefined

  get engine(): Engine | undefined {
    return this.ownEngine
  }
  set engine(engine: Engine | undefined) {
    this.ownEngine = engine
    this.restart()
  }

  connectedCallback(): void {
    this.restart()
  }
  disconnectedCallback(): void {
    this.stop?.()
    this.stop = undefined
  }
  attributeChangedCallback(): void {
    this.restart()
  }

  private restart(): void {
    this.stop?.()
    this.stop = undefined
    const engine = this.ownEngine
    if (!engine || !this.isConnected) return
    const limit = Number(this.getAttribute('limit') ?? 50)
    this.stop = mountList(this, { engine, view: this.getAttribute('view') ?? 'all', limit })
  }
}

/** Makes the element known to the page, once. */
export function defineConversationList(name = 'convolist-list'): void {
  if (!customElements.get(name)) customElements.define(name, ConversationListElement)
}
