/** What IMLib needs of a browser to start. Plain Node has none of it, happy-dom most. */
class SilentRequest {
  open(): void {
    // Background reports of the SDK go nowhere.
  }
  send(): void {
    // Likewise.
  }
  setRequestHeader(): void {
    // Likewise.
  }
  abort(): void {
    // Likewise.
  }
}

const ignore = (): void => undefined

/** Gives the SDK an empty storage, a quiet network, and whatever globals the host lacks. */
export function prepareHost(): { clearStorage(): void } {
  const host = globalThis as unknown as Record<string, unknown>
  const values = new Map<string, string>()
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: unknown) => void values.set(key, String(value)),
    removeItem: (key: string) => void values.delete(key),
  }
  const missing: Record<string, unknown> = {
    window: globalThis,
    navigator: { userAgent: 'offline', platform: 'offline', onLine: true },
    location: { protocol: 'https:', hostname: 'localhost', host: 'localhost', href: 'https://localhost/' },
    document: { addEventListener: ignore, removeEventListener: ignore, visibilityState: 'visible' },
    addEventListener: ignore,
    removeEventListener: ignore,
  }
  for (const [name, value] of Object.entries(missing)) host[name] ??= value
  const own: Record<string, unknown> = {
    localStorage: storage,
    sessionStorage: storage,
    XMLHttpRequest: SilentRequest,
  }
  for (const target of [host, host.window as object]) {
    for (const [name, value] of Object.entries(own)) Object.defineProperty(target, name, { value, configurable: true })
  }
  return { clearStorage: () => values.clear() }
}
