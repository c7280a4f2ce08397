/**
 * What hears a vendor's callback, by name: our adapters with the engine behind them, and the vendors' own stores, told the
 * same. Each is loaded in its own process only. `block` is how many events are made at a time, where
 * each is as large as the list or takes long.
 */
export const ADAPTERS = {
  'nim-cloud': throughEngine(async () => (await import('./nim.mjs')).openNimCloud),
  'nim-local': throughEngine(async () => (await import('./nim.mjs')).openNimLocal),
  'netease-store': {
    open: async (rows) => new (await import('./vendor-stores.mjs')).ThroughNeteaseStore(rows),
    block: 50,
  },
  'tencent-v2tim': throughEngine(async () => (await import('./tencent-v2tim.mjs')).openTencentV2Tim),
  'tencent-web': {
    ...throughEngine(async () => (await import('./tencent-web.mjs')).openTencentWeb),
    block: 50,
  },
  'tencent-store': {
    open: async (rows) => new (await import('./vendor-stores.mjs')).ThroughTencentStore(rows),
    block: 50,
  },
  rongcloud: throughEngine(async () => (await import('./rongcloud.mjs')).openRongCloud),
}

function throughEngine(load) {
  return {
    async open(rows) {
      const [{ ThroughEngine }, openVendor] = await Promise.all([import('./through-engine.mjs'), load()])
      const rig = new ThroughEngine(openVendor(rows))
      await rig.load(rows.length)
      return rig
    },
  }
}
